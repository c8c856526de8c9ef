"""Hours and rules as JSON documents: they are always read whole, and nothing looks inside."""

from datetime import date, datetime, timedelta
from typing import Any

from services.booking.domain.calendar import Opening
from services.booking.domain.hours import (
    DEFAULT_LEADS,
    DatedOccurrence,
    NoShowRule,
    ResourceHours,
    Rules,
    SpecialDay,
    Stretch,
    TimeOff,
    WeeklyOccurrence,
)

Document = dict[str, Any]

_SECOND = timedelta(seconds=1)


def rules_document(rules: Rules) -> Document:
    """What `rules_of` reads. What is not said is left out."""
    said: Document = {
        "weekly": _openings_document(rules.weekly),
        "breaks": _openings_document(rules.breaks),
        "special_days": _days_document(rules.special_days),
        "holiday_country": rules.holiday_country,
        "holiday_region": rules.holiday_region,
        "pending_expiry": _seconds(rules.pending_expiry),
        "no_show_rule": rules.no_show_rule and [rules.no_show_rule.limit, rules.no_show_rule.days],
    }
    document = {name: value for name, value in said.items() if value}
    if rules.leads != DEFAULT_LEADS:
        document["leads"] = [_seconds(each) for each in rules.leads]
    return document


def rules_of(document: Document) -> Rules:
    leads = document.get("leads")
    pending = document.get("pending_expiry")
    missed = document.get("no_show_rule")
    return Rules(
        weekly=_openings(document.get("weekly")),
        breaks=_openings(document.get("breaks")),
        special_days=_days(document.get("special_days")),
        holiday_country=document.get("holiday_country", ""),
        holiday_region=document.get("holiday_region", ""),
        pending_expiry=None if pending is None else pending * _SECOND,
        leads=DEFAULT_LEADS if leads is None else tuple(each * _SECOND for each in leads),
        no_show_rule=NoShowRule(*missed) if missed else None,
    )


def hours_document(hours: ResourceHours) -> Document:
    """What `hours_of` reads. What is not said is left out."""
    said = {
        "breaks": _openings_document(hours.breaks),
        "special_days": _days_document(hours.special_days),
        "time_off": [[each.start.isoformat(), each.end.isoformat()] for each in hours.time_off],
    }
    return {name: value for name, value in said.items() if value}


def hours_of(document: Document) -> ResourceHours:
    away = document.get("time_off") or ()
    return ResourceHours(
        breaks=_openings(document.get("breaks")),
        special_days=_days(document.get("special_days")),
        time_off=tuple(TimeOff(*map(datetime.fromisoformat, each)) for each in away),
    )


def occurrences_document(
    weekly: tuple[WeeklyOccurrence, ...], dated: tuple[DatedOccurrence, ...]
) -> Document:
    """What `weekly_of` and `dated_of` read."""
    return {
        "weekly": [[each.weekday, each.start_minute] for each in weekly],
        "dated": [[each.date.isoformat(), each.start_minute] for each in dated],
    }


def weekly_of(document: Document) -> tuple[WeeklyOccurrence, ...]:
    return tuple(WeeklyOccurrence(*each) for each in document.get("weekly", ()))


def dated_of(document: Document) -> tuple[DatedOccurrence, ...]:
    dated = document.get("dated", ())
    return tuple(DatedOccurrence(date.fromisoformat(day), minute) for day, minute in dated)


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else length // _SECOND


def _openings_document(openings: tuple[Opening, ...]) -> list[list[int]]:
    return [[each.weekday, each.start_minute, each.end_minute] for each in openings]


def _openings(said: list[list[int]] | None) -> tuple[Opening, ...]:
    return tuple(Opening(*each) for each in said or ())


def _days_document(days: tuple[SpecialDay, ...]) -> list[list[Any]]:
    return [
        [each.date.isoformat(), [[part.start_minute, part.end_minute] for part in each.hours]]
        for each in days
    ]


def _days(said: list[list[Any]] | None) -> tuple[SpecialDay, ...]:
    return tuple(
        SpecialDay(date.fromisoformat(day), tuple(Stretch(*part) for part in hours))
        for day, hours in said or ()
    )
