"""Can a program book, move and cancel over JSON, and is every refusal told as it is?"""

from uuid import uuid4

import pytest

from tests.gateway.diary import PHONE, TUESDAY, Diary, reason
from tests.tenant.running import new_id

BELOW = ["/api", "/admin", "/admin/tenants/{tenant_id}"]


@pytest.fixture
async def diary(office):
    """A salon of the test's own."""
    return await Diary.of(office)


# A booking: made, read, listed


@pytest.mark.parametrize("below", BELOW)
async def test_a_booking_is_made_and_read_back_below_every_path(diary, below):
    place = below.format(tenant_id=diary.tenant_id)
    made = await diary.wished(at=place, note="the window, please")
    read = await diary.ask("GET", made.headers["location"])
    listed = await diary.ask("GET", f"{place}/bookings")

    assert made.status_code == 201
    assert made.headers["location"] == f"{place}/bookings/{made.json()['booking_id']}"
    assert read.json() == made.json()
    assert listed.json()["bookings"] == [made.json()]
    assert read.headers["etag"] == f'"{made.json()["etag"]}"'
    assert (made.json()["state"], made.json()["note"]) == (
        "BOOKING_STATE_CONFIRMED",
        "the window, please",
    )


async def test_what_can_be_booked_is_listed_as_it_was_put(diary):
    offerings = (await diary.ask("GET", "/api/offerings")).json()
    resources = (await diary.ask("GET", "/api/resources")).json()

    assert offerings["time_zone"] == "Europe/Rome"
    assert {each["name"]: each["length"] for each in offerings["offerings"]} == {
        "sposa": "5400s",
        "taglio": "1800s",
    }
    assert resources["resources"][0]["display_name"] == "Anna"


async def test_free_slots_are_listed_and_the_nearest_suggested(diary):
    window = {"start_time": f"{TUESDAY}T00:00:00Z", "end_time": "2026-03-04T00:00:00Z"}
    free = await diary.ask("GET", "/api/slots", params=window)
    asked = {"near_time": f"{TUESDAY}T10:00:00Z", "count": 1}
    nearest = await diary.ask("GET", "/api/slots/nearest", params=asked)

    assert free.json()["slots"][0]["start_time"] == f"{TUESDAY}T08:00:00Z"
    assert free.json()["time_zone"] == "Europe/Rome"
    assert [each["start_time"] for each in nearest.json()["slots"]] == [f"{TUESDAY}T10:00:00Z"]


async def test_bookings_are_listed_by_several_states(diary):
    await diary.booked("10:00")
    gone = await diary.booked("11:00")
    await diary.ask("POST", f"/api/bookings/{gone['booking_id']}/cancel", json={})
    both = await diary.bookings(states=["BOOKING_STATE_CONFIRMED", "BOOKING_STATE_CANCELLED"])
    one = await diary.bookings(states="BOOKING_STATE_CANCELLED")

    assert [len(both), len(one)] == [2, 1]


async def test_a_state_that_is_none_is_told_with_those_that_are(diary):
    answer = await diary.ask("GET", "/api/bookings", params={"states": "FOO"})

    assert reason(answer) == (400, "FIELD_INVALID")
    assert answer.json()["detail"].startswith("states must be a list of these: BOOKING_STATE_HELD,")


@pytest.mark.parametrize(
    ("below", "origin"),
    [("/api", "ORIGIN_API"), ("/admin", "ORIGIN_STAFF"), (BELOW[2], "ORIGIN_STAFF")],
)
async def test_the_path_says_who_books(diary, below, origin):
    made = await diary.booked(at=below.format(tenant_id=diary.tenant_id))

    assert made["origin"] == origin


async def test_the_body_may_say_who_books(diary):
    assert (await diary.booked(origin="ORIGIN_STAFF"))["origin"] == "ORIGIN_STAFF"


async def test_a_booking_is_found_by_the_tenants_own_id(diary):
    made = await diary.booked(external_ref="B-17")

    assert (await diary.ask("GET", "/api/bookings/B-17")).json() == made


async def test_a_tenants_own_id_that_looks_like_ours_finds_its_booking(diary):
    looks = new_id()
    made = await diary.booked(external_ref=looks)

    assert (await diary.ask("GET", f"/api/bookings/{looks}")).json() == made


async def test_a_booking_that_is_not_there_is_not_found(diary):
    for unknown in (new_id(), "B-18"):
        answer = await diary.ask("GET", f"/api/bookings/{unknown}")
        assert reason(answer) == (404, "BOOKING_NOT_FOUND")


# Which tenant


async def test_a_key_for_several_tenants_must_name_one(diary, office):
    other = await office.tenant.open()
    key = await office.key(tenant_ids=(diary.tenant_id, other.tenant_id))
    for method, path in (("GET", "/api/bookings"), ("POST", "/api/bookings")):
        body = {"json": {}} if method == "POST" else {}
        answer = await diary.ask(method, path, key=key, **body)
        assert reason(answer) == (400, "FIELD_MISSING")
        assert [each["field"] for each in answer.json()["errors"]] == ["tenant_id"]


async def test_a_key_for_several_tenants_names_one_in_the_query_or_the_body(diary, office):
    other = await office.tenant.open()
    key = await office.key(tenant_ids=(diary.tenant_id, other.tenant_id))
    made = await diary.wished(key=key, tenant_id=diary.tenant_id)
    listed = await diary.ask(
        "GET", "/api/bookings", key=key, params={"tenant_id": diary.tenant_id.upper()}
    )

    assert listed.json()["bookings"] == [made.json()]


@pytest.mark.parametrize("named", ["bella-salon", "", 5, None], ids=str)
async def test_a_tenant_is_named_by_its_id(diary, named):
    answer = await diary.wished(tenant_id=named)

    assert reason(answer) == (400, "FIELD_INVALID")
    assert [each["field"] for each in answer.json()["errors"]] == ["tenant_id"]


async def test_another_tenant_is_not_there_whatever_the_request_names(diary, office):
    other = await Diary.of(office)
    theirs = await other.booked()
    named = {"tenant_id": other.tenant_id}
    answers = [
        await diary.ask("GET", "/api/bookings", params=named),
        await diary.ask("GET", f"/api/bookings/{theirs['booking_id']}", params=named),
        await diary.ask("GET", f"/api/bookings/{theirs['booking_id']}.ics", params=named),
        await diary.ask("GET", f"/api/booking/{theirs['booking_id']}/whatsapp-data", params=named),
        await diary.wished("11:00", **named),
        await diary.ask("POST", f"/api/bookings/{theirs['booking_id']}/cancel", json=named),
    ]

    assert {reason(each) for each in answers} == {(404, "TENANT_NOT_FOUND")}
    assert await other.bookings() == [theirs]
    assert await diary.bookings() == []


async def test_another_tenants_booking_is_as_unknown_as_none(diary, office):
    theirs = (await (await Diary.of(office)).booked(external_ref="theirs"))["booking_id"]
    for path in (theirs, "theirs", f"{theirs}.ics"):
        answer = await diary.ask("GET", f"/api/bookings/{path}")
        assert reason(answer) == (404, "BOOKING_NOT_FOUND")


# Refused, repeated


async def test_a_taken_slot_is_refused_with_others_that_are_free(diary):
    await diary.booked("10:00")
    refused = await diary.wished("10:00", customer={"phone": "+393339999999"})
    free = refused.json()["details"]["alternatives"].split()

    assert reason(refused) == (409, "SLOT_TAKEN")
    assert len(free) == 3
    assert {f"{TUESDAY}T09:30:00Z", f"{TUESDAY}T10:30:00Z"} <= set(free)


async def test_the_same_idempotency_key_books_once(diary):
    headers = {"idempotency-key": str(uuid4())}
    first = await diary.wished(headers=headers)
    second = await diary.wished(headers=headers)
    other = await diary.wished("12:00", headers=headers)

    assert (first.status_code, first.json()) == (201, second.json())
    assert reason(other) == (400, "REQUEST_ID_REUSED")
    assert len(await diary.bookings()) == 1


# What becomes of a booking


async def test_a_request_is_approved(diary):
    asked = await diary.booked(offering_id=diary.offering_id("sposa"))
    approved = await diary.ask("POST", f"/api/bookings/{asked['booking_id']}/approve", json={})

    assert asked["state"] == "BOOKING_STATE_PENDING"
    assert approved.json()["state"] == "BOOKING_STATE_CONFIRMED"


async def test_a_booking_is_moved_and_is_the_same(diary):
    made = await diary.booked("10:00")
    wish = {"start_time": f"{TUESDAY}T14:00:00Z"}
    moved = await diary.ask("POST", f"/api/bookings/{made['booking_id']}/move", json=wish)

    assert moved.json()["booking_id"] == made["booking_id"]
    assert moved.json()["start_time"] == wish["start_time"]


async def test_who_decides_on_what_is_no_longer_so_is_told(diary):
    made = await diary.wished("10:00")
    path, seen = made.headers["location"], {"if-match": made.headers["etag"]}
    first = await diary.ask(
        "POST", f"{path}/move", json={"start_time": f"{TUESDAY}T14:00:00Z"}, headers=seen
    )
    late = await diary.ask("POST", f"{path}/cancel", json={}, headers=seen)

    assert first.headers["etag"] != made.headers["etag"]
    assert reason(late) == (412, "ETAG_STALE")
    assert (await diary.ask("GET", path)).json()["state"] == "BOOKING_STATE_CONFIRMED"


async def test_a_booking_is_cancelled_with_a_reason_and_twice_is_once(diary):
    path = f"/api/bookings/{(await diary.booked())['booking_id']}"
    first = await diary.ask("POST", f"{path}/cancel", json={"reason": "Anna is ill"})
    second = await diary.ask("POST", f"{path}/cancel", json={})

    assert first.json()["state"] == "BOOKING_STATE_CANCELLED"
    assert first.json()["cancel_reason"] == "Anna is ill"
    assert second.json() == first.json()


async def test_a_slot_is_held_and_then_booked(diary):
    who = {"phone": PHONE}
    wish = {"customer": who, "start_time": f"{TUESDAY}T10:00:00Z"}
    held = (await diary.ask("POST", "/api/bookings/hold", json=wish)).json()
    made = await diary.booked(hold_id=held["booking_id"], customer=who)

    assert held["state"] == "BOOKING_STATE_HELD"
    assert held["expire_time"]
    assert (made["booking_id"], made["state"]) == (held["booking_id"], "BOOKING_STATE_CONFIRMED")


async def test_a_customer_says_that_they_will_come(diary):
    path = f"/api/bookings/{(await diary.booked())['booking_id']}"
    said = await diary.ask("POST", f"{path}/attendance", json={})

    assert said.json()["attendance_time"]


async def test_nobody_misses_what_has_not_begun(diary):
    path = f"/api/bookings/{(await diary.booked())['booking_id']}"
    answer = await diary.ask("POST", f"{path}/no-show", json={})

    assert reason(answer) == (409, "NOT_BEGUN")


async def test_bookings_from_elsewhere_are_brought_in(diary):
    customer_id = (await diary.booked())["customer_id"]
    line = {"customer_id": customer_id, "start_time": f"{TUESDAY}T15:00:00Z"}
    lines = [{**line, "external_ref": "old-1"}, {**line, "external_ref": "old-2"}]
    told = await diary.ask("POST", "/api/bookings/import", json={"bookings": lines})

    results = told.json()["results"]
    assert sorted((each["outcome"], each["reason"]) for each in results) == [
        ("IMPORT_OUTCOME_CREATED", ""),
        ("IMPORT_OUTCOME_REFUSED", "SLOT_TAKEN"),
    ]
