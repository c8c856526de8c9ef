"""Dates and times as people write them, on the clocks of a tenant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp

_DAY = timedelta(days=1)


def instant_of(text: str, zone: ZoneInfo, form: str = "") -> datetime:
    """`2026-12-24 15:30` on the clocks of the zone, or with an offset of its own, as an instant.
    `form` is another way of writing it (`%d/%m/%Y %H:%M`). ValueError where it is none, or where
    the clock skips it; what comes twice means the first."""
    written = _read(text.strip(), form)
    if written.tzinfo is not None:
        return written.astimezone(UTC)
    instant = written.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != written:
        raise ValueError(f"{text!r} does not exist: the clock of {zone.key} skips it")
    return instant


def _read(text: str, form: str) -> datetime:
    try:
        # Its zone, if it has one, comes from the text.
        found = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"{text!r} is not written as {form or '2026-12-24 15:30'}") from None
    if not form and len(text) <= len("2026-12-24"):
        raise ValueError(f"{text!r} has no time: write 2026-12-24 15:30")
    if not 2 <= found.year <= 9998:
        raise ValueError(f"{text!r} is no time that can be booked")
    return found


def day_of(text: str) -> date:
    """`2026-12-24`, or ValueError."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not a date such as 2026-12-24") from None
    if not 2 <= found.year <= 9998:
        raise ValueError(f"{text!r} is no day that can be booked")
    return found


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins; where the clock skips its midnight, an hour of it may be missing."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def begin_of(text: str, zone: ZoneInfo) -> datetime:
    """From when on: the begin of a day, or a time."""
    return midnight(day_of(text), zone) if _is_day(text) else instant_of(text, zone)


def end_of(text: str, zone: ZoneInfo) -> datetime:
    """Until when, exclusive: the end of a day, or a time."""
    return midnight(day_of(text) + _DAY, zone) if _is_day(text) else instant_of(text, zone)


def _is_day(text: str) -> bool:
    return len(text.strip()) <= len("2026-12-24")


def wall_of(stamp: Timestamp, zone: ZoneInfo) -> datetime:
    """What the clocks of the zone show."""
    return stamp.ToDatetime(tzinfo=UTC).astimezone(zone)
