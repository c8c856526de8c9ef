"""Seeds: what a run took its chances from, and those of runs that failed.

A seed draws the same again: which point is armed when, how long a pause is, who fails. It does not
repeat how processes were scheduled, and a seed that failed in full is played in the small size: it
is likely to show again what it showed once, and no more.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Played again in `make test`, beside a fresh one.
KEPT: Mapping[str, Sequence[int]] = {
    # After PostgreSQL's return a webhook took 2.4 s: the pool paused between its tries.
    "test_a_database_that_crashes_again_and_again_loses_nothing_acknowledged": (484800310,),
}


@dataclass(frozen=True)
class Seed:
    """`given`: kept from a run that failed, or named by LYO_SEED."""

    number: int
    given: bool

    def chance(self) -> random.Random:
        """Chance that can be had again."""
        print(f"seed {self.number}: repeat with LYO_SEED={self.number}")
        return random.Random(self.number)
