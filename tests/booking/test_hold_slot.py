"""How is a slot kept for a customer who decides?"""

import asyncio
from collections import Counter
from datetime import UTC, timedelta

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound
from services.common.fields import timestamp
from tests.booking.calendars import at
from tests.booking.salon import NOW, Salon, catalog, new_id, offering, refusal_of, resource

WALL = "2026-03-03T15:30"


@pytest.fixture
async def alone(booking):
    """A tenant with nobody but Anna."""
    return await Salon.opened(booking, catalog([offering(is_default=True)], [resource()]))


async def test_a_hold_stands_for_ten_minutes(alone):
    hold = await alone.hold(WALL)

    assert hold.state == pb.BOOKING_STATE_HELD
    assert hold.expire_time.ToDatetime(tzinfo=UTC) == NOW + timedelta(minutes=10)
    assert await alone.get(hold.booking_id) == hold


async def test_nobody_else_gets_a_slot_that_is_held(alone):
    await alone.hold(WALL)

    assert (await refusal_of(alone.book(WALL))).reason == "SLOT_TAKEN"
    assert (await refusal_of(alone.hold(WALL))).reason == "SLOT_TAKEN"


async def test_a_hold_becomes_a_booking_with_the_same_id_and_place(alone):
    hold = await alone.hold(WALL)

    booked = await alone.book_held(hold, note="a quiet corner", external_ref="A-1")

    assert booked.state == pb.BOOKING_STATE_CONFIRMED
    assert booked.booking_id == hold.booking_id
    assert booked.segments == hold.segments
    assert (booked.note, booked.external_ref) == ("a quiet corner", "A-1")
    assert not booked.HasField("expire_time")
    assert await alone.get(hold.booking_id) == booked


async def test_where_the_tenant_approves_by_hand_a_hold_becomes_a_request(booking):
    by_hand = catalog([offering(is_default=True)], [resource()], by_hand=True)
    salon = await Salon.opened(booking, by_hand)

    requested = await salon.book_held(await salon.hold(WALL))

    assert requested.state == pb.BOOKING_STATE_PENDING
    assert requested.expire_time == requested.start_time


async def test_the_same_request_gives_the_same_hold(alone):
    customer, request_id = new_id(), new_id()

    first = await alone.hold(WALL, customer_id=customer, request_id=request_id)
    again = await alone.hold(WALL, customer_id=customer, request_id=request_id)

    assert first == again


async def test_the_same_request_makes_a_hold_a_booking_once(alone):
    hold, request_id = await alone.hold(WALL), new_id()

    first = await alone.book_held(hold, request_id=request_id)

    assert await alone.book_held(hold, request_id=request_id) == first
    other = refusal_of(alone.book_held(hold), NotFound)
    assert (await other).reason == "BOOKING_NOT_FOUND"


async def test_somebody_elses_hold_is_refused_and_stands(alone):
    hold = await alone.hold(WALL)

    refusal = await refusal_of(alone.book_held(hold, customer_id=new_id()))

    assert refusal.reason == "NOT_THIS_CUSTOMERS"
    assert await alone.get(hold.booking_id) == hold


async def test_a_hold_that_was_given_back_frees_its_place_and_is_over(alone):
    hold = await alone.hold(WALL)

    released = await alone.cancel(hold.booking_id, customer_id=hold.customer_id)
    refusal = await refusal_of(alone.book_held(hold))

    assert released.state == pb.BOOKING_STATE_CANCELLED
    assert refusal.reason == "HOLD_EXPIRED"
    assert refusal.details["offering_name"] == "Taglio"
    assert "2026-03-03T14:30:00Z" in refusal.details["alternatives"].split()
    assert (await alone.book(WALL)).state == pb.BOOKING_STATE_CONFIRMED


async def test_an_unknown_hold_is_not_found(alone):
    hold = pb.Booking(booking_id=new_id(), customer_id=new_id())

    assert (await refusal_of(alone.book_held(hold), NotFound)).reason == "BOOKING_NOT_FOUND"


async def test_a_customer_keeps_three_slots_and_no_fourth(salon):
    customer = new_id()
    walls = [f"2026-03-03T{hour}:00" for hour in ("09", "10", "11")]
    holds = [await salon.hold(wall, customer_id=customer) for wall in walls]

    refusal = await refusal_of(salon.hold("2026-03-03T12:00", customer_id=customer))

    assert refusal.reason == "TOO_MANY_HOLDS"
    assert set(refusal.details["hold_ids"].split()) == {each.booking_id for each in holds}
    assert refusal.details["expire_time"] == "2026-03-01T12:10:00Z"
    assert (await salon.hold("2026-03-03T12:00")).state == pb.BOOKING_STATE_HELD


async def test_a_slot_that_is_booked_is_kept_no_more(salon):
    customer = new_id()
    holds = [
        await salon.hold(f"2026-03-03T{hour}:00", customer_id=customer) for hour in ("09", "10")
    ]
    for each in holds:
        await salon.book_held(each)

    held = [
        await salon.hold(f"2026-03-04T{hour}:00", customer_id=customer) for hour in ("09", 10, 11)
    ]

    assert {each.state for each in held} == {pb.BOOKING_STATE_HELD}


async def test_of_eight_holds_at_once_a_customer_gets_three(salon):
    customer = new_id()
    walls = [f"2026-03-0{day}T{hour}:00" for day in (3, 4) for hour in ("09", "10", "11", "12")]

    asked = (salon.hold(wall, customer_id=customer) for wall in walls)
    answers = await asyncio.gather(*asked, return_exceptions=True)

    outcomes = Counter(getattr(each, "reason", "HELD") for each in answers)
    assert outcomes == {"HELD": 3, "TOO_MANY_HOLDS": 5}


@pytest.mark.parametrize(
    ("wall", "reason"),
    [
        ("2026-03-03T13:30", "OUTSIDE_OPENING_HOURS"),
        ("2026-03-03T15:35", "START_NOT_OFFERED"),
        ("2026-02-24T10:00", "IN_THE_PAST"),
    ],
)
async def test_what_cannot_be_booked_cannot_be_held(salon, wall, reason):
    refusal = await refusal_of(salon.hold(wall))

    assert refusal.reason == reason
    assert refusal.details["offering_name"] == "Taglio"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("offering_id", new_id),
        ("resource_id", new_id),
        ("visit_offering_ids", lambda: [new_id()]),
        ("party_size", lambda: 1),
        ("start_time", lambda: timestamp(at(WALL))),
    ],
    ids=["offering", "resource", "visit", "party", "start"],
)
async def test_a_hold_says_itself_what_is_booked(alone, field, value):
    hold = await alone.hold(WALL)

    refusal = await refusal_of(alone.book_held(hold, **{field: value()}), InvalidArgument)

    assert [each.field for each in refusal.violations] == [field]
    assert await alone.get(hold.booking_id) == hold
