"""One step of load: so many messages at a rate, until their answers and statuses are through."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bench.chain_opponents import Opponent, transactions
from bench.report import say

EMPTY_SECONDS = 2.0
"""A rate is kept up if so long after its end nobody waits for an answer."""
LATE_SECONDS = 0.5
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
    cpu: Mapping[str, float]
    counts: Mapping[str, float]

    @property
    def passed(self) -> bool:
        """Whether everything was answered, and the queue empty soon after."""
        return not self.failed and self.drained <= EMPTY_SECONDS

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
    """Send at the rate for so long, and wait until all of it is through."""
    counts = await _counted(opponent)
    cpu = opponent.cpu()
    count = int(rate * seconds)
    sent = await opponent.load.ask(what="send", rate=rate, count=count)
    drained = max(0.0, await opponent.until_answered() - sent["end"])
    await opponent.until_told()
    after = opponent.cpu()
    told = await opponent.load.ask(what="answers")
    counted = await _counted(opponent)
    done = Step(
        rate=rate,
        count=count,
        waited=tuple(sorted(told["waited"])),
        failed=sent["refused"] + told["unanswered"],
        late=sent["late"],
        drained=drained,
        cpu={name: spent - cpu[name] for name, spent in after.items()},
        counts={name: number - counts.get(name, 0) for name, number in counted.items()},
    )
    say(f"  {opponent.name:8} {_told(done)}")
    return done


async def _counted(opponent: Opponent) -> dict[str, float]:
    await asyncio.sleep(STATISTICS_SECONDS)
    return {**opponent.counts(), "transactions": transactions(opponent)}


def _told(done: Step) -> str:
    late = f", generator late {done.late * 1000:.0f} ms" if done.late > LATE_SECONDS else ""
    return (
        f"{done.rate:5.0f}/s: p50 {done.at(0.5):6.0f} ms, p99 {done.at(0.99):6.0f} ms,"
        f" empty after {done.drained:.2f} s, CPU {done.whole_price():.1f} ms a message,"
        f" {done.failed} failed{late}"
    )
