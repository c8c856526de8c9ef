"""Is a booking called to mind when it should be, and never at an hour that it has no more?"""

from datetime import UTC, datetime, timedelta

import pytest
from google.protobuf.duration_pb2 import Duration
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb

from tests.booking.calendars import at
from tests.booking.salon import catalog

TUESDAY = "2030-03-05 10:00"
WEDNESDAY = "2030-03-06 11:00"
START = at(TUESDAY, "Europe/Rome")
LATER = at(WEDNESDAY, "Europe/Rome")
DAY, TWO_HOURS, SECOND = timedelta(hours=24), timedelta(hours=2), timedelta(seconds=1)


@pytest.fixture
async def booking(shop, customer):
    """Tuesday at ten, booked in a conversation: nothing but reminders is told of it."""
    return await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)


async def reminders(shop) -> list[notifier_pb.Message]:
    return [each for each in await shop.messages() if each.purpose == notifier_pb.PURPOSE_REMINDER]


def instant(stamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)


def reminding(*leads: timedelta) -> catalog_pb.ApplyCatalogRequest:
    """A catalog whose customers are reminded so long before."""
    request = catalog()
    request.rules.reminders.SetInParent()
    for lead in leads:
        length = Duration()
        length.FromTimedelta(lead)
        request.rules.reminders.leads.append(length)
    return request


@pytest.mark.parametrize(
    ("before", "count"),
    [(DAY + SECOND, 0), (DAY, 1), (TWO_HOURS + SECOND, 1), (TWO_HOURS, 2)],
    ids=["more than a day", "a day", "more than two hours", "two hours"],
)
async def test_a_booking_is_called_to_mind_a_day_and_two_hours_before(
    town, shop, booking, before, count
):
    for each in (DAY, before) if before < DAY else (before,):
        await town.turn_to(START - each)

    assert len(await reminders(shop)) == count


async def test_a_reminder_says_what_and_when(town, shop, booking):
    await town.turn_to(START - DAY)

    (reminder,) = await reminders(shop)
    assert reminder.content.text == (
        f"A reminder of your booking at {shop.name}:\n"
        "Taglio (Anna)\nTuesday 5 March, 10:00\n\nSee you then!"
    )


async def test_a_reminder_is_worth_sending_until_the_next_or_the_start(town, shop, booking):
    for lead in (DAY, TWO_HOURS):
        await town.turn_to(START - lead)

    ends = [instant(each.expire_time) for each in await reminders(shop)]
    assert ends == [START - TWO_HOURS, START]


async def test_a_tenant_says_how_long_before_it_reminds(town):
    shop = await town.open(reminding(timedelta(hours=3)))
    await shop.book(TUESDAY, await shop.customer(), origin=pb.ORIGIN_CONVERSATION)
    await town.turn_to(START - timedelta(hours=3, seconds=1))
    assert await reminders(shop) == []

    await town.turn_to(START - timedelta(hours=3))
    assert len(await reminders(shop)) == 1


async def test_a_tenant_may_remind_of_nothing(town):
    shop = await town.open(reminding())
    await shop.book(TUESDAY, await shop.customer(), origin=pb.ORIGIN_CONVERSATION)
    await town.turn_to(START - TWO_HOURS)

    assert await reminders(shop) == []


async def test_a_request_is_not_called_to_mind_before_it_is_approved(town):
    shop = await town.open(by_hand=True)
    requested = await shop.book(TUESDAY, await shop.customer(), origin=pb.ORIGIN_CONVERSATION)
    await town.turn_to(START - DAY)
    assert await reminders(shop) == []

    await shop.approve(requested.booking_id)
    await town.turn_to(START - TWO_HOURS)
    assert len(await reminders(shop)) == 1


async def test_what_is_booked_within_the_last_two_hours_is_not_called_to_mind(town, shop):
    await town.turn_to(START - timedelta(hours=1))
    await shop.book(TUESDAY, await shop.customer())
    await town.turn_to(START)

    assert await reminders(shop) == []


# When it changes


async def test_a_moved_booking_rings_at_its_new_hour_and_never_at_the_old(town, shop, booking):
    await shop.move(booking.booking_id, WEDNESDAY, origin=pb.ORIGIN_CONVERSATION)
    for each in (START - DAY, START - TWO_HOURS):
        await town.turn_to(each)
    assert await reminders(shop) == []

    await town.turn_to(LATER - DAY)
    (reminder,) = await reminders(shop)
    assert "Wednesday 6 March, 11:00" in reminder.content.text


async def test_a_booking_that_moves_back_rings_once(town, shop, booking):
    await shop.move(booking.booking_id, WEDNESDAY)
    await shop.move(booking.booking_id, TUESDAY)
    await town.turn_to(START - DAY)

    assert len(await reminders(shop)) == 1


async def test_a_cancelled_booking_does_not_ring(town, shop, booking):
    await shop.cancel(booking.booking_id)
    await town.turn_to(START - DAY)

    assert await reminders(shop) == []


@pytest.mark.parametrize("change", ["moved", "cancelled"])
async def test_a_reminder_on_its_way_is_called_back(town, shop, booking, change):
    await town.turn_to(START - DAY)
    if change == "moved":
        await shop.move(booking.booking_id, WEDNESDAY, origin=pb.ORIGIN_CONVERSATION)
    else:
        await shop.cancel(booking.booking_id, origin=pb.ORIGIN_CONVERSATION)

    (reminder,) = await reminders(shop)
    assert reminder.state == notifier_pb.MESSAGE_STATE_CANCELLED


async def test_a_reminder_is_called_back_whatever_the_tenant_says_of_reminders_by_then(
    town, shop, booking
):
    await town.turn_to(START - DAY)
    await shop.salon.apply(reminding(timedelta(hours=12)))
    await shop.move(booking.booking_id, WEDNESDAY, origin=pb.ORIGIN_CONVERSATION)

    (reminder,) = await reminders(shop)
    assert reminder.state == notifier_pb.MESSAGE_STATE_CANCELLED


async def test_a_reminder_is_called_back_whose_answer_was_lost(town, shop, booking):
    town.entrance.loses_answers = True
    town.come_due(START - DAY)
    await town.entrance.tried()
    await shop.move(booking.booking_id, WEDNESDAY, origin=pb.ORIGIN_CONVERSATION)
    town.entrance.open()

    (reminder,) = await reminders(shop)
    assert reminder.state == notifier_pb.MESSAGE_STATE_CANCELLED


async def test_a_reminder_of_a_booking_that_only_changes_hands_stays(town, shop, booking):
    await town.turn_to(START - DAY)
    marco = shop.salon.resources["marco"]
    await shop.move(booking.booking_id, TUESDAY, resource_id=marco)

    (reminder,) = await reminders(shop)
    assert reminder.state == notifier_pb.MESSAGE_STATE_QUEUED


# When nobody gets to it in time


async def test_a_reminder_nearer_to_the_next_than_to_its_time_is_left_to_the_next(
    town, shop, booking
):
    half_way = START - timedelta(hours=13)
    await town.turn_to(half_way + SECOND)
    assert await reminders(shop) == []

    await town.turn_to(START - TWO_HOURS)
    assert len(await reminders(shop)) == 1


async def test_a_reminder_nearer_to_its_time_than_to_the_next_leaves_late(town, shop, booking):
    await town.turn_to(START - timedelta(hours=13))
    assert len(await reminders(shop)) == 1


async def test_nobody_is_reminded_of_what_has_begun(town, shop, booking):
    await town.turn_to(START)
    assert await reminders(shop) == []


async def test_a_reminder_waits_for_a_notifier_that_is_away(town, shop, booking):
    town.entrance.close()
    town.come_due(START - DAY)
    await town.entrance.tried(1)
    town.entrance.open()

    assert len(await reminders(shop)) == 1
