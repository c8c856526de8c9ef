"""One booking as a calendar file (RFC 5545), which a calendar takes over or brings up to date."""

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from icalendar import Calendar, Event
from lyo.booking.v1 import booking_service_pb2 as pb

from services.gateway.booking_places import Place

KIND = b"text/calendar; charset=utf-8"
PRODUCT = "-//Lyo//Bookings//EN"

_STATUS = {
    pb.BOOKING_STATE_HELD: "TENTATIVE",
    pb.BOOKING_STATE_PENDING: "TENTATIVE",
    pb.BOOKING_STATE_CANCELLED: "CANCELLED",
    pb.BOOKING_STATE_EXPIRED: "CANCELLED",
}


def calendar_file(booking: pb.Booking, place: Place) -> bytes:
    """The file. The same booking has the same UID for ever, and a higher SEQUENCE each time."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(booking, place))
    return bytes(calendar.to_ical())


def _event(booking: pb.Booking, place: Place) -> Event:
    changed = _instant(booking.update_time)
    event = Event()
    for name, value in {
        "uid": f"{booking.booking_id}@lyo",
        "sequence": _sequence(booking.etag),
        "dtstamp": changed,
        "created": _instant(booking.create_time),
        "last-modified": changed,
        "dtstart": _instant(booking.start_time),
        "dtend": _instant(booking.end_time),
        "summary": _shown(booking.offering_name),
        "location": _shown(place.line),
        "status": _STATUS.get(booking.state, "CONFIRMED"),
    }.items():
        event.add(name, value)
    if with_whom := ", ".join(dict.fromkeys(each.resource_name for each in booking.segments)):
        event.add("description", _shown(with_whom))
    return event


def _sequence(etag: str) -> int:
    """How often it was changed. The etag of a booking is its revision, from 1."""
    return max(int(etag) - 1, 0) if etag.isdecimal() else 0


def _instant(stamp: Timestamp) -> datetime:
    """In UTC, which every calendar shows on the clocks of who reads it."""
    return stamp.ToDatetime(tzinfo=UTC)


def _shown(text: str) -> str:
    """Without what nobody sees: it would end a line of the file, or be refused by calendars."""
    return "".join(each if each.isprintable() else " " for each in text)
