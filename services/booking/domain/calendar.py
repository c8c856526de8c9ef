"""When is someone there, and when are they taken?"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.booking.domain.wall_time import first_instant


@dataclass(frozen=True, order=True)
class TimeRange:
    """From `start` up to, not including, `end`: two instants."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"empty time range: {self.start} to {self.end}")

    def overlaps(self, other: "TimeRange") -> bool:
        """Whether they share an instant; ranges that touch share none."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, order=True)
class Opening:
    """A stretch of every week in wall time: ISO weekday, minutes from midnight, end exclusive."""

    weekday: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True)
class Pace:
    """How an offering runs: its slots last `length` and start every `step` from each opening.

    The slot itself lies inside one opening. The buffers only keep the resource from something
    else: they may reach beyond the opening, into the break or the night.
    """

    length: timedelta
    step: timedelta
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)

    def offered(self, start: datetime) -> TimeRange:
        """What the customer gets."""
        return TimeRange(start, start + self.length)

    def taken(self, start: datetime) -> TimeRange:
        """For how long the resource is taken: buffers included."""
        return TimeRange(start - self.buffer_before, start + self.length + self.buffer_after)

    def starts_in(self, opening: TimeRange, start: datetime) -> bool:
        """Whether a slot of this opening starts then."""
        on_the_grid = not (start - opening.start) % self.step
        return on_the_grid and opening.start <= start and start + self.length <= opening.end


class Taken:
    """The stretches in which a resource is taken, to be asked often."""

    def __init__(self, ranges: Iterable[TimeRange] = ()) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        for each in sorted(ranges):
            if self._ends and each.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], each.end)
            else:
                self._starts.append(each.start)
                self._ends.append(each.end)

    def until(self, wanted: TimeRange) -> datetime | None:
        """When the last stretch that overlaps `wanted` ends; None: all of it is free."""
        last = bisect_left(self._starts, wanted.end) - 1
        overlaps = last >= 0 and self._ends[last] > wanted.start
        return self._ends[last] if overlaps else None


def openings_on(day: date, weekly: Sequence[Opening], zone: ZoneInfo) -> Iterator[TimeRange]:
    """The openings of one day as instants; one that the clock skips whole is left out."""
    for opening in weekly:
        if opening.weekday == day.isoweekday():
            start = first_instant(_wall(day, opening.start_minute), zone)
            end = first_instant(_wall(day, opening.end_minute), zone)
            if start < end:
                yield TimeRange(start, end)


def free_starts(opening: TimeRange, pace: Pace, taken: Taken) -> Iterator[datetime]:
    """When slots start in the opening that nothing else overlaps, the earliest first."""
    start = opening.start
    while start + pace.length <= opening.end:
        until = taken.until(pace.taken(start))
        if until is None:
            yield start
            start += pace.step
        else:
            start += _steps_over(until + pace.buffer_before - start, pace.step)


def _steps_over(length: timedelta, step: timedelta) -> timedelta:
    """The fewest whole steps that are at least this long."""
    return -(-length // step) * step


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)
