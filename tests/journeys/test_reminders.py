"""Does a reminder let its customer move the booking: by a tap where taps come back, and on a page
of ours where they do not?

Reminders are due on whole minutes, so the customers of both tenants book first and wait together.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from lyoctl.installation import DEMO, ROOT
from tests.journeys.phone import BELLA, Phone, Town, buttons
from tests.journeys.waiting import eventually

WITHIN = 90.0
"""A minute until it is due, and time for a loaded machine to send it."""
NIBOG_PHONE, BELLA_PHONE = "919955507001", "393330007001"


@dataclass
class Shop:
    """One tenant over /api, and its customer who is to be reminded."""

    http: httpx.AsyncClient
    tenant_id: str
    phone: str
    booking: dict[str, Any]

    async def now(self) -> dict[str, Any]:
        """The booking as it is."""
        path = f"/api/bookings/{self.booking['booking_id']}"
        answer = await self.http.get(path, params={"tenant_id": self.tenant_id})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def messages(self) -> list[dict[str, Any]]:
        """What tells of the booking, the oldest first."""
        asked = {"tenant_id": self.tenant_id, "booking_id": self.booking["booking_id"]}
        listed = (await self.http.get("/api/messages", params=asked)).json()["messages"]
        return list(reversed(listed))

    async def told(self, purpose: str, state: str) -> dict[str, Any]:
        """The message of that purpose, once it stands there."""

        async def look() -> list[dict[str, Any]]:
            return [each for each in await self.messages() if each["purpose"] == purpose]

        def there(found: list[dict[str, Any]]) -> bool:
            return bool(found) and found[0]["state"] == f"MESSAGE_STATE_{state}"

        return (await eventually(look, there, within=WITHIN, what=f"no {purpose} {state}"))[0]


@pytest.fixture(scope="module")
async def open_shop(mesh, tmp_path_factory, lyoctl):
    """Opens one: its templates are brought in, and its customer has a booking that is due to be
    called to mind at the next whole minute."""
    headers = {"Authorization": f"Bearer {DEMO['LYO_API_KEY']}"}
    async with httpx.AsyncClient(
        base_url=mesh.installation.gateway_url, headers=headers, timeout=30, trust_env=False
    ) as http:

        async def opened(name: str, phone: str, who: str) -> Shop:
            tenants = (await http.get("/admin/tenants", params={"page_size": 200})).json()[
                "tenants"
            ]
            (tenant_id,) = [each["tenant_id"] for each in tenants if each["name"] == name]
            ours = {"tenant_id": tenant_id}
            synced = await http.post("/api/whatsapp/templates/sync", json=ours)
            assert synced.status_code == 200, synced.text
            start = await _start(http, tenant_id)
            lead = int((start - datetime.now(UTC) - timedelta(seconds=5)).total_seconds() // 60)
            file = tmp_path_factory.mktemp("reminded") / f"{name}.yaml"
            text = (ROOT / "deploy" / "demo" / f"{name}.yaml").read_text()
            file.write_text(f"{text}\nreminders: [{lead}m]\n")
            lyoctl("apply", "--yes", str(file))
            customer = {"phone": f"+{phone}", "name": who}
            wish = {**ours, "customer": customer, "start_time": start.isoformat()}
            made = await http.post("/api/bookings", json=wish)
            assert made.status_code == 201, made.text
            return Shop(http, tenant_id, phone, made.json())

        yield opened


async def _start(http: httpx.AsyncClient, tenant_id: str) -> datetime:
    """The first slot that is some days ahead."""
    near = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    asked = {"tenant_id": tenant_id, "near_time": near, "count": 1}
    (slot,) = (await http.get("/api/slots/nearest", params=asked)).json()["slots"]
    return datetime.fromisoformat(slot["start_time"])


Opened = Callable[[str, str, str], Awaitable[Shop]]


@pytest.fixture(scope="module")
async def shops(open_shop: Opened) -> dict[str, Shop]:
    """Both booked before anybody waits."""
    return {
        "nibog": await open_shop("nibog", NIBOG_PHONE, "Asha"),
        "bella-salon": await open_shop("bella-salon", BELLA_PHONE, "Giulia"),
    }


async def calls_of(town: Town, provider: str, phone: str) -> list[dict[str, Any]]:
    answer = await town.http.get("/journal", params={"provider": provider, "to": phone})
    return list(answer.json())


async def test_the_confirmation_leaves_by_zaptra_as_a_template_and_arrives(shops, town):
    nibog = shops["nibog"]
    confirmation = await nibog.told("PURPOSE_CONFIRMATION", "ACCEPTED")
    call, *_ = await calls_of(town, "zaptra", NIBOG_PHONE)
    chat = (await town.http.get(f"/phones/zaptra/nibog/{NIBOG_PHONE}/messages")).json()

    assert call["path"].endswith("/sendtemplatemessage")
    assert call["status"] == 200
    assert confirmation["template_name"] == "booking_confirmed"
    assert confirmation["provider"] == "zaptra"
    assert "Asha" in chat["messages"][0]["text"]


async def test_the_link_of_a_reminder_by_zaptra_moves_the_booking(shops, town, mesh):
    nibog = shops["nibog"]
    await nibog.told("PURPOSE_REMINDER", "ACCEPTED")
    reminder = (await calls_of(town, "zaptra", NIBOG_PHONE))[-1]
    links = re.findall(r"lb1\.[\w.~-]+", str(reminder["body"]))
    async with httpx.AsyncClient(
        base_url=mesh.installation.gateway_url, timeout=30, trust_env=False, follow_redirects=True
    ) as browser:
        pages = [await browser.get(f"/b/{link}") for link in links]
        (page,) = [each for each in pages if 'class="slot"' in each.text]
        assert (await nibog.now())["start_time"] == nibog.booking["start_time"]
        choice = re.findall(r'value="(lb1\.[^"]+)" class="slot"', page.text)[0]
        done = await browser.post(str(page.url), data={"link": choice})

    assert done.status_code == 200, done.text
    assert (await nibog.now())["start_time"] != nibog.booking["start_time"]


async def test_the_button_of_a_reminder_by_whatsapp_moves_the_booking(shops, town):
    bella, phone = shops["bella-salon"], Phone(town, BELLA, BELLA_PHONE)
    await bella.told("PURPOSE_REMINDER", "READ")
    reminder = (await phone.messages())[-1]
    phone.seen = len(await phone.messages())
    _, move, _ = buttons(reminder)

    await phone.send(button=move)
    offer = await phone.answer()
    row = offer["content"]["action"]["sections"][0]["rows"][0]
    await phone.send(list={"id": row["id"], "title": row["title"]})
    told = await phone.answer()

    moved = (await bella.now())["start_time"]
    assert moved != bella.booking["start_time"]
    assert "cambiat" in told["text"] or "changed" in told["text"]
