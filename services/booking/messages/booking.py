"""Bookings, and the fields that are asked for in many places."""

from datetime import UTC, datetime
from uuid import UUID

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from lyo.booking.v1 import booking_service_pb2 as pb

from services.booking.domain.booking import Booking, BookingFilter, Origin, Segment, State
from services.booking.messages.catalog import venue_message
from services.common.errors import InvalidArgument, Violation
from services.common.fields import time_of, timestamp, uuid_of
from services.common.texts import has_control

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
    Origin.STAFF: pb.ORIGIN_STAFF,
    Origin.IMPORT: pb.ORIGIN_IMPORT,
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
        raise wrong(field, "must be an instant of the years 1970 to 8999")
    return instant


def optional_time(request: Message, field: str) -> datetime | None:
    """The field's instant, or None where it is absent."""
    return calendar_time(request, field) if request.HasField(field) else None


def plain_text(request: Message, field: str, *, lines: bool = False) -> str:
    """The field's text, which may be empty; one with what nobody can see is refused."""
    value: str = getattr(request, field)
    if has_control(value.replace("\n", " ") if lines else value):
        raise wrong(field, "has control characters")
    return value


def wrong(field: str, rule: str) -> InvalidArgument:
    """The refusal of a field."""
    violation = Violation(field, "FIELD_INVALID", rule)
    return InvalidArgument("FIELD_INVALID", f"{field} {rule}", violations=[violation])


def to_filter(request: pb.ListBookingsRequest) -> BookingFilter:
    """Which bookings are asked for."""
    return BookingFilter(
        customer_id=optional_uuid(request, "customer_id"),
        ends_after=optional_time(request, "ends_after"),
        states=[state for state, wire in _STATES.items() if wire in request.states],
        resource_id=optional_uuid(request, "resource_id"),
        starts_before=optional_time(request, "starts_before"),
    )


def to_origin(wire: int) -> Origin:
    """Where something is made; through the API where nothing is said."""
    return next((each for each, origin in _ORIGINS.items() if origin == wire), Origin.API)


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
        party_size=booking.party_size,
        external_ref=booking.external_ref,
        note=booking.note,
        expire_time=_optional_timestamp(booking.expire_time),
        cancel_reason=booking.cancel_reason,
        attendance_time=_optional_timestamp(booking.attendance_time),
        venue=venue_message(booking.venue),
        occurrence_id=_optional_id(booking.occurrence_id),
        channel_id=_optional_id(booking.channel_id),
        price_cents=booking.price_cents,
        currency_code=booking.currency_code,
        language=booking.language,
    )


def _segment_message(segment: Segment) -> pb.Segment:
    return pb.Segment(
        resource_id=str(segment.resource_id),
        resource_name=segment.resource_name,
        start_time=timestamp(segment.time.start),
        end_time=timestamp(segment.time.end),
        offering_id=_optional_id(segment.offering_id),
    )


def _optional_timestamp(instant: datetime | None) -> Timestamp | None:
    return None if instant is None else timestamp(instant)


def _optional_id(of: UUID | None) -> str:
    return "" if of is None else str(of)
