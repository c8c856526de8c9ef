"""Stretches of time, of the week, and how long what is offered takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple


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

    @cached_property
    def seconds(self) -> "PaceSeconds":
        """The same in numbers."""
        lengths = self.length, self.step, self.buffer_before, self.buffer_after
        return PaceSeconds(*(each // timedelta(seconds=1) for each in lengths))

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


class PaceSeconds(NamedTuple):
    """A pace in whole seconds; starts are seconds too, counted since 1970."""

    length: int
    step: int
    before: int
    after: int

    def taken(self, start: int) -> tuple[int, int]:
        """For how long the resource is taken: buffers included."""
        return start - self.before, start + self.length + self.after

    def starts_in(self, opening: tuple[int, int], start: int) -> bool:
        """Whether a slot of this opening starts then."""
        on_the_grid = not (start - opening[0]) % self.step
        return on_the_grid and opening[0] <= start and start + self.length <= opening[1]
