"""When is a resource there, in instants?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.booking.domain.calendar import Opening
from services.booking.domain.days import hours_on
from services.booking.domain.holidays import closed_dates
from services.booking.domain.hours import ResourceHours, Rules
from services.booking.domain.spans import Span, second_of
from services.booking.domain.wall_time import first_instant


@dataclass(frozen=True, eq=False)
class WorkingHours:
    """The hours of a resource and of its tenant, read in one zone. Compared by identity: what was
    found out of one day is remembered of the object."""

    zone: ZoneInfo
    weekly: tuple[Opening, ...] = ()
    own: ResourceHours = field(default_factory=ResourceHours)
    rules: Rules = field(default_factory=Rules)

    def on(self, day: date) -> tuple[Span, ...]:
        """When it is there that day, the earliest first; what the clock skips whole is left out."""
        return _on(self, day)

    def away(self) -> tuple[Span, ...]:
        """Its time off."""
        return _away(self)


@lru_cache(maxsize=16_384)
def _on(hours: WorkingHours, day: date) -> tuple[Span, ...]:
    rules = hours.rules
    closed = closed_dates(rules.holiday_country, rules.holiday_region, [day.year])
    stretches = hours_on(day, hours.weekly, hours.own, rules, closed)
    minutes = ((each.start_minute, each.end_minute) for each in stretches)
    return tuple(_instants(day, minutes, hours.zone))


def _instants(day: date, minutes: Iterator[tuple[int, int]], zone: ZoneInfo) -> Iterator[Span]:
    midnight = datetime.combine(day, time())
    for pair in minutes:
        start, end = (
            second_of(first_instant(midnight + timedelta(minutes=each), zone)) for each in pair
        )
        if start < end:
            yield start, end


@lru_cache(maxsize=1024)
def _away(hours: WorkingHours) -> tuple[Span, ...]:
    found = (
        (first_instant(each.start, hours.zone), first_instant(each.end, hours.zone))
        for each in hours.own.time_off
    )
    return tuple((second_of(start), second_of(end)) for start, end in found if start < end)
