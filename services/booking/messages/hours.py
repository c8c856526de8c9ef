"""Hours and rules: weeks, special days, time off, what holds for all bookings."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from lyo.booking.v1 import catalog_service_pb2 as pb

from services.booking.domain.calendar import Opening
from services.booking.domain.errors import CatalogWrong
from services.booking.domain.hours import (
    DEFAULT_LEADS,
    NoShowRule,
    ResourceHours,
    Rules,
    SpecialDay,
    Stretch,
    TimeOff,
)
from services.common.fields import duration

YEARS = range(1970, 9000)
"""Those whose days have calendars beside them, in every zone."""

WEEKDAYS = pb.Weekday.values()
"""Each at the place of its number, which is that of ISO 8601."""


def to_openings(messages: Iterable[pb.Opening]) -> tuple[Opening, ...]:
    found = (Opening(each.weekday, each.start_minute, each.end_minute) for each in messages)
    return tuple(sorted(found))


def opening_messages(openings: Sequence[Opening]) -> list[pb.Opening]:
    return [
        pb.Opening(
            weekday=WEEKDAYS[each.weekday],
            start_minute=each.start_minute,
            end_minute=each.end_minute,
        )
        for each in openings
    ]


def to_resource_hours(message: pb.Resource) -> ResourceHours:
    """What the resource says beside its weekly hours."""
    field = f'resources["{message.name}"]'
    away = (_time_off(each, f"{field}.time_off") for each in message.time_off)
    return ResourceHours(
        breaks=to_openings(message.weekly_breaks),
        special_days=_special_days(message.special_days, f"{field}.special_days"),
        time_off=tuple(sorted(set(away))),
    )


def special_day_messages(days: Sequence[SpecialDay]) -> list[pb.SpecialDay]:
    return [
        pb.SpecialDay(
            date=each.date.isoformat(),
            hours=[
                pb.Stretch(start_minute=part.start_minute, end_minute=part.end_minute)
                for part in each.hours
            ],
        )
        for each in days
    ]


def time_off_messages(time_off: Sequence[TimeOff]) -> list[pb.TimeOff]:
    return [
        pb.TimeOff(
            start=each.start.isoformat(timespec="minutes"),
            end=each.end.isoformat(timespec="minutes"),
        )
        for each in time_off
    ]


def to_rules(message: pb.Rules) -> Rules:
    """What is absent is as the contract says."""
    return Rules(
        weekly=to_openings(message.weekly_hours),
        breaks=to_openings(message.weekly_breaks),
        special_days=_special_days(message.special_days, "rules.special_days"),
        holiday_country=message.holiday_country,
        holiday_region=message.holiday_region,
        pending_expiry=optional_length(message, "pending_expiry"),
        leads=_leads(message.reminders) if message.HasField("reminders") else DEFAULT_LEADS,
        no_show_rule=_no_show_rule(message),
    )


def rules_message(rules: Rules) -> pb.Rules:
    return pb.Rules(
        weekly_hours=opening_messages(rules.weekly),
        weekly_breaks=opening_messages(rules.breaks),
        special_days=special_day_messages(rules.special_days),
        holiday_country=rules.holiday_country,
        holiday_region=rules.holiday_region,
        pending_expiry=optional_duration(rules.pending_expiry),
        reminders=pb.Reminders(leads=[duration(each) for each in rules.leads]),
        no_show_rule=_no_show_message(rules.no_show_rule),
    )


def optional_length(message: Message, field: str) -> timedelta | None:
    """The field's duration, or None where it is absent."""
    if not message.HasField(field):
        return None
    length: Duration = getattr(message, field)
    return length.ToTimedelta()


def optional_duration(length: timedelta | None) -> Duration | None:
    """The length for the wire, or absent."""
    return None if length is None else duration(length)


def date_of(text: str, field: str) -> date:
    """A date that there is, or an error that names the field."""
    return _moment(text, field).date()


def _moment(text: str, field: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CatalogWrong("FIELD_INVALID", field, f"there is no {text}") from None
    if moment.year not in YEARS:
        rule = f"must be of the years {YEARS[0]} to {YEARS[-1]}"
        raise CatalogWrong("FIELD_INVALID", field, rule)
    return moment


def _special_days(messages: Iterable[pb.SpecialDay], field: str) -> tuple[SpecialDay, ...]:
    return tuple(sorted(_special_day(each, field) for each in messages))


def _special_day(message: pb.SpecialDay, field: str) -> SpecialDay:
    hours = (Stretch(each.start_minute, each.end_minute) for each in message.hours)
    return SpecialDay(date_of(message.date, field), tuple(sorted(hours)))


def _time_off(message: pb.TimeOff, field: str) -> TimeOff:
    return TimeOff(_moment(message.start, field), _moment(message.end, field))


def _no_show_rule(message: pb.Rules) -> NoShowRule | None:
    said = message.no_show_rule
    return NoShowRule(said.limit, said.days) if message.HasField("no_show_rule") else None


def _no_show_message(rule: NoShowRule | None) -> pb.NoShowRule | None:
    return None if rule is None else pb.NoShowRule(limit=rule.limit, days=rule.days)


def _leads(message: pb.Reminders) -> tuple[timedelta, ...]:
    """The longest first, each once."""
    return tuple(sorted({each.ToTimedelta() for each in message.leads}, reverse=True))
