"""Bookings and slots."""

from datetime import UTC, datetime
from uuid import UUID

from google.protobuf.message import Message
from lyo.booking.v1 import booking_service_pb2 as pb

from services.booking.domain.booking import Booking, Origin, Segment, State
from services.booking.domain.schedule import Slot
from services.common.errors import InvalidArgument, Violation
from services.common.fields import time_of, timestamp, uuid_of

_STATES = {
    State.HELD: pb.BOOKING_STATE_HELD,
    State.PENDING: pb.BOOKING_STATE_PENDING,
    State.CONFIRMED: pb.BOOKING_STATE_CONFIRMED,
    State.CANCELLED: pb.BOOKING_STATE_CANCELLED,
    State.EXPIRED: pb.BOOKING_STATE_EXPIRED,
    State.COMPLETED: pb.BOOKING_STATE_COMPLETED,
    State.NO_SHOW: pb.BOOKING_STATE_NO_SHOW,
}
_ORIGINS = {
    Origin.CONVERSATION: pb.ORIGIN_CONVERSATION,
    Origin.API: pb.ORIGIN_API,
}
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(9000, 1, 1, tzinfo=UTC)


def optional_uuid(request: Message, field: str) -> UUID | None:
    """The field's UUID, or None where it is empty."""
    return uuid_of(request, field) if getattr(request, field) else None


def calendar_time(request: Message, field: str) -> datetime:
    """The field's instant; one so far off that calendars have no month beside it is refused."""
    instant = time_of(request, field)
    if not _FIRST <= instant < _END:
        rule = "must be an instant of the years 1970 to 8999"
        violation = Violation(field, "FIELD_INVALID", rule)
        raise InvalidArgument("FIELD_INVALID", f"{field} {rule}", violations=[violation])
    return instant


def to_states(request: pb.ListBookingsRequest) -> list[State]:
    """The states that are asked for."""
    return [state for state, wire in _STATES.items() if wire in request.states]


def to_origin(request: pb.CreateBookingRequest) -> Origin:
    """Where the booking is made."""
    return next(origin for origin, wire in _ORIGINS.items() if wire == request.origin)


def booking_message(booking: Booking) -> pb.Booking:
    """The booking for the wire."""
    return pb.Booking(
        booking_id=str(booking.booking_id),
        customer_id=str(booking.customer_id),
        offering_id=str(booking.offering_id),
        offering_name=booking.offering_name,
        start_time=timestamp(booking.time.start),
        end_time=timestamp(booking.time.end),
        time_zone=booking.time_zone,
        state=_STATES[booking.state],
        segments=[_segment_message(each) for each in booking.segments],
        origin=_ORIGINS[booking.origin],
        etag=booking.etag,
        create_time=timestamp(booking.create_time),
        update_time=timestamp(booking.update_time),
    )


def slot_message(slot: Slot) -> pb.Slot:
    """The slot for the wire."""
    return pb.Slot(
        start_time=timestamp(slot.time.start),
        end_time=timestamp(slot.time.end),
        resource_ids=[str(each) for each in slot.resource_ids],
    )


def _segment_message(segment: Segment) -> pb.Segment:
    return pb.Segment(
        resource_id=str(segment.resource_id),
        resource_name=segment.resource_name,
        start_time=timestamp(segment.time.start),
        end_time=timestamp(segment.time.end),
    )
