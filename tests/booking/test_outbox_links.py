"""Does what customers are told carry what they may do with it?"""

from datetime import timedelta

from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import link_service_pb2 as link_pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb

from tests.booking.calendars import at
from tests.booking.salon import new_id

TUESDAY = "2030-03-05 10:00"
WEDNESDAY = "2030-03-06 11:00"


async def test_what_is_told_names_the_booking_and_what_the_catalog_calls_it(shop, customer):
    colore = shop.salon.offerings["colore"]
    booking = await shop.book(TUESDAY, customer, offering_id=colore)

    (event,) = await shop.events()
    assert event.booking_id == booking.booking_id
    assert (event.offering, event.offering_name) == ("colore", "Colore")


def offered(event: notifier_pb.BookingEvent) -> list[str]:
    names = [notifier_pb.BookingActionKind.Name(each.kind) for each in event.actions]
    return [each.removeprefix("BOOKING_ACTION_KIND_") for each in names]


async def test_what_is_agreed_or_moved_can_be_moved_or_cancelled_and_what_is_over_cannot(
    shop, customer
):
    booking = await shop.book(TUESDAY, customer)
    await shop.told()
    await shop.move(booking.booking_id, WEDNESDAY)
    await shop.told()
    await shop.cancel(booking.booking_id)

    assert [offered(each) for each in await shop.events()] == [["MOVE", "CANCEL"]] * 2 + [[]]


async def test_a_request_can_be_taken_back(town):
    shop = await town.open(by_hand=True)
    await shop.book(TUESDAY, await shop.customer())
    (event,) = await shop.events()
    assert offered(event) == ["CANCEL"]


async def test_a_reminder_can_be_answered_by_coming_moving_or_cancelling(town, shop, customer):
    await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    await town.turn_to(at(TUESDAY, "Europe/Rome") - timedelta(hours=24))

    (event,) = await shop.events()
    assert offered(event) == ["CONFIRM", "MOVE", "CANCEL"]


async def test_what_a_message_carries_does_what_it_says(shop, customer):
    booking = await shop.book(TUESDAY, customer)
    (event,) = await shop.events()
    cancel = event.actions[-1].link
    await shop.town.booking.links.FollowLink(
        link_pb.FollowLinkRequest(link=cancel, request_id=new_id(), origin=pb.ORIGIN_CONVERSATION)
    )

    assert (await shop.salon.get(booking.booking_id)).state == pb.BOOKING_STATE_CANCELLED
    assert len(await shop.told()) == 1, "who taps is answered there"


async def test_what_is_done_on_a_page_is_told_by_a_message(shop, customer):
    await shop.book(TUESDAY, customer, origin=pb.ORIGIN_CONVERSATION)
    booking = await shop.book(WEDNESDAY, customer)
    (event,) = await shop.events()
    await shop.town.booking.links.FollowLink(
        link_pb.FollowLinkRequest(
            link=event.actions[-1].link, request_id=new_id(), origin=pb.ORIGIN_API
        )
    )

    told = (await shop.told())[-1]
    assert told.startswith(f"Your booking at {shop.name} was cancelled:")
    assert (await shop.salon.get(booking.booking_id)).state == pb.BOOKING_STATE_CANCELLED
