"""How the channels of a tenant and the providers behind them do."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.common.breaker import Breaker
from services.notifier.domain.standing import Pauses


@dataclass(frozen=True)
class Counts:
    """What was counted of a channel in a stretch of time, by calls and by messages."""

    calls: int = 0
    """Those that ended."""
    accepted: int = 0
    average: timedelta = timedelta()
    success_time: datetime | None = None
    """When a call was last accepted, in that time or before."""
    delivered: int = 0
    failed: int = 0
    """Messages that ended so after a call."""
    queued: int = 0
    """Messages that wait now."""

    @property
    def success_rate(self) -> float:
        """0 to 1; 1 where there were no calls."""
        return self.accepted / self.calls if self.calls else 1.0


@dataclass(frozen=True)
class ProviderHealth:
    """How a channel does. One without a credential has no account yet."""

    channel_id: UUID
    provider: str = ""
    account: str = ""
    counts: Counts = field(default_factory=Counts)
    breaker: Breaker = field(default_factory=Breaker)
    pauses: Pauses = field(default_factory=Pauses)


@dataclass(frozen=True)
class TenantHealth:
    """Whether the tenant's customers are written to unasked, and how each of its channels does, the
    one that is asked for first at the beginning."""

    notifications_enabled: bool
    percentage: int
    providers: tuple[ProviderHealth, ...]
