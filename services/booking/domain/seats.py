"""The occurrences of a group offering as slots, and who could perform them."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from services.booking.domain.errors import Refusal
from services.booking.domain.occurrences import Occurrences, Standing
from services.booking.domain.schedule import Performer, Schedule, days_between, wall_of
from services.booking.domain.slot import Slot
from services.booking.domain.spans import range_of


class Seats:
    """A group offering: what is left of each of its occurrences."""

    def __init__(self, schedule: Schedule, occurrences: Occurrences) -> None:
        self.schedule = schedule
        self.occurrences = occurrences

    def slots(self, day: date, party: int) -> Iterator[Slot]:
        """The occurrences of the day that have so many seats left and somebody to perform them."""
        for start in self.occurrences.on(day):
            left = self.left(start)
            if left >= party and (slot := self._slot(start, left, day)):
                yield slot

    def left(self, start: int) -> int:
        """How many seats are left of the occurrence that starts then."""
        return self.occurrences.group.seats - self._standing(start).seats_taken

    def starts_at(self, start: int) -> bool:
        """Whether an occurrence starts then."""
        zone = self.occurrences.zone
        return any(start in self.occurrences.on(day) for day in days_between(start, start, zone))

    def refusal(self, start: int) -> Refusal | None:
        """Why no occurrence starts then: none does that day, or at another time of it."""
        if self.starts_at(start):
            return None
        day = wall_of(start, self.occurrences.zone).date()
        if self.occurrences.on(day):
            return Refusal.START_NOT_OFFERED
        return Refusal.OUTSIDE_OPENING_HOURS

    def stands(self, start: int) -> bool:
        """Whether seats of it are booked, so that it has its place already."""
        standing = self._standing(start)
        return standing.seats_taken > 0 or standing.resource_id is not None

    def free(self, start: int, day: date) -> list[Performer]:
        """Who could perform one that has no place yet, the preferred first."""
        taken = self.schedule.pace.taken(start)
        return [each for each in self.schedule.preferred(day, 0) if each.taken.is_free(taken)]

    def performed_by(self, start: int, day: date) -> tuple[UUID, ...] | None:
        """Who performs it, or could; empty: it takes place without anybody; None: it cannot."""
        only = self.schedule.only
        if self.stands(start):
            resource_id = self._standing(start).resource_id
            mine = only is None or resource_id == only
            return ((resource_id,) if resource_id else ()) if mine else None
        free = tuple(each.resource_id for each in self.free(start, day))
        return free if free or not self.schedule.performers else None

    def _standing(self, start: int) -> Standing:
        return self.schedule.standing.get(start, Standing(0))

    def _slot(self, start: int, left: int, day: date) -> Slot | None:
        performed_by = self.performed_by(start, day)
        if performed_by is None:
            return None
        time = range_of((start, start + self.schedule.pace.length))
        return Slot(time, performed_by, seats_left=left)


def seats_of(parts: Sequence[Schedule]) -> Seats | None:
    """Of a group offering, which is a visit by itself."""
    occurrences = parts[0].occurrences
    return Seats(parts[0], occurrences) if occurrences else None
