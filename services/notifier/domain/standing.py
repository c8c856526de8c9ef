"""What stands in the way of a message just before its call: pauses, the breaker, the pace of its
recipient. The pace of the number is drawn in portions, and is asked for last."""

from dataclasses import dataclass, field
from datetime import datetime

from services.common.breaker import Breaker, BreakerState
from services.notifier.domain.message import Message
from services.notifier.domain.pace import Pace, Rank, rank_of


@dataclass(frozen=True)
class Pauses:
    """Until when a sender sends nothing, nothing that was not asked for, no campaign."""

    until: datetime | None = None
    reason: str = ""
    stopped: bool = False
    """Once the pause is over, one call is made to see whether it may go on."""
    unasked_until: datetime | None = None
    campaigns_until: datetime | None = None
    campaigns_reason: str = ""


@dataclass(frozen=True)
class Held:
    """A message may not leave before `until`."""

    until: datetime
    reason: str
    shared: bool = True
    """Others wait for the same; else it is about this recipient alone."""


@dataclass(frozen=True)
class Standing:
    """All that was stored about the sender, the recipient and the provider's account."""

    pauses: Pauses = field(default_factory=Pauses)
    number_time: datetime | None = None
    """Up to when the room of the number is taken."""
    recipient_paused_until: datetime | None = None
    pair_time: datetime | None = None
    """Up to when the room of sender and recipient is taken."""
    breaker: Breaker = field(default_factory=Breaker)

    def holds(self, message: Message, now: datetime, pair: Pace | None) -> Held | None:
        """The first thing that holds the message at `now`, if any does."""
        return (
            self._paused(message, now)
            or self._broken(now)
            or self._recipient(now)
            or (self._paired(now, pair) if pair else None)
        )

    def _paused(self, message: Message, now: datetime) -> Held | None:
        pauses, rank = self.pauses, rank_of(message.purpose)
        found = [(pauses.until, pauses.reason or "SENDER_PAUSED")]
        if rank is not Rank.REPLY:
            found.append((pauses.unasked_until, "LIMIT_REACHED"))
        if rank is Rank.CAMPAIGN:
            found.append((pauses.campaigns_until, pauses.campaigns_reason or "CAMPAIGNS_PAUSED"))
        held = [Held(until, reason) for until, reason in found if until and now < until]
        return max(held, key=lambda each: each.until, default=None)

    def _broken(self, now: datetime) -> Held | None:
        retry_time = self.breaker.retry_time(now)
        if retry_time is None or retry_time <= now:
            return None
        return Held(retry_time, "PROVIDER_DOWN")

    def _recipient(self, now: datetime) -> Held | None:
        until = self.recipient_paused_until
        if until is None or until <= now:
            return None
        return Held(until, "RECIPIENT_RATE_LIMITED", shared=False)

    def _paired(self, now: datetime, pair: Pace) -> Held | None:
        wait = pair.wait(self.pair_time, now)
        return Held(now + wait, "RECIPIENT_PACED", shared=False) if wait else None

    def looks(self) -> bool:
        """Whether the next call is one to see whether the sender may go on."""
        return self.pauses.stopped

    def probes(self, now: datetime) -> bool:
        """Whether the next call is one to see whether the provider is back."""
        return self.breaker.state(now) is BreakerState.HALF_OPEN
