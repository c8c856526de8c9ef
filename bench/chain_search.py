"""The highest rate that each opponent keeps up, found by halving what is left, the two in turn."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.chain_opponents import Opponent
from bench.chain_steps import Step, step
from bench.report import say

RATES = (40, 60, 80, 100, 120, 140, 160)


@dataclass
class Search:
    """What is known of one opponent: below `low` it keeps up, from `high` on it does not."""

    name: str
    rates: Sequence[int]
    low: int = 0
    high: int = field(init=False)
    kept: Step | None = None
    """The step of the highest rate that it kept up."""

    tries: int = 0
    """Which try of that rate it was."""

    again: bool = False
    """Whether `rate` was tried once, and it was near."""

    def __post_init__(self) -> None:
        self.high = len(self.rates)

    @property
    def open(self) -> bool:
        """Whether there are rates of which nothing is known."""
        return self.low < self.high

    @property
    def at_top(self) -> bool:
        """Whether it kept up the highest rate there is to try."""
        return self.low == len(self.rates)

    @property
    def rate(self) -> int:
        """The one to try next, in the middle of those."""
        return self.rates[self._middle]

    @property
    def _middle(self) -> int:
        return (self.low + self.high) // 2

    def learn(self, done: Step) -> None:
        """What a try of `rate` has shown."""
        near = done.near and not self.again
        if done.passed:
            self.low, self.kept, self.tries = self._middle + 1, done, 1 + self.again
        elif not near:
            self.high = self._middle
        self.again = near and not done.passed


async def search(
    opponents: Sequence[Opponent], rates: Sequence[int], seconds: float
) -> list[Search]:
    """In turn, so that a slow hour of the machine meets both."""
    found = {each.name: Search(each.name, rates) for each in opponents}
    while any(each.open for each in found.values()):
        for opponent in opponents:
            known = found[opponent.name]
            if known.open:
                known.learn(await step(opponent, known.rate, seconds))
            if known.again:
                say(f"  {opponent.name:8} {known.rate:5.0f}/s: once again, it was near")
                known.learn(await step(opponent, known.rate, seconds))
    return list(found.values())
