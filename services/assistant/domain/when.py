"""Which instant is `12/24 15:30`? The next one that the calendar has."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONGEST_WAIT = 8
"""Years until a 29 February comes again, over the year 2100."""


@dataclass(frozen=True)
class NoDate:
    """No calendar and no clock has this."""


@dataclass(frozen=True)
class SkippedTime:
    """The clocks go forward over it on that day."""

    day: date


def next_start(
    month: int, day: int, hour: int, minute: int, *, zone: ZoneInfo, at: datetime
) -> datetime | NoDate | SkippedTime:
    """The next such wall time after `at`, as an instant in UTC. Of a doubled time, the first."""
    try:
        clock = time(hour, minute)
        date(2000, month, day)  # a leap year, so that it knows every day there is
    except ValueError:
        return NoDate()
    this_year = at.astimezone(zone).year
    for year in range(this_year, this_year + LONGEST_WAIT + 1):
        wall = _wall(year, month, day, clock, zone)
        if wall is None or (start := wall.astimezone(UTC)) <= at:
            continue
        known = start.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
        return start if known else SkippedTime(wall.date())
    return NoDate()


def _wall(year: int, month: int, day: int, clock: time, zone: ZoneInfo) -> datetime | None:
    """The wall time in that year; None for 29 February of most years."""
    try:
        return datetime.combine(date(year, month, day), clock, tzinfo=zone)
    except ValueError:
        return None


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """This wall time as an instant in UTC. Of a doubled time, the first; of one that the clocks go
    over, as much later."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def noon(day: date, zone: ZoneInfo) -> datetime:
    """An instant of that day which every zone has, to name the day by."""
    return datetime.combine(day, time(12), tzinfo=zone)
