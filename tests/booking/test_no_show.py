"""What follows for a customer who did not come?"""

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.common.errors import Aborted, NotFound
from tests.booking.salon import Salon, catalog, new_id, offering, refusal_of, resource

WALL = "2026-03-03T15:30"


@pytest.fixture
async def alone(turning, clock):
    """A tenant with nobody but Anna, whose clock can be turned."""
    return await Salon.opened(turning, catalog([offering(is_default=True)], [resource()]))


@pytest.fixture
async def wary(turning, clock):
    """A tenant who trusts no one that missed two bookings in 30 days."""
    rules = catalog_pb.Rules(no_show_rule=catalog_pb.NoShowRule(limit=2, days=30))
    alone = catalog([offering(is_default=True)], [resource()], rules=rules)
    return await Salon.opened(turning, alone)


async def missed(salon, clock, customer: str, *walls: str) -> None:
    for wall in walls:
        booked = await salon.book(wall, customer_id=customer)
        clock.turn(wall)
        await salon.miss(booked.booking_id)


async def test_a_booking_that_has_begun_can_be_marked_and_frees_its_place(alone, clock):
    booked = await alone.book(WALL)
    clock.turn(WALL)

    marked = await alone.miss(booked.booking_id)

    assert marked.state == pb.BOOKING_STATE_NO_SHOW
    assert marked.etag != booked.etag
    assert await alone.get(booked.booking_id) == marked


async def test_marking_it_twice_is_no_error_and_changes_nothing(alone, clock):
    booked = await alone.book(WALL)
    clock.turn(WALL)
    marked = await alone.miss(booked.booking_id)
    clock.pass_by(days=3)

    assert await alone.miss(booked.booking_id, etag=booked.etag) == marked


async def test_the_same_request_is_answered_alike(alone, clock):
    booked, request_id = await alone.book(WALL), new_id()
    clock.turn(WALL)

    first = await alone.miss(booked.booking_id, request_id=request_id)

    assert await alone.miss(booked.booking_id, request_id=request_id) == first


async def test_before_its_start_nobody_can_have_missed_it(alone, clock):
    booked = await alone.book(WALL)
    clock.turn("2026-03-03T15:29")

    assert (await refusal_of(alone.miss(booked.booking_id))).reason == "NOT_BEGUN"
    assert await alone.get(booked.booking_id) == booked


async def test_what_was_never_confirmed_cannot_be_missed(turning, clock):
    by_hand = catalog([offering(is_default=True)], [resource()], by_hand=True)
    salon = await Salon.opened(turning, by_hand)
    requested = await salon.book(WALL)
    clock.turn(WALL)

    assert (await refusal_of(salon.miss(requested.booking_id))).reason == "NOT_BEGUN"


async def test_until_a_day_after_its_end_it_can_be_marked(alone, clock):
    booked = await alone.book(WALL)
    clock.turn("2026-03-04T15:59")

    assert (await alone.miss(booked.booking_id)).state == pb.BOOKING_STATE_NO_SHOW


async def test_then_it_counts_as_completed(alone, clock):
    booked = await alone.book(WALL)
    clock.turn("2026-03-04T16:00")

    assert (await refusal_of(alone.miss(booked.booking_id))).reason == "BOOKING_OVER"


async def test_what_was_cancelled_cannot_be_missed(alone, clock):
    booked = await alone.book(WALL)
    await alone.cancel(booked.booking_id)
    clock.turn(WALL)

    assert (await refusal_of(alone.miss(booked.booking_id))).reason == "BOOKING_OVER"


async def test_a_change_based_on_an_old_etag_is_refused(alone, clock):
    booked = await alone.book(WALL)
    clock.turn(WALL)

    stale = await refusal_of(alone.miss(booked.booking_id, etag="0"), Aborted)

    assert stale.reason == "ETAG_STALE"


async def test_an_unknown_booking_is_not_found(alone):
    assert (await refusal_of(alone.miss(new_id()), NotFound)).reason == "BOOKING_NOT_FOUND"


async def test_who_missed_too_many_books_and_holds_no_more_by_chat(wary, clock):
    customer = new_id()
    await missed(wary, clock, customer, "2026-03-03T15:30", "2026-03-04T15:30")

    booking = await refusal_of(wary.book("2026-03-05T15:30", customer_id=customer))
    holding = await refusal_of(wary.hold("2026-03-05T15:30", customer_id=customer))

    assert (booking.reason, holding.reason) == ("CUSTOMER_BLOCKED", "CUSTOMER_BLOCKED")
    assert booking.details == holding.details == {"limit": "2", "days": "30"}
    assert (await wary.book("2026-03-05T15:30")).state == pb.BOOKING_STATE_CONFIRMED


async def test_members_still_book_for_them(wary, clock):
    customer = new_id()
    await missed(wary, clock, customer, "2026-03-03T15:30", "2026-03-04T15:30")

    booked = await wary.book("2026-03-05T15:30", customer_id=customer, origin=pb.ORIGIN_STAFF)

    assert booked.state == pb.BOOKING_STATE_CONFIRMED


async def test_a_hold_of_before_is_not_booked_by_who_missed_too_many_since(wary, clock):
    customer = new_id()
    walls = "2026-03-03T15:30", "2026-03-04T15:30"
    first, second = [await wary.book(wall, customer_id=customer) for wall in walls]
    clock.turn("2026-03-04T15:30")
    hold = await wary.hold("2026-03-05T15:30", customer_id=customer)
    for each in (first, second):
        await wary.miss(each.booking_id)

    assert (await refusal_of(wary.book_held(hold))).reason == "CUSTOMER_BLOCKED"


async def test_fewer_are_forgiven_and_older_ones_forgotten(wary, clock):
    customer = new_id()
    await missed(wary, clock, customer, "2026-03-03T15:30")
    once = await wary.book("2026-03-04T15:30", customer_id=customer)
    clock.turn("2026-03-04T15:30")
    await wary.miss(once.booking_id)
    clock.turn("2026-04-03T12:00")

    later = await wary.book("2026-04-03T15:30", customer_id=customer)

    assert later.state == pb.BOOKING_STATE_CONFIRMED
