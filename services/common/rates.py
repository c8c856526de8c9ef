"""How often somebody may do something: a bucket for each, filled evenly over the minute.

Counted in this process: with two replicas a caller has up to twice as much.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.common.clock import Clock, utc_now
from services.common.errors import ResourceExhausted

KNOWN_AT_MOST = 10_000
"""Callers; whoever did nothing for longest is forgotten, with a full bucket."""
BURST_SECONDS = 10
"""What nobody used in so long may be used at once."""


@dataclass
class _Bucket:
    left: float
    seen: datetime


class Rates:
    """Buckets by name."""

    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, name: str, per_minute: int) -> None:
        """Count one, or raise ResourceExhausted RATE_LIMITED, which says when to come back."""
        now = self._now()
        most = max(1.0, per_minute * BURST_SECONDS / 60)
        bucket = self._buckets.setdefault(name, _Bucket(most, now))
        self._buckets.move_to_end(name)
        if len(self._buckets) > KNOWN_AT_MOST:
            self._buckets.popitem(last=False)
        passed = max(0.0, (now - bucket.seen).total_seconds())
        bucket.left = min(most, bucket.left + passed * per_minute / 60)
        bucket.seen = now
        if bucket.left < 1:
            wait = timedelta(seconds=(1 - bucket.left) * 60 / per_minute)
            text = f"at most {per_minute} in a minute"
            raise ResourceExhausted("RATE_LIMITED", text, retry_after=wait)
        bucket.left -= 1
