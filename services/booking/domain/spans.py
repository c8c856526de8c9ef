"""Time in whole seconds since 1970: free time is cut in numbers, which are quick to compare."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from typing import Self
from zoneinfo import ZoneInfo

from services.booking.domain.calendar import TimeRange
from services.booking.domain.wall_time import first_instant

Span = tuple[int, int]
"""From one second up to, not including, another."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def second_of(instant: datetime) -> int:
    """The second in which the instant lies."""
    return (instant - _EPOCH) // _SECOND


def second_from(instant: datetime) -> int:
    """The first second that does not begin before the instant."""
    return -((_EPOCH - instant) // _SECOND)


def instant_of(second: int) -> datetime:
    """When the second begins, in UTC."""
    return datetime.fromtimestamp(second, UTC)


def range_of(span: Span) -> TimeRange:
    return TimeRange(instant_of(span[0]), instant_of(span[1]))


@lru_cache(maxsize=4096)
def day_span(day: date, zone: ZoneInfo) -> Span:
    """The day on the wall of the zone, from its first instant to that of the next day."""
    midnight = datetime.combine(day, time())
    ends = midnight, midnight + timedelta(days=1)
    first, last = (second_of(first_instant(each, zone)) for each in ends)
    return first, last


class Taken:
    """The stretches in which a resource is taken, to be asked often."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    @classmethod
    def of(cls, starts: list[int], ends: list[int]) -> Self:
        """From stretches that are in order and do not touch."""
        taken = cls()
        taken._starts, taken._ends = starts, ends
        return taken

    def also(self, spans: Sequence[Span]) -> "Taken":
        """With other stretches too."""
        if not spans:
            return self
        return Taken(chain(zip(self._starts, self._ends, strict=True), spans))

    def gaps(self, first: int, last: int) -> list[Span]:
        """What is free between these two seconds."""
        found = []
        at = bisect_right(self._ends, first)
        while at < len(self._starts) and self._starts[at] < last:
            if first < self._starts[at]:
                found.append((first, self._starts[at]))
            first = self._ends[at]
            at += 1
        if first < last:
            found.append((first, last))
        return found

    def is_free(self, span: Span) -> bool:
        """Whether nothing overlaps it; what touches does not."""
        at = bisect_right(self._ends, span[0])
        return at == len(self._starts) or self._starts[at] >= span[1]

    def within(self, span: Span) -> int:
        """How many seconds of it are taken."""
        first, last = span
        begin, end = bisect_right(self._ends, first), bisect_left(self._starts, last)
        if begin >= end:
            return 0
        whole = sum(self._ends[begin:end]) - sum(self._starts[begin:end])
        before = max(0, first - self._starts[begin])
        return whole - before - max(0, self._ends[end - 1] - last)
