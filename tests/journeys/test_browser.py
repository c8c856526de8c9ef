"""Can somebody with a browser book on the phones page, and its owner decide?

Wanted: Chromium, as Debian packages it; what playwright would download itself is not needed.
"""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.journeys.owner import Owner
from tests.journeys.phone import book
from tests.sandbox.browser import ANSWER_MS, QUIETLY, found

PICTURE = Path(__file__).resolve().parents[2] / "build" / "phones.png"
expect.set_options(timeout=ANSWER_MS)


@pytest.fixture(scope="session")
def chromium() -> str:
    return found()


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


async def asks_for(page: Page, day: datetime, clock: str) -> str:
    """Ask for this time as a new customer of stella, who approves by hand; the customer's name."""
    await page.get_by_label("Message", exact=True).fill(book(day, clock))
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("article").last).to_contain_text(": requested")
    return (await page.locator("#presence").inner_text()).removeprefix("You are ")


async def test_what_the_owner_approves_in_the_browser_is_confirmed_on_the_phone(page, mesh, town):
    await become_a_new_customer(page, mesh.installation.sandbox_url, "Stella")
    name = await asks_for(page, town.open_day(), "10:00")

    await page.get_by_role("tab", name="Owner").click()
    await page.get_by_role("button", name=f"Approve: {name}, Consultation").click()
    await expect(page.locator("#owner-notice")).to_contain_text(
        "Approved. Lyo tells the customer, if they wrote within the last 24 hours."
    )

    await page.get_by_role("tab", name="Phone").click()
    await expect(page.get_by_role("article").last).to_contain_text("confirmed")


async def test_what_the_owner_cancels_in_the_browser_shows_the_reason_on_the_phone(
    page, mesh, town
):
    await become_a_new_customer(page, mesh.installation.sandbox_url, "Stella")
    day = town.open_day()
    name = await asks_for(page, day, "10:00")

    await page.get_by_role("tab", name="Owner").click()
    await page.get_by_role("button", name=f"Cancel: {name}, Consultation").click()
    asked = page.get_by_role("heading", name=f"Cancel Consultation of {name}, ")
    await expect(asked).to_contain_text(f"{day:%A} {day.day} {day:%B}")
    await expect(asked).to_contain_text("10:00?")
    await page.get_by_label("Why? The customer reads it.").fill("Sam is travelling")
    await page.get_by_role("button", name="Cancel the booking").click()
    await page.get_by_label("Date", exact=True).fill(f"{day:%Y-%m-%d}")
    shown = page.locator("#day-bookings .booking", has_text=name)
    await expect(shown).to_contain_text("Cancelled: Sam is travelling")

    await page.get_by_role("tab", name="Phone").click()
    await expect(page.get_by_role("article").last).to_contain_text("Sam is travelling")


async def test_who_comes_back_to_the_phone_sees_the_latest_message(page, mesh, town):
    await page.set_viewport_size({"width": 1100, "height": 500})
    await become_a_new_customer(page, mesh.installation.sandbox_url, "Stella")
    for clock in ("10:00", "11:00", "14:00"):
        await asks_for(page, town.open_day(), clock)
    await page.locator("#log").evaluate("log => { log.scrollTop = 0; }")

    await page.get_by_role("tab", name="Journal").click()
    await page.get_by_role("tab", name="Phone").click()

    await expect(page.get_by_role("article").first).not_to_be_in_viewport()
    await expect(page.get_by_role("article").last).to_be_in_viewport()


async def test_the_owners_tab_shows_a_request_that_comes_while_it_is_open(page, mesh, town, sheena):
    await page.goto(mesh.installation.sandbox_url)
    await page.get_by_role("tab", name="Owner").click()
    await page.get_by_label("Business of the owner").select_option(label="Stella")
    await expect(page.locator("#owner-zone")).to_contain_text("America/New_York")

    await sheena.ask(book(town.open_day(), "16:00"))

    request = page.locator("#requests .booking", has_text=f"+{sheena.customer}")
    await expect(request).to_contain_text("requested")


async def test_what_changed_meanwhile_is_not_cancelled_unseen(page, mesh, town, sheena):
    owner, day = Owner(town, "stella"), town.open_day()
    await sheena.ask(book(day, "10:00"))
    await page.goto(f"{mesh.installation.sandbox_url}/#stella")
    await page.get_by_role("tab", name="Owner").click()
    request = page.locator("#requests .booking", has_text=f"+{sheena.customer}")
    await request.get_by_role("button", name="Cancel").click()

    await owner.decides(await owner.booking_of(sheena, day), "approve")
    await page.get_by_role("button", name="Cancel the booking").click()

    await expect(page.locator("#owner-notice")).to_contain_text("was changed meanwhile")
    assert (await owner.booking_of(sheena, day))["state"] == "confirmed"
