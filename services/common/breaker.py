"""Whether somebody outside is called while calls fail through their own fault.

Closed: calls are made and counted. Open: none is made for a while. Then one call is made to see;
its end decides which of the two comes next.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True)
class BreakerRules:
    """When it opens, and for how long."""

    window: timedelta = timedelta(seconds=60)
    """Calls that ended longer ago do not count."""
    share: float = 0.5
    """Opens where so many of the counted calls failed."""
    at_least: int = 5
    """Fewer calls than these say nothing."""
    open: timedelta = timedelta(seconds=60)
    probe: timedelta = timedelta(seconds=15)
    """A call made to see that did not end in so long is lost: its process is gone."""


@dataclass(frozen=True)
class Tally:
    """Calls that ended within one second."""

    second: int
    """Since 1970."""
    calls: int
    failures: int


@dataclass(frozen=True)
class Breaker:
    """What is known of one that is called. `recent` is in the order of time."""

    recent: tuple[Tally, ...] = ()
    open_until: datetime | None = None
    probe_until: datetime | None = None
    """Somebody makes the call to see, until then."""
    failure_time: datetime | None = None
    """When a call last failed."""

    def state(self, now: datetime) -> BreakerState:
        if self.open_until is None:
            return BreakerState.CLOSED
        return BreakerState.OPEN if now < self.open_until else BreakerState.HALF_OPEN

    def retry_time(self, now: datetime) -> datetime | None:
        """When the next call may be made to see, unless the one that is under way closes it;
        None: calls are made."""
        if self.open_until is None:
            return None
        return max(self.open_until, self.probe_until or self.open_until, now)

    def failed(self, now: datetime, rules: BreakerRules, earlier: tuple[Tally, ...]) -> "Breaker":
        """A call failed, after others that ended well and were not told before (`earlier`). Those
        that were under way when it opened say nothing new."""
        if self.open_until is not None:
            return replace(self, failure_time=now)
        now_failed = Tally(int(now.timestamp()), 1, 1)
        recent = _within(rules.window, now, (*self.recent, *earlier, now_failed))
        counted = replace(self, recent=recent, failure_time=now)
        return counted.opened(now, rules) if _too_many(recent, rules) else counted

    def opened(self, now: datetime, rules: BreakerRules) -> "Breaker":
        """Nobody calls for a while; also after a call made to see that failed."""
        return Breaker(open_until=now + rules.open, failure_time=now)

    def closed(self) -> "Breaker":
        """Calls are made again, and what went before is forgotten."""
        return Breaker(failure_time=self.failure_time)


def _too_many(recent: tuple[Tally, ...], rules: BreakerRules) -> bool:
    calls = sum(each.calls for each in recent)
    failures = sum(each.failures for each in recent)
    return calls >= rules.at_least and failures >= rules.share * calls


def _within(window: timedelta, now: datetime, tallies: tuple[Tally, ...]) -> tuple[Tally, ...]:
    """Those of the window, one for each second."""
    oldest = (now - window).timestamp()
    by_second = dict[int, Tally]()
    for each in tallies:
        if each.second >= oldest:
            same = by_second.get(each.second, Tally(each.second, 0, 0))
            by_second[each.second] = Tally(
                each.second, same.calls + each.calls, same.failures + each.failures
            )
    return tuple(by_second[second] for second in sorted(by_second))


class Successes:
    """Calls that ended well in this process and that nobody was told of yet.

    In good times a call costs no write: they are counted here, and told with the next failure,
    for only then do they matter.
    """

    def __init__(self) -> None:
        self._calls: dict[int, int] = {}

    def count(self, now: datetime, rules: BreakerRules) -> None:
        second = int(now.timestamp())
        if second in self._calls:
            self._calls[second] += 1
            return
        self._calls[second] = 1
        oldest = (now - rules.window).timestamp()
        while (first := next(iter(self._calls))) < oldest:
            del self._calls[first]

    def told(self) -> tuple[Tally, ...]:
        """All of them, which are forgotten here."""
        tallies = tuple(Tally(second, calls, 0) for second, calls in self._calls.items())
        self._calls.clear()
        return tallies
