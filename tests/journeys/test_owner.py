"""Does the owner see what was asked for, and does the customer's phone hear what is decided?"""

from typing import Any

import httpx
import pytest

from lyoctl.installation import DEMO
from lyoctl.mesh import Mesh
from tests.journeys.owner import Owner
from tests.journeys.phone import book


async def test_an_approved_request_is_confirmed_on_the_customers_phone(sheena, town):
    owner, day = Owner(town, "stella"), town.open_day()
    await sheena.ask(book(day, "10:00"))
    request = await owner.booking_of(sheena, day)
    assert (request["state"], request["resources"]) == ("pending", ["Sam"])

    approved = await owner.decides(request, "approve", etag=request["etag"])

    assert approved.json()["state"] == "confirmed"
    told = (await sheena.answer())["text"]
    assert "confirmed" in told
    assert f"{day:%A} {day.day} {day:%B}, 10:00" in told


async def test_who_asked_by_chat_is_told_of_the_request_by_the_reply_alone(sheena, town):
    """What follows a booking goes in its order: the approval is told last."""
    owner, day = Owner(town, "stella"), town.open_day()
    reply = await sheena.ask(book(day, "10:00"))
    await owner.decides(await owner.booking_of(sheena, day), "approve")

    approval = await sheena.answer()

    assert [each["id"] for each in await sheena.messages()] == [reply["id"], approval["id"]]


async def test_a_request_that_is_turned_down_tells_the_customer_why(sheena, town):
    owner, day = Owner(town, "stella"), town.open_day()
    await sheena.ask(book(day, "11:00"))

    request = await owner.booking_of(sheena, day)
    await owner.decides(request, "cancel", reason="Sam is travelling that day")

    told = (await sheena.answer())["text"]
    assert "was not accepted" in told
    assert "Sam is travelling that day" in told


async def speaks(mesh: Mesh, booking: dict[str, Any], language: str) -> None:
    """The owner's system knows the language of the customer whose booking it is."""
    lyo = f"{mesh.installation.gateway_url}/admin"
    headers = {"Authorization": f"Bearer {DEMO['LYO_API_KEY']}"}
    async with httpx.AsyncClient(headers=headers, timeout=30, trust_env=False) as http:
        tenants = (await http.get(f"{lyo}/tenants")).json()["tenants"]
        (bella,) = [each["tenant_id"] for each in tenants if each["name"] == "bella-salon"]
        known = await http.get(f"{lyo}/tenants/{bella}/bookings/{booking['booking_id']}")
        customer = f"{lyo}/tenants/{bella}/customers/{known.json()['customer_id']}"
        changed = await http.patch(customer, json={"language": language})
    assert changed.status_code == 200, changed.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", ("è stata annullata", "Motivo: Anna è malata")),
        ("en", ("was cancelled", "Reason: Anna è malata")),
        ("es", ("cancelada", "Motivo: Anna è malata")),
    ],
    ids=["that of the business", "en", "es"],
)
async def test_a_cancelled_booking_is_told_in_the_language_of_the_customer(
    giulia, mesh, town, language, said
):
    owner, day = Owner(town, "bella-salon"), town.open_day()
    await giulia.ask(book(day, "15:30"))
    booking = await owner.booking_of(giulia, day)
    if language:
        await speaks(mesh, booking, language)

    await owner.decides(booking, "cancel", reason="Anna è malata")

    told = (await giulia.answer())["text"]
    assert all(words in told for words in said), told


async def test_what_the_customer_gave_up_cannot_be_approved_any_more(sheena, town):
    owner, day = Owner(town, "stella"), town.open_day()
    await sheena.ask(book(day, "14:00"))
    seen = await owner.booking_of(sheena, day)
    await sheena.ask("cancel")
    await sheena.ask("yes")

    refused = await owner.decides(seen, "approve")

    assert (refused.status_code, refused.json()["reason"]) == (409, "BOOKING_OVER")
    assert refused.json()["message"].startswith("This booking is over")


async def test_nobody_is_marked_as_missing_before_the_hour(sheena, town):
    owner, day = Owner(town, "stella"), town.open_day()
    await sheena.ask(book(day, "15:00"))

    request = await owner.booking_of(sheena, day)
    too_early = await owner.decides(request, "no-show")

    assert too_early.json()["reason"] == "NOT_BEGUN"
    assert (await owner.booking_of(sheena, day))["etag"] == request["etag"]
