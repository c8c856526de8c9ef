"""Can somebody with a browser book on the phones page?

Wanted: Chromium, as Debian packages it; what playwright would download itself is not needed.
"""

import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.journeys.phone import book

PICTURE = Path(__file__).resolve().parents[2] / "build" / "phones.png"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIETLY = [
    "--no-sandbox",  # as root it starts only so
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANSWER_MS = 15_000


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; LYO_CHROMIUM names one that stands elsewhere."""
    named = os.environ.get("LYO_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("NO BROWSER, so nobody looked at the phones page: apt-get install -y chromium")
    return found


@pytest.fixture
async def page(chromium: str) -> AsyncIterator[Page]:
    """An empty tab. Leaving the test ends the browser."""
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=chromium, args=QUIETLY) as browser,
        await browser.new_page(
            viewport={"width": 1100, "height": 860}, reduced_motion="reduce"
        ) as page,
    ):
        page.set_default_timeout(ANSWER_MS)
        yield page


async def become_a_new_customer(page: Page, sandbox_url: str, business: str) -> None:
    """Of the business with this display name."""
    await page.goto(sandbox_url)
    await page.get_by_label("Business", exact=True).select_option(label=business)
    await expect(page.locator("#business")).to_have_text(business)
    await page.get_by_role("button", name="+ New customer").click()
    await page.get_by_role("button", name="Add").click()
    await expect(page.locator("#presence")).to_have_text(re.compile("You are Customer"))


async def test_a_slot_that_is_tapped_in_the_browser_is_confirmed_on_the_page(
    page, mesh, town, giulia, luca
):
    day = town.open_day()
    for customer in (giulia, luca):  # both hairdressers
        assert ": confermato" in (await customer.ask(book(day, "10:00")))["text"]
    await become_a_new_customer(page, mesh.installation.sandbox_url, "Bella Salon")

    await page.get_by_label("Message", exact=True).fill(book(day, "10:00"))
    await page.get_by_role("button", name="Send", exact=True).click()
    slots = page.get_by_role("group", name="Replies").get_by_role("button")
    await expect(slots).to_have_count(3, timeout=ANSWER_MS)
    tapped = await slots.nth(1).inner_text()
    await slots.nth(1).click()

    said = page.get_by_role("article").last
    await expect(said).to_contain_text(": confermato", timeout=ANSWER_MS)
    await expect(said).to_contain_text(f", {tapped.rsplit(' ', 1)[1]}: confermato")
    PICTURE.parent.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURE)
