"""A booking as customers are told of it, from what the booking service says of it."""

from collections.abc import Sequence

from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import link_service_pb2 as link_pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb

NAME_AT_MOST = 100

_ACTIONS = {
    link_pb.LINK_KIND_CONFIRM: notifier_pb.BOOKING_ACTION_KIND_CONFIRM,
    link_pb.LINK_KIND_MOVE: notifier_pb.BOOKING_ACTION_KIND_MOVE,
    link_pb.LINK_KIND_CANCEL: notifier_pb.BOOKING_ACTION_KIND_CANCEL,
}


def booking_event(
    kind: "notifier_pb.BookingEventKind.ValueType", booking: pb.Booking, language: str
) -> notifier_pb.BookingEvent:
    """What happened to the booking, told in the language."""
    names = dict.fromkeys(each.resource_name for each in booking.segments)
    return notifier_pb.BookingEvent(
        kind=kind,
        language=language,
        time_zone=booking.time_zone,
        offering_name=booking.offering_name,
        start_time=booking.start_time,
        party_size=booking.party_size,
        resource_name=", ".join(names)[:NAME_AT_MOST],
        venue_name=booking.venue.name,
        venue_address=booking.venue.address,
        reason=booking.cancel_reason,
        booking_id=booking.booking_id,
    )


def booking_actions(
    offered: Sequence[link_pb.LinkedAction], *kinds: "link_pb.LinkKind.ValueType"
) -> list[notifier_pb.BookingAction]:
    """Those of these kinds, as a message carries them."""
    return [
        notifier_pb.BookingAction(kind=_ACTIONS[each.kind], link=each.link)
        for each in offered
        if each.kind in kinds
    ]


def move_choices(slots: Sequence[link_pb.LinkedSlot]) -> list[notifier_pb.MoveChoice]:
    """The slots as a message carries them."""
    return [notifier_pb.MoveChoice(start_time=each.start_time, link=each.link) for each in slots]
