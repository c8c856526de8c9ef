"""What happens when many book, or one books many times, at the same moment?"""

import asyncio
from collections import Counter
from itertools import pairwise

from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import FailedPrecondition, InvalidArgument
from tests.booking.salon import Salon, catalog, offering, refusal_of, resource


async def test_the_same_request_gives_the_same_booking(salon):
    wish = salon.wish("2026-03-03T15:30")

    assert await salon.ask(wish) == await salon.ask(wish)


async def test_the_same_request_eight_times_at_once_gives_one_booking(salon):
    wish = salon.wish("2026-03-03T15:30")

    answers = await salon.book_at_once([wish] * 8)

    assert {each.booking_id for each in answers} == {answers[0].booking_id}
    assert len((await salon.bookings()).bookings) == 1


async def test_the_same_request_is_answered_with_the_booking_as_it_stands_now(salon):
    wish = salon.wish("2026-03-03T15:30")
    booking = await salon.ask(wish)
    await salon.cancel(booking.booking_id)

    assert (await salon.ask(wish)).state == pb.BOOKING_STATE_CANCELLED


async def test_the_same_id_with_another_wish_is_refused(salon):
    wish = salon.wish("2026-03-03T15:30")
    await salon.ask(wish)
    wish.start_time.seconds += 3600

    assert (await refusal_of(salon.ask(wish), InvalidArgument)).reason == "REQUEST_ID_REUSED"


async def test_a_refusal_is_not_kept_so_the_same_request_may_succeed_later(salon):
    taken = [await salon.book("2026-03-03T15:30") for _ in range(2)]
    wish = salon.wish("2026-03-03T15:30")
    assert (await refusal_of(salon.ask(wish))).reason == "SLOT_TAKEN"

    await salon.cancel(taken[0].booking_id)

    assert (await salon.ask(wish)).state == pb.BOOKING_STATE_CONFIRMED


async def test_of_32_at_once_on_one_slot_one_wins_and_31_are_told_what_is_free(booking):
    alone = catalog([offering(is_default=True)], [resource()])
    salon = await Salon.opened(booking, alone)

    answers = await salon.book_at_once(salon.wish("2026-03-03T15:30") for _ in range(32))

    outcomes = Counter(getattr(each, "reason", "BOOKED") for each in answers)
    assert outcomes == {"BOOKED": 1, "SLOT_TAKEN": 31}
    for refusal in (each for each in answers if isinstance(each, FailedPrecondition)):
        assert refusal.details["alternatives"] == (
            "2026-03-03T14:00:00Z 2026-03-03T15:00:00Z 2026-03-03T15:15:00Z"
        )


async def test_who_loses_one_resource_gets_the_next_before_it_is_refused(salon):
    answers = await salon.book_at_once(salon.wish("2026-03-03T15:30") for _ in range(32))

    booked = [each for each in answers if isinstance(each, pb.Booking)]
    assert {each.segments[0].resource_name for each in booked} == {"Anna", "Marco"}
    assert len(booked) == 2


async def test_wishes_that_overlap_in_part_never_share_a_resource(salon):
    walls = [f"2026-03-03T15:{minute:02}" for minute in (0, 15, 30, 45)]
    wishes = [salon.wish(wall) for wall in walls * 8]

    answers = await salon.book_at_once(wishes)

    assert all(isinstance(each, pb.Booking | FailedPrecondition) for each in answers)
    segments = [each.segments[0] for each in answers if isinstance(each, pb.Booking)]
    for name in ("Anna", "Marco"):
        own = [each for each in segments if each.resource_name == name]
        own.sort(key=lambda each: each.start_time.ToNanoseconds())
        for one, other in pairwise(own):
            assert one.end_time.ToNanoseconds() <= other.start_time.ToNanoseconds()
    assert 2 <= len(segments) <= 4


async def test_booking_and_cancelling_at_once_never_deadlocks(salon):
    async def book_and_cancel():
        try:
            booking = await salon.book("2026-03-03T15:30")
        except FailedPrecondition as refusal:
            return refusal.reason
        return (await salon.cancel(booking.booking_id)).state

    outcomes = await asyncio.gather(*(book_and_cancel() for _ in range(32)))

    assert set(outcomes) <= {"SLOT_TAKEN", pb.BOOKING_STATE_CANCELLED}
    assert pb.BOOKING_STATE_CANCELLED in outcomes
