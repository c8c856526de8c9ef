"""How long to wait before the next try: full jitter, so that many who failed at once spread out."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Backoff:
    """Pauses that double from one time to the next, each drawn between nothing and its length."""

    first: timedelta
    longest: timedelta
    draw: Callable[[float, float], float] = random.uniform

    def pause(self, times: int) -> timedelta:
        """The pause after it went wrong `times` times before."""
        limit = min(self.longest, self.first * 2 ** min(times, 20))
        return timedelta(seconds=self.draw(0, limit.total_seconds()))
