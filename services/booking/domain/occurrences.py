"""When do group offerings take place, and who has booked a seat?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.calendar import Pace
from services.booking.domain.days import takes_place
from services.booking.domain.holidays import closed_dates
from services.booking.domain.hours import Group, Rules
from services.booking.domain.spans import Span, second_of
from services.booking.domain.wall_time import first_instant


@dataclass(frozen=True)
class Standing:
    """An occurrence of which seats were booked before."""

    seats_taken: int
    resource_id: UUID | None = None
    """Who performs it; None: nobody."""


@dataclass(frozen=True, eq=False)
class Occurrences:
    """The occurrences of a group offering, read in one zone. Compared by identity: what was found
    out of one day is remembered of the object."""

    offering_id: UUID
    zone: ZoneInfo
    group: Group
    pace: Pace
    rules: Rules = field(default_factory=Rules)

    def on(self, day: date) -> tuple[int, ...]:
        """The seconds in which one starts that day. Those of the week fall out where the tenant is
        closed; those of a date take place.

        A time that the clock skips means the moment of the skip; on a day that it skips whole
        there is none.
        """
        return _on(self, day)

    def taken(self, first: date, last: date) -> Iterator[Span]:
        """For how long those of these days take whoever performs them, buffers included."""
        for number in range((last - first).days + 1):
            for start in self.on(first + timedelta(days=number)):
                yield self.pace.seconds.taken(start)


@lru_cache(maxsize=16_384)
def _on(occurrences: Occurrences, day: date) -> tuple[int, ...]:
    group, zone = occurrences.group, occurrences.zone
    minutes = set(_of_the_week(occurrences, day))
    minutes |= {each.start_minute for each in group.dated if each.date == day}
    midnight = datetime.combine(day, time())
    instants = {first_instant(midnight + timedelta(minutes=each), zone) for each in minutes}
    shown = (each for each in instants if each.astimezone(zone).date() == day)
    return tuple(sorted(map(second_of, shown)))


def _of_the_week(occurrences: Occurrences, day: date) -> Iterator[int]:
    rules = occurrences.rules
    for each in occurrences.group.weekly:
        if each.weekday == day.isoweekday():
            closed = closed_dates(rules.holiday_country, rules.holiday_region, [day.year])
            if takes_place(day, each.start_minute, rules, closed):
                yield each.start_minute
