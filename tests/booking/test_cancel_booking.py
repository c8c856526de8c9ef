"""How is a place given back?"""

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound
from tests.booking.salon import (
    Salon,
    catalog,
    length,
    new_id,
    offering,
    refusal_of,
    resource,
)


@pytest.fixture
async def alone(booking):
    """A tenant with nobody but Anna."""
    return await Salon.opened(booking, catalog([offering(is_default=True)], [resource()]))


async def test_a_cancelled_booking_frees_its_place_at_once(alone):
    first = await alone.book("2026-03-03T15:30")

    cancelled = await alone.cancel(first.booking_id)

    assert cancelled.state == pb.BOOKING_STATE_CANCELLED
    assert cancelled.etag != first.etag
    assert (await alone.book("2026-03-03T15:30")).state == pb.BOOKING_STATE_CONFIRMED


async def test_a_cancelled_booking_is_kept(alone):
    booking = await alone.book("2026-03-03T15:30")
    cancelled = await alone.cancel(booking.booking_id)

    assert await alone.get(booking.booking_id) == cancelled


async def test_a_request_that_waits_for_approval_can_be_cancelled(booking):
    by_hand = catalog([offering(is_default=True)], [resource()], by_hand=True)
    salon = await Salon.opened(booking, by_hand)
    requested = await salon.book("2026-03-03T15:30")

    assert (await salon.cancel(requested.booking_id)).state == pb.BOOKING_STATE_CANCELLED


async def test_cancelling_twice_is_no_error_and_changes_nothing(alone):
    booking = await alone.book("2026-03-03T15:30")

    once = await alone.cancel(booking.booking_id)
    twice = await alone.cancel(booking.booking_id)

    assert once == twice


async def test_the_same_request_is_answered_alike(alone):
    booking = await alone.book("2026-03-03T15:30")
    request_id = new_id()

    first = await alone.cancel(booking.booking_id, request_id=request_id)
    again = await alone.cancel(booking.booking_id, request_id=request_id)

    assert first == again


async def test_the_same_id_for_another_booking_is_refused(alone):
    one = await alone.book("2026-03-03T15:30")
    other = await alone.book("2026-03-03T16:30")
    request_id = new_id()
    await alone.cancel(one.booking_id, request_id=request_id)

    with pytest.raises(InvalidArgument) as refusal:
        await alone.cancel(other.booking_id, request_id=request_id)

    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_a_customer_cancels_only_what_is_theirs(alone):
    booking = await alone.book("2026-03-03T15:30", customer_id=new_id())

    refusal = await refusal_of(alone.cancel(booking.booking_id, customer_id=new_id()))
    assert refusal.reason == "NOT_THIS_CUSTOMERS"
    assert (await alone.get(booking.booking_id)).state == pb.BOOKING_STATE_CONFIRMED

    own = await alone.cancel(booking.booking_id, customer_id=booking.customer_id)
    assert own.state == pb.BOOKING_STATE_CANCELLED


async def test_an_unknown_booking_is_not_found(alone):
    with pytest.raises(NotFound) as refusal:
        await alone.cancel(new_id())
    assert refusal.value.reason == "BOOKING_NOT_FOUND"


async def test_a_change_based_on_an_old_etag_is_refused(alone):
    booking = await alone.book("2026-03-03T15:30")

    with pytest.raises(Aborted) as refusal:
        await alone.cancel(booking.booking_id, etag="an older one")
    assert refusal.value.reason == "ETAG_STALE"

    current = await alone.cancel(booking.booking_id, etag=booking.etag)
    assert current.state == pb.BOOKING_STATE_CANCELLED


@pytest.mark.parametrize("state", ["expired", "completed", "no_show"])
async def test_what_is_over_cannot_be_cancelled(alone, booking_database, state):
    booking = await alone.book("2026-03-03T15:30")
    for table in ("bookings", "booking_segments"):
        booking_database.rows(
            f"UPDATE booking.{table} SET state = %s WHERE booking_id = %s RETURNING 1",
            state,
            booking.booking_id,
        )

    with pytest.raises(FailedPrecondition) as refusal:
        await alone.cancel(booking.booking_id)

    assert refusal.value.reason == "BOOKING_OVER"


async def test_the_reason_and_what_was_booked_are_kept(alone):
    booking = await alone.book("2026-03-03T15:30")

    cancelled = await alone.cancel(booking.booking_id, reason="Anna is ill.\nSorry!")

    assert cancelled.cancel_reason == "Anna is ill.\nSorry!"
    assert cancelled.segments == booking.segments
    assert await alone.get(booking.booking_id) == cancelled


async def test_the_first_reason_stands(alone):
    booking = await alone.book("2026-03-03T15:30")
    await alone.cancel(booking.booking_id, reason="Anna is ill.")

    again = await alone.cancel(booking.booking_id, reason="We moved house.")

    assert again.cancel_reason == "Anna is ill."


@pytest.fixture
async def strict(turning, clock):
    """A tenant whose customers cancel a day before at the latest."""
    taglio = offering(is_default=True, cancel_notice=length(24 * 60))
    return await Salon.opened(turning, catalog([taglio], [resource()]))


async def test_customers_cancel_until_the_notice_begins(strict, clock):
    booking = await strict.book("2026-03-03T15:30")
    clock.turn("2026-03-02T15:30")

    own = await strict.cancel(booking.booking_id, customer_id=booking.customer_id)

    assert own.state == pb.BOOKING_STATE_CANCELLED


async def test_later_they_are_told_how_long_before_and_the_tenant_still_cancels(strict, clock):
    booking = await strict.book("2026-03-03T15:30")
    clock.turn("2026-03-02T15:31")

    late = strict.cancel(booking.booking_id, customer_id=booking.customer_id)
    refusal = await refusal_of(late)

    assert refusal.reason == "NOTICE_TOO_SHORT"
    assert refusal.details == {"notice": "1440"}
    assert await strict.get(booking.booking_id) == booking
    cancelled = await strict.cancel(booking.booking_id)
    assert cancelled.state == pb.BOOKING_STATE_CANCELLED


async def test_a_member_who_names_the_customer_is_free_of_notice(strict, clock):
    booking = await strict.book("2026-03-03T15:30")
    clock.turn("2026-03-03T15:00")

    cancelled = await strict.cancel(
        booking.booking_id, customer_id=booking.customer_id, origin=pb.ORIGIN_STAFF
    )

    assert cancelled.state == pb.BOOKING_STATE_CANCELLED


async def test_a_hold_is_given_back_at_any_time(strict, clock):
    clock.turn("2026-03-03T15:00")
    hold = await strict.hold("2026-03-03T15:30")

    released = await strict.cancel(hold.booking_id, customer_id=hold.customer_id)

    assert released.state == pb.BOOKING_STATE_CANCELLED


async def test_without_a_notice_customers_cancel_until_the_start(turning, clock):
    salon = await Salon.opened(turning)
    one, other = [await salon.book("2026-03-03T15:30") for _ in range(2)]

    clock.turn("2026-03-03T15:30")
    own = await salon.cancel(one.booking_id, customer_id=one.customer_id)
    clock.turn("2026-03-03T15:31")
    refusal = await refusal_of(salon.cancel(other.booking_id, customer_id=other.customer_id))

    assert own.state == pb.BOOKING_STATE_CANCELLED
    assert (refusal.reason, refusal.details) == ("NOTICE_TOO_SHORT", {"notice": "0"})
