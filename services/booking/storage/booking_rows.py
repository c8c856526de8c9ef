"""How a booking lies in its table: a row, and one for each of its segments."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID

from services.booking.domain.booking import Booking, Origin, Segment, State
from services.booking.domain.calendar import TimeRange
from services.booking.domain.hours import Venue

Row = Sequence[Any]

NAMES = (
    "booking_id",
    "customer_id",
    "offering_id",
    "offering_name",
    "start_time",
    "end_time",
    "time_zone",
    "state",
    "origin",
    "create_time",
    "update_time",
    "revision",
    "party_size",
    "external_ref",
    "note",
    "expire_time",
    "cancel_reason",
    "attendance_time",
    "venue_name",
    "venue_address",
    "occurrence_id",
    "channel_id",
    "price_cents",
    "currency_code",
    "language",
)
"""The columns of a booking, in the order of their values."""

_OWN = len(NAMES)

SEGMENTS: LiteralString = """
LEFT JOIN LATERAL (
    SELECT position, resource_id, start_time, end_time, offering_id
    FROM booking_segments WHERE tenant_id = b.tenant_id AND booking_id = b.booking_id
    UNION ALL
    SELECT position, resource_id, start_time, end_time, offering_id
    FROM booking_segments WHERE tenant_id = b.tenant_id AND occurrence_id = b.occurrence_id
) s ON true
LEFT JOIN resources r ON r.tenant_id = b.tenant_id AND r.resource_id = s.resource_id
"""
"""To be joined to bookings `b`: its own segments, or that of the occurrence it has a seat in."""

SEGMENT_COLUMNS: LiteralString = (
    "s.resource_id, r.display_name, s.start_time, s.end_time, s.offering_id"
)


def values_of(booking: Booking) -> dict[str, object]:
    """The values of the columns, by name."""
    return dict(zip(NAMES, (*_what(booking), *_how(booking)), strict=True))


def _what(booking: Booking) -> tuple[object, ...]:
    return (
        booking.booking_id,
        booking.customer_id,
        booking.offering_id,
        booking.offering_name,
        booking.time.start,
        booking.time.end,
        booking.time_zone,
        booking.state.value,
        booking.origin.value,
        booking.create_time,
        booking.update_time,
        booking.revision,
    )


def _how(booking: Booking) -> tuple[object, ...]:
    venue = booking.venue or Venue("")
    return (
        booking.party_size,
        booking.external_ref,
        booking.note,
        booking.expire_time,
        booking.cancel_reason,
        booking.attendance_time,
        venue.name,
        venue.address,
        booking.occurrence_id,
        booking.channel_id,
        booking.price_cents,
        booking.currency_code,
        booking.language,
    )


def booking_of(rows: Sequence[Row]) -> Booking:
    """From a row for each segment, or one without any."""
    own = dict(zip(NAMES, rows[0], strict=False))
    venue_name, venue_address = own.pop("venue_name"), own.pop("venue_address")
    start, end = own.pop("start_time"), own.pop("end_time")
    for name in ("create_time", "update_time", "expire_time", "attendance_time"):
        own[name] = own[name] and own[name].astimezone(UTC)
    return Booking(
        **own
        | {
            "time": _range(start, end),
            "state": State(own["state"]),
            "origin": Origin(own["origin"]),
            "venue": Venue(venue_name, venue_address) if venue_name else None,
            "segments": tuple(_segment(row[_OWN:]) for row in rows if row[_OWN]),
        }
    )


def _segment(row: Row) -> Segment:
    resource_id, name, start, end, offering_id = row
    return Segment(resource_id, name, _range(start, end), offering_id)


def _range(start: datetime, end: datetime) -> TimeRange:
    return TimeRange(start.astimezone(UTC), end.astimezone(UTC))


def order_of(row: Row) -> UUID:
    """By which the rows of one booking lie together."""
    booking_id: UUID = row[0]
    return booking_id
