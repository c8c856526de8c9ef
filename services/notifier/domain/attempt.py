"""A call of a provider for a message, as it is remembered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notifier.domain.outcomes import Accepted, Outcome, Refused, TryAgain, Unclear

NAMES = {
    Accepted: "accepted",
    Refused: "refused",
    TryAgain: "try_again",
    Unclear: "unclear",
}
"""Outcomes, as they are stored, counted and logged."""


@dataclass(frozen=True)
class Attempt:
    """`duration` None: it is under way, or its end is not known; so is an empty `outcome`."""

    number: int
    provider: str
    channel_id: UUID
    begin_time: datetime
    duration: timedelta | None = None
    outcome: str = ""
    reason: str = ""
    provider_detail: str = ""


@dataclass(frozen=True)
class Ended:
    """A call that came to an end, whichever."""

    number: int
    outcome: Outcome
    duration: timedelta

    @property
    def name(self) -> str:
        return NAMES[type(self.outcome)]

    @property
    def reason(self) -> str:
        return "" if isinstance(self.outcome, Accepted) else self.outcome.reason

    @property
    def detail(self) -> str:
        return "" if isinstance(self.outcome, Accepted) else self.outcome.detail
