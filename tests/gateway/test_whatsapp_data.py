"""Does a program that writes about a booking learn who, what, when and where?"""

import pytest

from tests.gateway.diary import PHONE, TUESDAY, VENUE, Diary, reason


@pytest.fixture
async def diary(office):
    """A salon of the test's own."""
    return await Diary.of(office)


async def test_the_data_of_a_message_tell_who_what_when_and_where(diary):
    made = await diary.booked(offering_id=diary.offering_id("sposa"), external_ref="B/17")
    by_ours = await diary.ask("GET", f"/api/booking/{made['booking_id']}/whatsapp-data")
    by_theirs = await diary.ask("GET", "/api/booking/B%2F17/whatsapp-data")

    assert by_ours.json() == by_theirs.json()
    assert by_ours.json() == {
        "booking_id": made["booking_id"],
        "external_ref": "B/17",
        "state": "BOOKING_STATE_PENDING",
        "business": diary.opened.tenant.display_name,
        "customer": {
            "customer_id": made["customer_id"],
            "external_ref": "",
            "name": "Giulia",
            "phone": PHONE,
            "identity_kind": "IDENTITY_KIND_PHONE",
            "identity": PHONE,
            "language": "",
        },
        "event": {
            "offering_id": diary.offering_id("sposa"),
            "name": "Sposa",
            "start_time": f"{TUESDAY}T10:00:00Z",
            "end_time": f"{TUESDAY}T11:30:00Z",
            "time_zone": "Europe/Rome",
            "starts": f"{TUESDAY}T11:00:00+01:00",
            "ends": f"{TUESDAY}T12:30:00+01:00",
            "with_whom": ["Anna"],
            "party_size": 1,
            "price_cents": 0,
            "currency_code": "",
        },
        "venue": VENUE,
    }


async def told(diary, booking_id, **more):
    answer = await diary.ask("GET", f"/api/booking/{booking_id}/whatsapp-data", **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_price_is_told_in_hundredths(diary):
    event = (await told(diary, (await diary.booked())["booking_id"]))["event"]

    assert (event["price_cents"], event["currency_code"]) == (2500, "EUR")


async def test_without_a_venue_it_is_at_the_business(diary):
    venue = (await told(diary, (await diary.booked())["booking_id"]))["venue"]

    assert venue == {"name": diary.opened.tenant.display_name, "address": ""}


async def test_a_customer_without_a_phone_is_told_by_another_address(diary):
    identity = {"kind": "IDENTITY_KIND_WHATSAPP_USER", "value": "IT.13491208655302741918"}
    path = f"/admin/tenants/{diary.tenant_id}/customers"
    customer = (await diary.ask("POST", path, json={"identities": [identity]})).json()
    made = await diary.booked(customer_id=customer["customer_id"])
    who = (await told(diary, made["booking_id"]))["customer"]

    assert who["phone"] == ""
    assert (who["identity_kind"], who["identity"]) == tuple(identity.values())


async def test_a_merged_customer_is_told_as_whom_they_became(diary):
    made = await diary.booked()
    path = f"/admin/tenants/{diary.tenant_id}/customers"
    identity = {"kind": "IDENTITY_KIND_PHONE", "value": "+393338888888"}
    stays = (await diary.ask("POST", path, json={"identities": [identity]})).json()["customer_id"]
    merged = {"merged_id": made["customer_id"]}
    assert (await diary.ask("POST", f"{path}/{stays}/merge", json=merged)).status_code == 200
    who = (await told(diary, made["booking_id"]))["customer"]

    assert who["customer_id"] == stays
    assert who["phone"] in {PHONE, identity["value"]}


async def test_a_customer_who_is_gone_has_an_id_and_no_address(diary):
    made = await diary.booked()
    nobody = made["customer_id"]
    await diary.forget(nobody, purge=True)
    who = (await told(diary, made["booking_id"]))["customer"]

    assert who == {**dict.fromkeys(who, ""), "customer_id": nobody}


async def test_who_may_not_read_customers_gets_no_data_of_theirs(diary, office):
    made = await diary.booked()
    key = await office.key("bookings:read", tenant_id=diary.tenant_id)
    path = f"/api/booking/{made['booking_id']}/whatsapp-data"
    answer = await diary.ask("GET", path, key=key)

    assert reason(answer) == (403, "SCOPE_MISSING")
    assert answer.json()["details"] == {"scope": "customers:read"}
