"""One step of load: so many messages at a rate, until their answers and statuses are through."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bench.chain_opponents import Opponent, transactions
from bench.report import say

EMPTY_SECONDS = 0.5
"""A rate is kept up if so long after the last message was due nothing waits: no message and no
answer. After 20 s, that leaves room for 2.5 % more than what is kept up."""
CAUGHT_UP_SECONDS = 1.5
"""Nor, so long after, a status that is due: they gather for half a second, by design."""
NEAR_SECONDS = 2.0
"""A queue that is empty so soon may owe its length to one hiccup of the machine."""
LATE_SECONDS = 0.1
"""A generator later than this did not send at the rate."""
STATISTICS_SECONDS = 1.2
"""After so long PostgreSQL has told its statistics of everything."""

APART = ("generator", "bench", "sandbox")
"""Processes that measure, or play the outside world."""


@dataclass(frozen=True)
class Step:
    """What happened. `cpu` and `counts` include the statuses of these messages."""

    rate: float
    count: int
    waited: tuple[float, ...]
    """Milliseconds from when a message was due until its answer was accepted, sorted."""
    failed: int
    late: float
    drained: float
    """Seconds after the last message was due until nothing waited for an answer."""
    caught_up: float
    """Seconds after it until no status waited that was due."""
    cpu: Mapping[str, float]
    counts: Mapping[str, float]

    @property
    def passed(self) -> bool:
        """Whether all were sent in time, everything was answered, and the queue empty soon."""
        soon = self.drained <= EMPTY_SECONDS and self.caught_up <= CAUGHT_UP_SECONDS
        return soon and self.in_time and not self.failed

    @property
    def in_time(self) -> bool:
        """Whether the generator sent at the rate."""
        return self.late <= LATE_SECONDS

    @property
    def near(self) -> bool:
        """Whether it is worth another try."""
        return not self.failed and (not self.in_time or self.caught_up <= NEAR_SECONDS)

    def at(self, share: float) -> float:
        """The wait that this share of the messages did not exceed."""
        if not self.waited:
            return float("nan")
        return self.waited[min(len(self.waited) - 1, int(len(self.waited) * share))]

    def price(self, *processes: str) -> float:
        """Milliseconds of CPU a message, of these processes together."""
        return sum(self.cpu[name] for name in processes) * 1000 / self.count

    def whole_price(self) -> float:
        """Of all that answers, PostgreSQL included; generator and sandbox apart."""
        return self.price(*(n for n in self.cpu if n not in APART and not n.startswith("SQL ")))

    def per_message(self, count: str) -> float:
        """How many of these there were for each message."""
        return self.counts[count] / self.count


async def step(opponent: Opponent, rate: float, seconds: float) -> Step:
    """Send at the rate for so long, and wait until all of it is through.

    It ends when PostgreSQL has told its statistics, so the next one begins at once.
    """
    counts = _counted(opponent)
    cpu = opponent.spent()
    count = int(rate * seconds)
    sent = await opponent.load.ask(what="send", rate=rate, count=count)
    drained = max(0.0, await opponent.until_answered() - sent["end"])
    caught_up = max(0.0, await opponent.until_caught_up() - sent["end"])
    await opponent.until_told()
    after = opponent.spent()
    told = await opponent.load.ask(what="answers")
    await asyncio.sleep(STATISTICS_SECONDS)
    counted = _counted(opponent)
    done = Step(
        rate=rate,
        count=count,
        waited=tuple(sorted(told["waited"])),
        failed=sent["refused"] + told["unanswered"],
        late=sent["late"],
        drained=drained,
        caught_up=caught_up,
        cpu={name: spent - cpu[name] for name, spent in after.items()},
        counts={name: number - counts.get(name, 0) for name, number in counted.items()},
    )
    say(f"  {opponent.name:8} {_told(done)}")
    return done


def _counted(opponent: Opponent) -> dict[str, float]:
    return {**opponent.counts(), "transactions": transactions(opponent)}


def _told(done: Step) -> str:
    late = "" if done.in_time else f", generator late {done.late * 1000:.0f} ms"
    return (
        f"{done.rate:5.0f}/s: p50 {done.at(0.5):6.0f} ms, p99 {done.at(0.99):6.0f} ms,"
        f" empty after {done.drained:.2f} s ({done.caught_up:.2f}),"
        f" CPU {done.whole_price():.1f} ms a message, {done.failed} failed{late}"
    )
