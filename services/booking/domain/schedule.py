"""When can one offering begin, and who is free then?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.calendar import PaceSeconds
from services.booking.domain.catalog import Approval, Offering
from services.booking.domain.errors import Refusal
from services.booking.domain.hours import Rules
from services.booking.domain.occurrences import Occurrences, Standing
from services.booking.domain.spans import Span, Taken, day_span, instant_of
from services.booking.domain.working_hours import WorkingHours

REACH = timedelta(days=31)
"""How far a list of slots may span, and how far to either side suggestions are looked for."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Performer:
    """A resource that performs the offering: when it is there, and when it is taken."""

    resource_id: UUID
    name: str
    hours: WorkingHours
    taken: Taken = field(default_factory=Taken, compare=False)
    booked: Taken = field(default_factory=Taken, compare=False)
    """What of `taken` are bookings, in contrast to time off."""
    capacity: int = 0
    rank: int = 0

    def holds(self, party: int) -> bool:
        """Whether it is large enough."""
        return not self.capacity or party <= self.capacity

    def is_there(self, span: Span) -> bool:
        """Whether one of its openings holds the whole span."""
        openings = self.openings_at(span[0])
        return any(span[1] <= end for _, end in openings)

    def openings_at(self, second: int) -> Iterator[Span]:
        for day in days_between(second, second, self.hours.zone):
            for opening in self.hours.on(day):
                if opening[0] <= second < opening[1]:
                    yield opening


@dataclass(frozen=True)
class Schedule:
    """An offering with its performers, by name, and what they already do."""

    offering: Offering
    zone: ZoneInfo
    rules: Rules
    approval: Approval
    performers: tuple[Performer, ...] = ()
    occurrences: Occurrences | None = None
    """Of a group offering."""
    standing: Mapping[int, Standing] = field(default_factory=dict)
    """Its occurrences of which seats were booked, by the second in which they start."""
    only: UUID | None = None
    """The one resource that was asked for."""

    @property
    def pace(self) -> PaceSeconds:
        return self.offering.pace.seconds

    @property
    def most(self) -> int | None:
        """For how many people it is at most; None: for any number."""
        group, most = self.offering.group, self.offering.party.most
        found = [] if most is None else [most]
        if group is not None:
            found.append(group.seats)
        elif self.performers and all(each.capacity for each in self.performers):
            found.append(max(each.capacity for each in self.performers))
        return min(found, default=None)

    def performed_by(self, resource_id: UUID) -> "Schedule":
        """The same, done by this one only."""
        mine = tuple(each for each in self.performers if each.resource_id == resource_id)
        return replace(self, performers=mine)

    def fitting(self, party: int) -> list[Performer]:
        """Who is large enough."""
        return [each for each in self.performers if each.holds(party)]

    def preferred(self, day: date, party: int) -> list[Performer]:
        """Who is large enough: by rank, the smallest, with the least to do that day, by name."""
        span = day_span(day, self.zone)
        return sorted(
            self.fitting(party),
            key=lambda each: (each.rank, each.capacity, each.booked.within(span)),
        )

    def free_starts(self, performer: Performer, day: date) -> list[range]:
        """When slots with the performer start that day that nothing else overlaps, in order."""
        pace, taken = self.pace, performer.taken
        return [
            _starts(opening[0], gap, pace)
            for opening in performer.hours.on(day)
            for gap in taken.gaps(opening[0] - pace.before, opening[1] + pace.after)
        ]

    def may_start(self, performer: Performer, start: int) -> bool:
        """Whether a slot with the performer starts then, taken or not."""
        return any(self.pace.starts_in(each, start) for each in performer.openings_at(start))

    def is_free(self, performer: Performer, start: int) -> bool:
        """Whether the performer could do it then."""
        return performer.taken.is_free(self.pace.taken(start)) and self.may_start(performer, start)

    def refusal(self, start: int, party: int, *, follows: bool = False) -> Refusal | None:
        """Why it cannot begin then, or None. Whether it is taken is another question.

        So near to closing that the rest of the opening is too short, the tenant is open all the
        same: no slot starts then, but it is not outside the opening hours. What follows another
        part of a visit begins whenever that ends.
        """
        who = self.fitting(party)
        if not any(True for each in who for _ in each.openings_at(start)):
            return Refusal.OUTSIDE_OPENING_HOURS
        span = start, start + self.pace.length
        if any(each.is_there(span) if follows else self.may_start(each, start) for each in who):
            return None
        return Refusal.START_NOT_OFFERED


def days_between(
    first: int, last: int, zone: ZoneInfo, *, backwards: bool = False
) -> Iterator[date]:
    """The days on the wall that may touch these seconds.

    One more to either side: a clock that is put back at midnight shows yesterday again.
    """
    begin = instant_of(first).astimezone(zone).date() - _DAY
    count = (instant_of(last).astimezone(zone).date() + _DAY - begin).days + 1
    numbers = range(count - 1, -1, -1) if backwards else range(count)
    return (begin + timedelta(days=number) for number in numbers)


def wall_of(second: int, zone: ZoneInfo) -> datetime:
    """What the clock of the zone shows in that second."""
    return instant_of(second).astimezone(zone)


def _starts(opens: int, gap: Span, pace: PaceSeconds) -> range:
    """On the grid that begins when it opens."""
    begin = opens + _steps_over(gap[0] + pace.before - opens, pace.step)
    return range(begin, gap[1] - pace.after - pace.length + 1, pace.step)


def _steps_over(length: int, step: int) -> int:
    """The fewest whole steps that are at least this long."""
    return -(-length // step) * step
