"""What calls of models use: every call is kept, counted, and held against the tenant's budget."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.assistant.domain.usage import (
    OK,
    Budget,
    ModelCall,
    ModelKind,
    Rules,
    Sums,
    Today,
    day_of,
)
from services.assistant.storage.usage import UsageRepository
from services.common import metrics, requests
from services.common.database import Connection, Database
from services.common.fields import RequestKey, derived
from services.common.logs import event

log = logging.getLogger(__name__)

BUDGETS = metrics.counter(
    "assistant_budgets_total",
    "Days of tenants whose budget for models came to be `warned` (four fifths) or `spent`.",
    ["budget"],
)
for _each in (Budget.WARNED, Budget.SPENT):
    BUDGETS.labels(_each)  # an alert does not see the first of a series that was not there


@dataclass(frozen=True)
class Listed:
    """Sums of some days, and today."""

    sums: list[Sums]
    today: Today


class UsageUseCases:
    """Keeps what models are called for, and knows when that is enough."""

    def __init__(self, database: Database, rules: Rules) -> None:
        self.database = database
        self.rules = rules

    async def record(
        self,
        tenant_id: UUID,
        *,
        kind: ModelKind,
        model: str,
        prompt_tokens: int,
        completion_tokens: int,
        message_id: UUID | None,
        duration: timedelta = timedelta(),
        outcome: str = OK,
        now: datetime,
    ) -> Budget:
        """Keep one call that ended; what is left of the day. Who uses the last of a budget, or the
        last but a fifth, is told once a day."""
        call = ModelCall(
            now, kind, model, prompt_tokens, completion_tokens, message_id, duration, outcome
        )
        day = day_of(now)
        async with self.database.tenant_transaction(tenant_id) as connection:
            usage = UsageRepository(connection, tenant_id)
            await usage.add(call, day, self.rules.cost(call))
            today = await self._today(connection, tenant_id, day)
            news = await _is_news(connection, tenant_id, today)
        if news:
            self._tell(today)
        return today.budget

    async def budget(self, tenant_id: UUID, now: datetime) -> Budget:
        """Whether a model may be called for the tenant."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return (await self._today(connection, tenant_id, day_of(now))).budget

    async def get_usage(
        self,
        tenant_id: UUID,
        *,
        first: date,
        last: date,
        today: date,
        after: Sequence[str] | None,
        limit: int,
    ) -> Listed:
        """The sums of these days, both included, after the one with this key."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            usage = UsageRepository(connection, tenant_id)
            sums = await usage.page(first, last, after=after, limit=limit)
            return Listed(sums, await self._today(connection, tenant_id, today))

    async def _today(self, connection: Connection, tenant_id: UUID, day: date) -> Today:
        usage = UsageRepository(connection, tenant_id)
        return self.rules.today(day, await usage.used(day, self.rules.currency_code))

    def _tell(self, today: Today) -> None:
        BUDGETS.labels(today.budget).inc()
        event(
            log,
            "model_budget",
            level=logging.WARNING,
            budget=today.budget.value,
            day=today.day.isoformat(),
            tokens=today.used.tokens,
            most_tokens=self.rules.tokens_a_day,
            cost_micros=today.used.cost_micros,
            most_cost_micros=self.rules.cost_micros_a_day,
            currency_code=self.rules.currency_code,
        )


async def _is_news(connection: Connection, tenant_id: UUID, today: Today) -> bool:
    """Whether nobody was told of it yet: that somebody was is stored, as what a request did is."""
    if today.budget is Budget.OPEN:
        return False
    key = RequestKey(derived(tenant_id, f"budget {today.budget} {today.day.isoformat()}"), b"")
    return await requests.earlier(connection, tenant_id, key) is None
