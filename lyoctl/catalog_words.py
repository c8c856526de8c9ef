"""What can be booked, in words: how `lyoctl apply` shows it before and after."""

from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from lyo.booking.v1 import catalog_service_pb2 as pb

from lyoctl.apply_change import shown
from lyoctl.tenant_words import WEEKDAYS

Value = str | tuple[str, ...]
DEFAULT_STEP = "15m"
DEFAULT_REMINDERS = ("1d", "2h")
"""What the contract says of what is absent."""
MOST_SHOWN = 6
_APPROVALS = {
    pb.APPROVAL_UNSPECIFIED: "",
    pb.APPROVAL_AUTOMATIC: "automatic",
    pb.APPROVAL_BY_HAND: "by-hand",
}


def values(message: Message) -> dict[str, Value]:
    """Each field that an operator may set, as words, or one word for each part of a list. What is
    absent stands as what the contract says of it."""
    found = {
        name: _value(getattr(message, name))
        for name in message.DESCRIPTOR.fields_by_name
        if not name.endswith("_id")
    }
    if isinstance(message, pb.Offering):
        approval = {"approval": approval_word(message.approval)}
        return found | approval | _defaults(found, step=DEFAULT_STEP, min_party="1")
    if isinstance(message, pb.Rules) and not message.HasField("reminders"):
        return found | {"reminders": DEFAULT_REMINDERS}
    return found


def approval_word(approval: "pb.Approval.ValueType") -> str:
    """As a tenant's file says it; empty: as for all."""
    return _APPROVALS[approval]


def differences(
    what: str, before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterator[str]:
    """A line for each field in which the two differ."""
    for field, value in after.items():
        if before[field] != value:
            yield f"~ {what} {field}: {_change(before[field], value)}"


def _change(before: Value, after: Value) -> str:
    if isinstance(before, str) or isinstance(after, str):
        return f"{shown(before)} -> {shown(after)}"
    gone = [f"-{each}" for each in before if each not in after]
    new = [f"+{each}" for each in after if each not in before]
    told = [*gone, *new][:MOST_SHOWN]
    more = len(gone) + len(new) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _defaults(found: Mapping[str, Value], **defaults: str) -> dict[str, Value]:
    return {field: value for field, value in defaults.items() if found[field] in ("", "0")}


def _value(value: Any) -> Value:
    if isinstance(value, Duration):
        return _length(value)
    if isinstance(value, pb.Reminders):
        return tuple(_length(lead) for lead in sorted(value.leads, key=_seconds, reverse=True))
    if isinstance(value, pb.NoShowRule):
        return f"{value.limit} in {value.days} days" if value.limit else ""
    if isinstance(value, pb.Venue):
        return ", ".join(filter(None, (value.name, value.address)))
    if isinstance(value, str | int):
        return shown(value) if isinstance(value, bool) else str(value)
    return tuple(sorted(each if isinstance(each, str) else _part(each) for each in value))


def _part(part: Any) -> str:
    """One part of a list of hours."""
    if isinstance(part, pb.Opening):
        return f"{_day(part)} {_stretch(part)}"
    if isinstance(part, pb.SpecialDay):
        return f"{part.date} {' '.join(map(_stretch, part.hours)) or 'closed'}"
    if isinstance(part, pb.TimeOff):
        return f"{part.start}..{part.end}"
    when = part.date if isinstance(part, pb.DatedOccurrence) else _day(part)
    return f"{when} {_clock(part.start_minute)}"


def _day(part: pb.Opening | pb.WeeklyOccurrence) -> str:
    return WEEKDAYS[part.weekday - 1]


def _stretch(part: pb.Opening | pb.Stretch) -> str:
    return f"{_clock(part.start_minute)}-{_clock(part.end_minute)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _seconds(length: Duration) -> int:
    return length.seconds


def _length(length: Duration) -> str:
    """`90m`, `2h`, `1d`: in the largest unit of which it is a whole number; empty: none."""
    for unit, seconds in (("d", 86400), ("h", 3600)):
        if length.seconds and length.seconds % seconds == 0:
            return f"{length.seconds // seconds}{unit}"
    return f"{length.seconds // 60}m" if length.seconds else ""
