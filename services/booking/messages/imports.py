"""Bookings that are brought in, each by itself: what is wrong with one is told of it alone."""

from datetime import datetime

from lyo.booking.v1 import booking_service_pb2 as pb

from services.booking.domain.booking import State
from services.booking.domain.imports import Line, Outcome, Refused, Result
from services.booking.messages.booking import calendar_time
from services.common.errors import InvalidArgument
from services.common.fields import uuid_of

_OUTCOMES = {
    Outcome.CREATED: pb.IMPORT_OUTCOME_CREATED,
    Outcome.KNOWN: pb.IMPORT_OUTCOME_KNOWN,
    Outcome.REFUSED: pb.IMPORT_OUTCOME_REFUSED,
}
_STATES = {
    pb.BOOKING_STATE_UNSPECIFIED: None,
    pb.BOOKING_STATE_HELD: State.HELD,
    pb.BOOKING_STATE_PENDING: State.PENDING,
    pb.BOOKING_STATE_CONFIRMED: State.CONFIRMED,
    pb.BOOKING_STATE_CANCELLED: State.CANCELLED,
    pb.BOOKING_STATE_EXPIRED: State.EXPIRED,
    pb.BOOKING_STATE_COMPLETED: State.COMPLETED,
    pb.BOOKING_STATE_NO_SHOW: State.NO_SHOW,
}


def to_line(wire: pb.ImportedBooking) -> Line | Result:
    """The line; a result where it cannot be one."""
    try:
        return _line(wire)
    except InvalidArgument as wrong:
        return Refused(wrong.reason, wrong.message).result


def result_message(result: Result) -> pb.ImportResult:
    """What became of a line, for the wire."""
    return pb.ImportResult(
        outcome=_OUTCOMES[result.outcome],
        booking_id=str(result.booking_id or ""),
        reason=result.reason,
        detail=result.detail,
    )


def _line(wire: pb.ImportedBooking) -> Line:
    if wire.state not in _STATES:
        raise InvalidArgument("FIELD_INVALID", "state: there is no such state")
    return Line(
        external_ref=wire.external_ref,
        customer_id=uuid_of(wire, "customer_id"),
        start=calendar_time(wire, "start_time"),
        end=_end(wire),
        offering_name=wire.offering_name,
        resource_name=wire.resource_name,
        party_size=wire.party_size or 1,
        state=_STATES[wire.state],
        note=wire.note,
    )


def _end(wire: pb.ImportedBooking) -> datetime | None:
    return calendar_time(wire, "end_time") if wire.HasField("end_time") else None
