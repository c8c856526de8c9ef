"""Is each change told once, as it is then, whoever was away meanwhile?"""

from datetime import UTC, datetime

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import InvalidArgument
from services.notifier.domain.errors import EventOver, ExpireTimeOver
from tests.journeys.waiting import eventually

CONFIRMED = (
    "Your booking at {} is confirmed:\nTaglio (Anna)\nTuesday 5 March, 10:00\n\nSee you then!"
)
TUESDAY = "2030-03-05 10:00"
WEDNESDAY = "2030-03-06 11:00"


def instant(stamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)


async def test_with_the_notifier_away_bookings_go_on_and_are_told_later(town, shop):
    town.entrance.close()
    customers = [await shop.customer() for _ in range(3)]
    for hour, each in enumerate(customers):
        await shop.book(f"2030-03-05 {10 + hour}:00", each)
    await town.entrance.tried(4)
    town.entrance.open()

    told = [each.customer_id for each in await shop.messages()]
    assert sorted(told) == sorted(customers)


async def test_an_answer_that_is_lost_tells_nobody_twice(town, shop, customer):
    town.entrance.loses_answers = True
    await shop.book(TUESDAY, customer)
    await town.entrance.tried()
    town.entrance.open()

    assert await shop.told() == [CONFIRMED.format(shop.name)]


async def test_what_was_told_and_changes_before_that_is_known_is_not_told_again(
    town, shop, customer
):
    town.entrance.loses_answers = True
    booking = await shop.book(TUESDAY, customer)
    await town.entrance.tried()
    await shop.move(booking.booking_id, WEDNESDAY, origin=pb.ORIGIN_CONVERSATION)
    await town.entrance.tried()
    town.entrance.open()

    assert await shop.told() == [CONFIRMED.format(shop.name)]
    assert town.ended(booking.booking_id) == [("told",), ("silent",)]


async def test_what_changes_between_two_tries_is_told_as_it_is_then(town, shop, customer):
    town.entrance.close()
    booking = await shop.book(TUESDAY, customer)
    await town.entrance.tried(1)
    await shop.move(booking.booking_id, WEDNESDAY, origin=pb.ORIGIN_CONVERSATION)
    await town.entrance.tried()
    town.entrance.open()

    (told,) = await shop.told()
    assert "Wednesday 6 March, 11:00" in told


async def test_a_change_that_a_later_one_tells_is_not_told(town, shop, customer):
    town.entrance.close()
    booking = await shop.book(TUESDAY, customer)
    await shop.move(booking.booking_id, WEDNESDAY)
    await town.entrance.tried()
    town.entrance.open()

    (told,) = await shop.told()
    assert told.startswith(f"Your booking at {shop.name} has changed. It is now:")


async def test_what_was_booked_and_given_up_meanwhile_is_told_as_given_up(town, shop, customer):
    town.entrance.close()
    booking = await shop.book(TUESDAY, customer)
    await shop.cancel(booking.booking_id)
    await town.entrance.tried()
    town.entrance.open()

    (told,) = await shop.told()
    assert told.startswith(f"Your booking at {shop.name} was cancelled:")


async def test_a_request_expires_in_time_although_nobody_can_be_told(town):
    shop = await town.open(by_hand=True)
    town.entrance.close()
    requested = await shop.book(TUESDAY, await shop.customer())
    await town.entrance.tried(1)
    town.come_due(instant(requested.expire_time))

    async def state() -> int:
        return (await shop.salon.get(requested.booking_id)).state

    await eventually(state, lambda found: found == pb.BOOKING_STATE_EXPIRED)
    town.entrance.open()
    (told,) = await shop.told()
    assert told.startswith(f"{shop.name} could not confirm your request in time")


async def test_nobody_hears_that_a_booking_is_confirmed_once_it_has_begun(town, shop, customer):
    town.entrance.close()
    booking = await shop.book(TUESDAY, customer)
    await town.entrance.tried(1)
    town.come_due(instant(booking.start_time))
    await eventually(lambda: town.ended(booking.booking_id))
    town.entrance.open()

    assert await shop.told() == []


async def test_nobody_hears_that_a_booking_is_cancelled_once_it_is_over(town, shop, customer):
    booking = await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    await town.turn_to(instant(booking.end_time))
    before = await shop.told()
    await shop.cancel(booking.booking_id)

    assert await shop.told() == before


async def test_what_the_notifier_refuses_for_good_is_dead_and_stops_nothing(town, shop, customer):
    town.entrance.refusal = InvalidArgument("FIELD_INVALID", "no")
    booking = await shop.book(TUESDAY, customer)
    await town.settled()
    town.entrance.open()
    await shop.cancel(booking.booking_id)

    (told,) = await shop.told()
    assert told.startswith(f"Your booking at {shop.name} was cancelled:")
    assert town.ended(booking.booking_id)[0] == ("FIELD_INVALID",)


@pytest.mark.parametrize("refusal", [EventOver(0), ExpireTimeOver()], ids=["begun", "over"])
async def test_what_begins_while_it_is_told_is_no_trouble(town, shop, customer, refusal):
    town.entrance.refusal = refusal
    booking = await shop.book(TUESDAY, customer)
    await town.settled()

    assert town.ended(booking.booking_id) == [("told",)]
