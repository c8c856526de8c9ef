"""How does a customer say that they will come?"""

from datetime import UTC

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import Aborted, NotFound
from tests.booking.salon import Salon, catalog, new_id, offering, refusal_of, resource

WALL = "2026-03-03T15:30"


@pytest.fixture
async def alone(turning, clock):
    """A tenant with nobody but Anna, whose clock can be turned."""
    return await Salon.opened(turning, catalog([offering(is_default=True)], [resource()]))


async def test_what_the_customer_said_is_kept_and_the_booking_stands(alone, clock):
    booked = await alone.book(WALL)
    clock.turn("2026-03-02T18:00")

    said = await alone.attend(booked.booking_id, customer_id=booked.customer_id)

    assert said.attendance_time.ToDatetime(tzinfo=UTC) == clock.time
    assert said.state == pb.BOOKING_STATE_CONFIRMED
    assert said.etag != booked.etag
    assert await alone.get(booked.booking_id) == said


async def test_saying_it_twice_is_no_error_and_changes_nothing(alone, clock):
    booked = await alone.book(WALL)
    said = await alone.attend(booked.booking_id)
    clock.turn("2026-03-02T18:00")

    assert await alone.attend(booked.booking_id, etag=booked.etag) == said


async def test_the_same_request_is_answered_alike(alone):
    booked, request_id = await alone.book(WALL), new_id()

    first = await alone.attend(booked.booking_id, request_id=request_id)

    assert await alone.attend(booked.booking_id, request_id=request_id) == first


async def test_nobody_says_it_for_another_customer(alone):
    booked = await alone.book(WALL)

    refusal = await refusal_of(alone.attend(booked.booking_id, customer_id=new_id()))

    assert refusal.reason == "NOT_THIS_CUSTOMERS"
    assert await alone.get(booked.booking_id) == booked


async def test_a_hold_and_a_request_are_not_confirmed(turning, clock):
    by_hand = catalog([offering(is_default=True)], [resource()], by_hand=True)
    salon = await Salon.opened(turning, by_hand)
    undecided = [await salon.hold(WALL), await salon.book("2026-03-03T09:00")]

    refusals = [await refusal_of(salon.attend(each.booking_id)) for each in undecided]

    assert [each.reason for each in refusals] == ["NOT_CONFIRMED", "NOT_CONFIRMED"]


async def test_once_it_has_begun_nobody_need_say_it(alone, clock):
    booked = await alone.book(WALL)
    clock.turn(WALL)

    assert (await refusal_of(alone.attend(booked.booking_id))).reason == "NOT_CONFIRMED"


async def test_to_what_was_cancelled_nobody_comes(alone):
    booked = await alone.book(WALL)
    await alone.cancel(booked.booking_id)

    assert (await refusal_of(alone.attend(booked.booking_id))).reason == "BOOKING_OVER"


async def test_a_change_based_on_an_old_etag_is_refused(alone):
    booked = await alone.book(WALL)

    stale = await refusal_of(alone.attend(booked.booking_id, etag="0"), Aborted)

    assert stale.reason == "ETAG_STALE"


async def test_an_unknown_booking_is_not_found(alone):
    assert (await refusal_of(alone.attend(new_id()), NotFound)).reason == "BOOKING_NOT_FOUND"
