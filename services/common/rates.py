"""How often somebody may do something: a bucket for each, filled evenly over the minute.

Each process with a door counts by itself: a caller of several services, or of several replicas, has
that many times as much. In the first minute it is up to a sixth more, for a bucket begins full.
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
WRONG_AT_MOST = 20
"""Wrong keys that an address may present in a minute."""
ADDRESSES_AT_MOST = 10_000
_MINUTE = timedelta(minutes=1)


@dataclass
class _Bucket:
    left: float
    seen: datetime


class Rates:
    """Buckets by name."""

    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, name: str, per_minute: int, burst_seconds: int = BURST_SECONDS) -> None:
        """Count one, or raise ResourceExhausted RATE_LIMITED, which says when to come back."""
        now = self._now()
        most = max(1.0, per_minute * burst_seconds / 60)
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


@dataclass
class _Minute:
    begin: datetime
    count: int = 0


class WrongKeys:
    """How many wrong keys an address presented in the minute that began with its first."""

    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now
        self._minutes: OrderedDict[str, _Minute] = OrderedDict()

    def count(self, address: str) -> None:
        """Count one that may be wrong, or raise ResourceExhausted where there were too many."""
        now = self._now()
        minute = self._minutes.get(address)
        if minute is None or now >= minute.begin + _MINUTE:
            minute = self._begun(address, now)
        if minute.count >= WRONG_AT_MOST:
            left = minute.begin + _MINUTE - now
            raise ResourceExhausted("RATE_LIMITED", "too many wrong API keys", retry_after=left)
        minute.count += 1

    def take_back(self, address: str) -> None:
        """It was not wrong."""
        minute = self._minutes.get(address)
        if minute is not None and minute.count:
            minute.count -= 1

    def _begun(self, address: str, now: datetime) -> _Minute:
        self._minutes.pop(address, None)
        minute = self._minutes[address] = _Minute(now)
        if len(self._minutes) > ADDRESSES_AT_MOST:
            self._minutes.popitem(last=False)
        return minute
