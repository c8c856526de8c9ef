"""The highest rate that each opponent keeps up, found by halving what is left, the two in turn."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.chain_opponents import Opponent
from bench.chain_steps import Step, step
from bench.report import say

RATES = (40, 60, 80, 100, 120, 140, 160)


@dataclass
class Search:
    """What is known of one opponent: below `low` it keeps up, from `high` on it does not."""

    opponent: Opponent
    rates: Sequence[int] = RATES
    low: int = 0
    high: int = len(RATES)
    kept: Step | None = None
    """The step of the highest rate that it kept up."""

    tries: int = 0
    """Which try of that rate it was."""

    @property
    def open(self) -> bool:
        """Whether there are rates of which nothing is known."""
        return self.low < self.high

    @property
    def at_top(self) -> bool:
        """Whether it kept up the highest rate there is to try."""
        return self.low == len(self.rates)

    async def halve(self, seconds: float) -> None:
        """Try the rate in the middle; once again where it was near."""
        middle = (self.low + self.high) // 2
        for number in (1, 2):
            done = await step(self.opponent, self.rates[middle], seconds)
            if done.passed:
                self.low, self.kept, self.tries = middle + 1, done, number
                return
            if number == 2 or not done.near:
                break
            say(f"  {self.opponent.name:8} {done.rate:5.0f}/s: once again, it was near")
        self.high = middle


async def search(
    opponents: Sequence[Opponent], rates: Sequence[int], seconds: float
) -> list[Search]:
    """In turn, so that a slow hour of the machine meets both."""
    found = [Search(each, rates, high=len(rates)) for each in opponents]
    while any(each.open for each in found):
        for each in found:
            if each.open:
                await each.halve(seconds)
    return found
