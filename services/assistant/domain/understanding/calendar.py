"""Days of the calendar: those that exist, and those that come."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

YEARS_AHEAD = 9
"""Until a 29 February comes again."""


@dataclass(frozen=True, slots=True)
class Days:
    """One day, or all from the first to the last."""

    first: date
    last: date


def one(day: date) -> Days:
    return Days(day, day)


def day_of(year: int, month: int, day: int) -> Days | None:
    try:
        return one(date(year, month, day))
    except ValueError:
        return None


def coming(month: int, day: int, today: date) -> Days | None:
    """The next such day that the calendar has."""
    for year in range(today.year, today.year + YEARS_AHEAD):
        days = day_of(year, month, day)
        if days and days.first >= today:
            return days
    return None


def monday_of(day: date) -> date:
    return day - timedelta(day.weekday())


def next_weekday(weekday: int, after: date) -> date:
    return after + timedelta((weekday - after.weekday() - 1) % 7 + 1)


def months_later(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
