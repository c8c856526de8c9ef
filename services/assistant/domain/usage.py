"""What calls of models use, what that costs, and how much of it a tenant has in a day.

A day is one of UTC for every tenant: so are the bills that these sums are compared with, and a
tenant who moves to another zone has no day twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

OK = "OK"
"""The outcome of a call that was answered; of any other the reason."""

SPAN = timedelta(days=29)
"""How far back is looked where nobody says from when: thirty days."""


class ModelKind(StrEnum):
    """What a model is called for."""

    CHAT = "chat"
    EMBEDDING = "embedding"


class Budget(StrEnum):
    """Whether models are called for a tenant: not once it is SPENT."""

    OPEN = "open"
    WARNED = "warned"
    SPENT = "spent"


@dataclass(frozen=True)
class ModelCall:
    """One call of a model, as it ended."""

    time: datetime
    kind: ModelKind
    model: str
    prompt_tokens: int
    """Of an embedding: those of the texts."""
    completion_tokens: int
    message_id: UUID | None
    """Of ours, the message or the turn that it served; None: no message, as for a new FAQ."""
    duration: timedelta
    outcome: str


@dataclass(frozen=True)
class Cost:
    """What a call cost. No currency: its model has no price."""

    micros: int = 0
    currency_code: str = ""


@dataclass(frozen=True)
class Price:
    """Of a million tokens, in whole units of the currency."""

    prompt: Decimal
    completion: Decimal = Decimal(0)


@dataclass(frozen=True)
class Used:
    """What a tenant used in a day, with all models."""

    tokens: int
    cost_micros: int


@dataclass(frozen=True)
class Today:
    """How far a tenant's budget of a day is used."""

    day: date
    used: Used
    budget: Budget


@dataclass(frozen=True)
class Sums:
    """What the calls of one model used on one day."""

    day: date
    kind: ModelKind
    model: str
    currency_code: str
    calls: int
    failed_calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_micros: int

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is found by, in texts."""
        return self.day.isoformat(), self.kind, self.model, self.currency_code


@dataclass(frozen=True)
class Rules:
    """What models cost, and how much of it each tenant has in a day. 0: as much as it wants."""

    tokens_a_day: int = 0
    cost_micros_a_day: int = 0
    currency_code: str = "USD"
    prices: Mapping[str, Price] = field(default_factory=lambda: MappingProxyType({}))

    def cost(self, call: ModelCall) -> Cost:
        """An amount for a million tokens is as many millionths for one. Rounded up."""
        price = self.prices.get(call.model)
        if price is None:
            return Cost()
        exact = call.prompt_tokens * price.prompt + call.completion_tokens * price.completion
        return Cost(int(exact.to_integral_value(ROUND_CEILING)), self.currency_code)

    def today(self, day: date, used: Used) -> Today:
        """Whichever comes first, tokens or money."""
        shares = (used.tokens, self.tokens_a_day), (used.cost_micros, self.cost_micros_a_day)
        limited = [(part, most) for part, most in shares if most]
        if any(part >= most for part, most in limited):
            return Today(day, used, Budget.SPENT)
        if any(part * 5 >= most * 4 for part, most in limited):
            return Today(day, used, Budget.WARNED)
        return Today(day, used, Budget.OPEN)


def day_of(instant: datetime) -> date:
    """The day of UTC in which it lies."""
    return instant.astimezone(UTC).date()
