"""Can somebody with a browser read what /admin is, under the policy that the page comes with?"""

from pathlib import Path

from playwright.async_api import expect

from services.gateway.admin.table import ROUTES
from tests.journeys import test_browser

PICTURE = Path(__file__).resolve().parents[2] / "build" / "docs.png"
chromium = test_browser.chromium
page = test_browser.page


async def test_every_route_is_shown_and_the_browser_has_nothing_to_complain_of(office, page):
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{office.url}/docs")

    routes = page.locator("main article:not([id^=schema-])")
    await expect(routes).to_have_count(len(ROUTES))
    await expect(page.locator("main")).to_contain_text("ETAG_STALE")
    assert complaints == []
    PICTURE.parent.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURE)


async def test_what_is_looked_for_is_all_that_is_shown(office, page):
    await page.goto(f"{office.url}/docs")
    await page.get_by_label("Filter").fill("channel_id}/health")
    shown = page.locator("main article:visible h3")

    await expect(shown).to_have_count(1)
    await expect(shown).to_contain_text("/admin/tenants/{tenant_id}/channels/{channel_id}/health")
