"""Everything about the assistant that may differ between installations."""

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from services.assistant.domain.usage import Price, Rules
from services.common.settings import Environment

OFF = "off"
"""In place of the name of a model: none is called for this purpose."""


class Settings(Environment):
    """Read once, in `__main__`, and passed on as plain values."""

    model_config = SettingsConfigDict(env_prefix="LYO_ASSISTANT_")

    offer_minutes: Annotated[int, Field(gt=0, le=24 * 60)] = 15
    """How long an offered slot may be picked, and a question answered."""

    tenant_cache_seconds: Annotated[int, Field(ge=0, le=3600)] = 30
    """How long a change of a tenant's name, zone, languages or catalogue may go unnoticed."""

    handover_hours: Annotated[int, Field(gt=0, le=24 * 365)] = 12
    """How long a member who answers a customer may be silent, and the customer too, until the
    assistant answers again."""

    openai_api_key: Annotated[
        SecretStr | None,
        Field(validation_alias=AliasChoices("LYO_ASSISTANT_OPENAI_API_KEY", "OPENAI_API_KEY")),
    ] = None
    """The key with which language models are called. None: customers are answered by rules, and
    the FAQ is searched by words."""

    openai_base_url: Annotated[
        str,
        Field(
            pattern=r"^https?://[^\s/@?#]+(/[^\s@?#]*)?$",
            validation_alias=AliasChoices("LYO_ASSISTANT_OPENAI_BASE_URL", "OPENAI_BASE_URL"),
        ),
    ] = "https://api.openai.com/v1"
    """Where they are: any API like OpenAI's. In production https, unless on this machine; no other
    host is called."""

    chat_model: Annotated[str, Field(min_length=1, max_length=200)] = "gpt-5.4-mini"
    """The model that answers customers, or `off`: the rules do."""

    embedding_model: Annotated[str, Field(min_length=1, max_length=200)] = "text-embedding-3-small"
    """The model by which FAQ entries are found by what they mean, or `off`: by their words."""

    embedding_near: Annotated[float, Field(ge=0, le=1)] = 0.45
    """How near, by the cosine, a meaning must be to be offered. It differs from model to model."""

    answer_tokens: Annotated[int, Field(ge=100, le=100_000)] = 2000
    """How many tokens one answer may have, with what a model thinks before it speaks."""

    tokens_a_day: Annotated[int, Field(ge=0)] = 1_000_000
    """How many tokens of models a tenant has in a day of UTC; then its customers are answered by
    rules until the next. 0: as many as it wants."""

    money_a_day: Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=6)] = Decimal(5)
    """The same in money, of models that have a price: what is used up first counts. 0: as much as
    it wants."""

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "USD"
    """In what prices of models, and that money, are told: ISO 4217."""

    prices: Annotated[Mapping[str, Price], NoDecode] = Field(default_factory=dict)
    """What models cost, as JSON: `{"model": {"prompt": 0.25, "completion": 2}}` for a million
    tokens each; an embedding model has a `prompt` alone. What has no price costs nothing here."""

    usage_days: Annotated[int, Field(ge=1, le=3650)] = 400
    """For how many days each call of a model is kept. Sums by day are kept for good."""

    @field_validator("prices", mode="before")
    @classmethod
    def _prices(cls, text: Any) -> Any:
        return prices_of(text) if isinstance(text, str) else text

    @property
    def usage_rules(self) -> Rules:
        cost = int(self.money_a_day.scaleb(6))
        return Rules(self.tokens_a_day, cost, self.currency, self.prices)

    @property
    def usage_kept(self) -> timedelta:
        return timedelta(days=self.usage_days)

    @property
    def open_for(self) -> timedelta:
        return timedelta(minutes=self.offer_minutes)

    @property
    def handover_idle(self) -> timedelta:
        return timedelta(hours=self.handover_hours)

    @property
    def tenant_cache(self) -> timedelta:
        return timedelta(seconds=self.tenant_cache_seconds)


def prices_of(text: str) -> dict[str, Price]:
    """What models cost, out of a line of JSON; ValueError where it cannot be read as that."""
    try:
        told = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=str)
        prices = {
            model: Price(**{name: Decimal(amount) for name, amount in each.items()})
            for model, each in told.items()
        }
    except (ValueError, TypeError, AttributeError, InvalidOperation, RecursionError):
        raise ValueError('say {"model": {"prompt": 0.25, "completion": 2}}') from None
    amounts = [each for price in prices.values() for each in (price.prompt, price.completion)]
    if not all(each.is_finite() and 0 <= each <= 1_000_000 for each in amounts):
        raise ValueError("a million tokens cost from 0 to 1000000")
    return prices
