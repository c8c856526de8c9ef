"""Which slots of one offering are free, and why another start is none."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.calendar import (
    Opening,
    Pace,
    Taken,
    TimeRange,
    free_starts,
    openings_on,
)
from services.booking.domain.catalog import Approval
from services.booking.domain.errors import Refusal

REACH = timedelta(days=31)
"""How far a list of slots may span, and how far to either side suggestions are looked for."""

_DAY = timedelta(days=1)
_LEAST = timedelta.resolution


@dataclass(frozen=True)
class Performer:
    """A resource that performs the offering: when it is there, and when it is taken."""

    resource_id: UUID
    name: str
    openings: tuple[Opening, ...]
    taken: Taken = field(default_factory=Taken, compare=False)


@dataclass(frozen=True)
class Slot:
    """Bookable time, and who is free then, the preferred first."""

    time: TimeRange
    resource_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Schedule:
    """An offering with its performers, the preferred first, and what they already do."""

    zone: ZoneInfo
    approval: Approval
    offering_id: UUID
    offering_name: str
    pace: Pace
    performers: tuple[Performer, ...]

    def slots(self, first: datetime, end: datetime, *, backwards: bool = False) -> Iterator[Slot]:
        """The free slots that start at `first` or later and before `end`, in the order of time."""
        for day in self._days(first, end, backwards=backwards):
            slots = self._slots_of(day)
            for slot in reversed(slots) if backwards else slots:
                if first <= slot.time.start < end:
                    yield slot

    def nearest(self, near: datetime, count: int, now: datetime) -> list[Slot]:
        """The free slots nearest to an instant, in the order of time; none that has begun.

        Of two that are equally near the later one is taken.
        """
        first, end = now + _LEAST, near + REACH
        later = self.slots(max(near, first), end)
        earlier = self.slots(max(near - REACH, first), near, backwards=True)
        outwards = heapq.merge(later, earlier, key=lambda slot: abs(slot.time.start - near))
        return sorted(islice(outwards, count), key=lambda slot: slot.time)

    def refusal(self, start: datetime, now: datetime) -> Refusal | None:
        """Why no slot starts then, or None. Whether it is taken is another question.

        So near to closing that the rest of the opening is too short, the tenant is open all the
        same: no slot starts then, but it is not outside the opening hours.
        """
        if start <= now:
            return Refusal.SLOT_IN_THE_PAST
        openings = [each for who in self.performers for each in self._openings_at(who, start)]
        if not openings:
            return Refusal.OUTSIDE_OPENING_HOURS
        if not any(self.pace.starts_in(each, start) for each in openings):
            return Refusal.START_NOT_OFFERED
        return None

    def free_at(self, start: datetime) -> list[Performer]:
        """Who can perform it then, the preferred first."""
        wanted = self.pace.taken(start)
        return [
            who
            for who in self.performers
            if who.taken.until(wanted) is None
            and any(self.pace.starts_in(each, start) for each in self._openings_at(who, start))
        ]

    def _openings_at(self, performer: Performer, instant: datetime) -> Iterator[TimeRange]:
        for day in self._days(instant, instant):
            for opening in openings_on(day, performer.openings, self.zone):
                if opening.start <= instant < opening.end:
                    yield opening

    def _slots_of(self, day: date) -> list[Slot]:
        free: dict[datetime, list[UUID]] = {}
        for who in self.performers:
            for opening in openings_on(day, who.openings, self.zone):
                for start in free_starts(opening, self.pace, who.taken):
                    free.setdefault(start, []).append(who.resource_id)
        return [Slot(self.pace.offered(start), tuple(free[start])) for start in sorted(free)]

    def _days(self, first: datetime, last: datetime, *, backwards: bool = False) -> Iterator[date]:
        """The days on the wall that may touch these instants.

        One more to either side: a clock that is put back at midnight shows yesterday again.
        """
        begin = first.astimezone(self.zone).date() - _DAY
        count = (last.astimezone(self.zone).date() + _DAY - begin).days + 1
        numbers = range(count - 1, -1, -1) if backwards else range(count)
        return (begin + timedelta(days=number) for number in numbers)
