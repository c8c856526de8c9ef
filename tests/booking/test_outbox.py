"""Who hears of a change of a booking, of what, and once?"""

from datetime import UTC, datetime, timedelta

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from services.common.fields import timestamp
from services.common.metrics import REGISTRY
from tests.booking.calendars import at
from tests.booking.salon import new_id
from tests.journeys.waiting import eventually

CONFIRMED = (
    "Your booking at {} is confirmed:\nTaglio (Anna)\nTuesday 5 March, 10:00\n\nSee you then!"
)
CANCELLED = "was cancelled"
TUESDAY = "2030-03-05 10:00"
WEDNESDAY = "2030-03-06 11:00"


def instant(stamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)


async def test_what_a_member_books_is_confirmed_to_the_customer(shop, customer):
    await shop.book(TUESDAY, customer)

    (message,) = await shop.messages()
    assert message.content.text == CONFIRMED.format(shop.name)
    assert message.customer_id == customer
    assert message.channel_id == shop.opened.channel_id
    assert message.purpose == notifier_pb.PURPOSE_CONFIRMATION


async def test_what_is_booked_in_a_conversation_is_told_by_its_reply_alone(shop, customer):
    await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    assert await shop.told() == []


async def test_a_request_is_told_as_one_and_then_as_confirmed(town):
    shop = await town.open(by_hand=True)
    requested = await shop.book(TUESDAY, await shop.customer(), origin=pb.ORIGIN_API)
    (first,) = await shop.told()
    await shop.approve(requested.booking_id)

    assert first.startswith(f"Your request to {shop.name} has been received:")
    assert (await shop.told())[1:] == [CONFIRMED.format(shop.name)]


async def test_a_request_made_in_a_conversation_hears_of_its_approval(town):
    shop = await town.open(by_hand=True)
    requested = await shop.book(TUESDAY, await shop.customer(), origin=pb.ORIGIN_CONVERSATION)
    await shop.approve(requested.booking_id)

    assert await shop.told() == [CONFIRMED.format(shop.name)]


async def test_a_moved_booking_is_told_with_its_new_hour(shop, customer):
    booking = await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    await shop.move(booking.booking_id, WEDNESDAY)

    (told,) = await shop.told()
    assert told.startswith(f"Your booking at {shop.name} has changed. It is now:")
    assert "Wednesday 6 March, 11:00" in told


async def test_a_cancelled_booking_is_told_with_the_reason(shop, customer):
    booking = await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    await shop.cancel(booking.booking_id, reason="Anna is ill")

    (told,) = await shop.told()
    assert told.startswith(f"Your booking at {shop.name} was cancelled:")
    assert told.endswith("Reason: Anna is ill")


async def test_what_a_customer_cancels_in_a_conversation_is_not_told_again(shop, customer):
    booking = await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    await shop.cancel(booking.booking_id, origin=pb.ORIGIN_CONVERSATION)
    assert await shop.told() == []


async def test_a_hold_and_its_release_are_told_to_nobody(shop, customer):
    held = await shop.hold(TUESDAY, customer)
    await shop.cancel(held.booking_id)
    assert await shop.told() == []


async def test_a_request_that_the_business_turns_down_is_told_as_declined(town):
    shop = await town.open(by_hand=True)
    requested = await shop.book(TUESDAY, await shop.customer(), origin=pb.ORIGIN_CONVERSATION)
    await shop.cancel(requested.booking_id, reason="Anna is ill")

    (told,) = await shop.told()
    assert told.startswith(f"Your request to {shop.name} was not accepted")
    assert "Reason: Anna is ill" in told


async def test_a_request_that_its_customer_takes_back_is_told_as_cancelled(town):
    shop = await town.open(by_hand=True)
    customer = await shop.customer()
    requested = await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    await shop.cancel(requested.booking_id, origin=pb.ORIGIN_API, customer_id=customer)

    (told,) = await shop.told()
    assert told.startswith(f"Your booking at {shop.name} was cancelled:")


@pytest.mark.parametrize(
    ("hours", "purpose"),
    [(25, notifier_pb.PURPOSE_NOTIFICATION), (23, notifier_pb.PURPOSE_CONFIRMATION)],
    ids=["early", "late"],
)
async def test_only_what_is_cancelled_within_a_day_may_wake_the_customer(
    town, shop, customer, hours, purpose
):
    booking = await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    await town.turn_to(instant(booking.start_time) - timedelta(hours=hours))
    await shop.cancel(booking.booking_id)

    assert [each.purpose for each in await shop.messages() if CANCELLED in each.content.text] == [
        purpose
    ]


@pytest.mark.parametrize("ends", ["declined", "expired"])
async def test_what_becomes_of_a_request_that_nobody_agreed_to_wakes_nobody(town, ends):
    shop = await town.open(by_hand=True)
    customer = await shop.customer()
    requested = await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    if ends == "declined":
        await shop.cancel(requested.booking_id)
    else:
        await town.turn_to(instant(requested.expire_time))

    (message,) = await shop.messages()
    assert message.purpose == notifier_pb.PURPOSE_NOTIFICATION


async def test_who_did_not_come_is_not_told_so(town, shop, customer):
    booking = await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    await town.turn_to(instant(booking.end_time))
    before = await shop.told()
    await shop.no_show(booking.booking_id)
    assert await shop.told() == before


# By time alone


async def test_a_request_that_nobody_approves_expires_and_is_told(town):
    shop = await town.open(by_hand=True)
    customer = await shop.customer()
    requested = await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    await town.turn_to(instant(requested.expire_time))

    assert (await shop.salon.get(requested.booking_id)).state == pb.BOOKING_STATE_EXPIRED
    (told,) = await shop.told()
    assert told.startswith(f"{shop.name} could not confirm your request in time")


async def test_a_hold_expires_without_a_word(town, shop, customer):
    held = await shop.hold(TUESDAY, customer)
    await town.turn_to(instant(held.expire_time))

    assert (await shop.salon.get(held.booking_id)).state == pb.BOOKING_STATE_EXPIRED
    assert await shop.told() == []


@pytest.mark.parametrize(
    ("late", "state"),
    [(timedelta(hours=24, seconds=-1), "CONFIRMED"), (timedelta(hours=24), "COMPLETED")],
    ids=["within a day", "after a day"],
)
async def test_a_booking_is_completed_a_day_after_its_end(town, shop, customer, late, state):
    booking = await shop.book(TUESDAY, customer)
    await town.turn_to(instant(booking.end_time) + late)

    now = await shop.salon.get(booking.booking_id)
    assert now.state == pb.BookingState.Value(f"BOOKING_STATE_{state}")


# Whom, and by which way


async def test_a_customer_is_told_in_their_language(shop):
    await shop.book(TUESDAY, await shop.customer("es-MX"))
    (told,) = await shop.told()
    assert "martes 5 de marzo, 10:00" in told


async def test_a_customer_of_no_known_language_is_told_in_the_tenants_first(shop):
    await shop.book(TUESDAY, await shop.customer(""))
    (told,) = await shop.told()
    assert "martedì 5 marzo, 10:00" in told


async def test_a_customer_of_no_known_language_is_told_in_the_one_they_booked_in(shop):
    await shop.book(TUESDAY, await shop.customer(""), language="es")
    (told,) = await shop.told()
    assert "martes 5 de marzo, 10:00" in told


async def test_a_customers_own_language_goes_before_the_one_they_booked_in(shop):
    await shop.book(TUESDAY, await shop.customer("es"), language="pt")
    (told,) = await shop.told()
    assert "martes 5 de marzo, 10:00" in told


async def test_who_was_merged_into_another_is_told_as_the_other(town, shop, customer):
    other = await shop.customer()
    await town.tenant.customers.MergeCustomers(
        customer_pb.MergeCustomersRequest(
            tenant_id=shop.tenant_id,
            request_id=new_id(),
            customer_id=other,
            merged_id=customer,
        )
    )
    await shop.book(TUESDAY, customer)

    (message,) = await shop.messages()
    assert message.customer_id == other


async def test_a_customer_is_told_by_the_channel_that_they_booked_by(shop, customer):
    second = await shop.channel(channel_pb.PLATFORM_WHATSAPP)
    await shop.book(TUESDAY, customer, channel_id=second)

    (message,) = await shop.messages()
    assert message.channel_id == second


async def test_a_channel_that_is_there_no_more_is_not_used(shop, customer):
    await shop.book(TUESDAY, customer, channel_id=new_id())

    (message,) = await shop.messages()
    assert message.channel_id == shop.opened.channel_id


async def test_a_channel_without_a_token_is_not_used(shop, customer):
    bare = await shop.channel(channel_pb.PLATFORM_WHATSAPP, can_answer=False)
    await shop.book(TUESDAY, customer, channel_id=bare)

    (message,) = await shop.messages()
    assert message.channel_id == shop.opened.channel_id


async def test_who_cannot_be_reached_is_not_told_and_nothing_waits(town, shop):
    visitor = customer_pb.Identity(kind=customer_pb.IDENTITY_KIND_WEB_VISITOR, value=new_id())
    nobody = await shop.customer(identities=[visitor])
    booking = await shop.book(TUESDAY, nobody)

    assert await shop.told() == []
    assert town.ended(booking.booking_id) == [("unreachable",)]


async def test_who_was_removed_for_good_is_not_told_and_nothing_waits(town, shop):
    booking = await shop.book(TUESDAY, new_id())
    assert await shop.told() == []
    assert town.ended(booking.booking_id) == [("unreachable",)]


async def test_what_is_brought_in_is_told_to_nobody_and_called_to_mind(town, shop, customer):
    line = pb.ImportedBooking(
        external_ref=new_id(),
        customer_id=customer,
        start_time=timestamp(at(TUESDAY, "Europe/Rome")),
    )
    await town.booking.bookings.ImportBookings(
        pb.ImportBookingsRequest(tenant_id=shop.tenant_id, request_id=new_id(), bookings=[line])
    )
    assert await shop.told() == []

    await town.turn_to(at(TUESDAY, "Europe/Rome") - timedelta(hours=24))
    (message,) = await shop.messages()
    assert message.purpose == notifier_pb.PURPOSE_REMINDER


async def test_how_each_change_ended_is_counted(shop, customer):
    def counted() -> float:
        labels = {"kind": "created", "outcome": "told"}
        return REGISTRY.get_sample_value("booking_events_total", labels) or 0

    before = counted()
    await shop.book(TUESDAY, customer)
    await shop.told()

    assert await eventually(counted, lambda count: count > before) == before + 1
