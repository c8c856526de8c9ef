"""What does somebody with a browser see on the phones page, and what can they tap there?

Wanted: Chromium, as Debian packages it.
"""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.sandbox.browser import ANSWER_MS, QUIETLY, found
from tests.sandbox.conftest import a_template, a_text

pytestmark = pytest.mark.slow
expect.set_options(timeout=ANSWER_MS)

GIULIA, ASHA = "393335550101", "919955500101"
REMINDER = ("booking_reminder", "it", "Giulia", "Taglio", "sabato alle 15:30")
DESKTOP, PHONE = {"width": 1100, "height": 860}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=found(), args=QUIETLY) as browser,
    ):
        yield browser


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """An empty tab."""
    async with await browser.new_page(viewport=DESKTOP, reduced_motion="reduce") as page:
        page.set_default_timeout(ANSWER_MS)
        yield page


async def opened(page: Page, sandbox, tenant: str, customer: str, platform: str) -> None:
    await page.goto(f"{sandbox.http.base_url}#{tenant}/{customer}/{platform}")


async def test_a_template_looks_like_one_and_its_reply_comes_back(page, sandbox, gateway):
    await sandbox.sends(a_template(*REMINDER))
    await gateway.wait_for(3)
    await opened(page, sandbox, "bella-salon", GIULIA, "whatsapp")
    shown = page.get_by_role("article", name="Bella Salon")

    await expect(shown).to_contain_text("Template · booking_reminder · it")
    await expect(shown).to_contain_text("Buongiorno Giulia, un promemoria")
    await expect(shown.locator("svg.ticks.read")).to_be_visible()
    await shown.get_by_role("button", name="Sposta").click()
    await expect(page.get_by_role("article", name="You")).to_contain_text("Sposta")
    message = (await gateway.wait_for(4))[3]["entry"][0]["changes"][0]["value"]["messages"][0]
    assert message["button"] == {"payload": "Sposta", "text": "Sposta"}


async def test_addresses_in_a_text_can_be_opened_and_nothing_else_can(page, sandbox):
    text = "Sì: https://lyo.example/b/a_b.c, *javascript:alert(1)* <a href='x'>no</a> ftp://no/x"
    await sandbox.writes(text="Ciao")
    await sandbox.sends(a_text(body=text))
    await opened(page, sandbox, "bella-salon", GIULIA, "whatsapp")
    link = page.get_by_role("article", name="Bella Salon").get_by_role("link")

    await expect(link).to_have_count(1)
    await expect(link).to_have_attribute("href", "https://lyo.example/b/a_b.c")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(page.get_by_role("article", name="Bella Salon")).to_contain_text("<a href='x'>no")


async def test_a_link_of_a_template_opens_the_page_it_names(page, sandbox, gateway):
    body = a_template("", "", "Asha", "Baby Olympics", "Saturday")["template"]["components"]
    links = [
        {
            "type": "button",
            "sub_type": "url",
            "index": place,
            "parameters": [{"type": "text", "text": end}],
        }
        for place, end in enumerate(("confirm-1", "move-1"))
    ]
    asked = {"template_name": "booking_reminder", "template_language": "en"}
    whom = {"token": "sandbox-zaptra-token", "phone": ASHA}
    answer = await sandbox.http.post(
        "/api/wpbox/sendtemplatemessage", json={**whom, **asked, "components": [*body, *links]}
    )
    await opened(page, sandbox, "nibog", ASHA, "zaptra")

    assert answer.status_code == 200
    move = page.get_by_role("group", name="Replies").get_by_role("link", name="Move")
    await expect(move).to_have_attribute("href", f"{gateway.url}/b/move-1")
    await expect(page.get_by_label("Message", exact=True)).to_be_disabled()


async def test_a_customer_writes_by_the_channel_that_is_picked(page, sandbox, gateway):
    await opened(page, sandbox, "bella-salon", GIULIA, "whatsapp")
    await page.get_by_label("Channel", exact=True).select_option(label="Twilio +390655500011")
    await page.get_by_label("Message", exact=True).fill("Ciao")
    await page.get_by_role("button", name="Send", exact=True).click()

    [form] = await gateway.forms(1)
    assert (form["Body"], form["To"]) == ("Ciao", "whatsapp:+390655500011")
    await expect(page.get_by_role("article", name="You")).to_contain_text("taken by the gateway")


async def test_the_journal_shows_what_a_model_was_asked(page, sandbox):
    asked = {"model": "echo", "messages": [{"role": "user", "content": "Vorrei <b>un taglio</b>"}]}
    key = {"Authorization": "Bearer sandbox-openai-key"}
    await sandbox.http.post("/v1/chat/completions", json=asked, headers=key)
    await opened(page, sandbox, "bella-salon", GIULIA, "whatsapp")
    await page.get_by_role("tab", name="Provider journal").click()

    row = page.get_by_role("row", name="openai")
    await expect(row).to_contain_text("echo: Vorrei <b>un taglio</b>")


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_the_page_is_no_wider_than_the_screen(page, sandbox, screen):
    await page.set_viewport_size(screen)
    await sandbox.writes(text="Ciao")
    await sandbox.sends(a_text(body="https://lyo.example/b/" + "x" * 300))
    await opened(page, sandbox, "bella-salon", GIULIA, "whatsapp")
    await expect(page.get_by_role("article", name="Bella Salon")).to_be_visible()

    wide = await page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]
