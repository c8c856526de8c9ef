"""The calls of models of one tenant, and their sums by day, inside one transaction."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from services.assistant.domain.usage import OK, Cost, ModelCall, ModelKind, Sums, Used
from services.common.database import Connection

_ADD = """
INSERT INTO model_calls (
    tenant_id, call_id, call_time, kind, model, prompt_tokens, completion_tokens, message_id,
    duration_ms, outcome, cost_micros, currency_code
)
VALUES (
    %(tenant_id)s, %(call_id)s, %(call_time)s, %(kind)s, %(model)s, %(prompt_tokens)s,
    %(completion_tokens)s, %(message_id)s, %(duration_ms)s, %(outcome)s, %(cost_micros)s,
    %(currency_code)s
)
"""

_SUM = """
INSERT INTO usage_days AS sums (
    tenant_id, day, kind, model, currency_code, calls, failed_calls, prompt_tokens,
    completion_tokens, cost_micros
)
VALUES (
    %(tenant_id)s, %(day)s, %(kind)s, %(model)s, %(currency_code)s, 1, %(failed)s,
    %(prompt_tokens)s, %(completion_tokens)s, %(cost_micros)s
)
ON CONFLICT (tenant_id, day, kind, model, currency_code) DO UPDATE
SET calls = sums.calls + 1,
    failed_calls = sums.failed_calls + EXCLUDED.failed_calls,
    prompt_tokens = sums.prompt_tokens + EXCLUDED.prompt_tokens,
    completion_tokens = sums.completion_tokens + EXCLUDED.completion_tokens,
    cost_micros = sums.cost_micros + EXCLUDED.cost_micros
"""


class UsageRepository:
    """What one tenant's calls of models used."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def add(self, call: ModelCall, day: date, cost: Cost) -> None:
        """Keep a call, and count it to its day."""
        values = {
            "tenant_id": self.tenant_id,
            "call_id": uuid4(),
            "call_time": call.time,
            "day": day,
            "kind": call.kind,
            "model": call.model,
            "prompt_tokens": call.prompt_tokens,
            "completion_tokens": call.completion_tokens,
            "message_id": call.message_id,
            "duration_ms": round(call.duration / timedelta(milliseconds=1)),
            "outcome": call.outcome,
            "failed": int(call.outcome != OK),
            "cost_micros": cost.micros,
            "currency_code": cost.currency_code,
        }
        await self.connection.execute(_ADD, values)
        await self.connection.execute(_SUM, values)

    async def used(self, day: date, currency_code: str) -> Used:
        """What was used that day; of the money, that in this currency."""
        cursor = await self.connection.execute(
            """
            SELECT coalesce(sum(prompt_tokens + completion_tokens), 0),
                   coalesce(sum(cost_micros) FILTER (WHERE currency_code = %s), 0)
            FROM usage_days WHERE tenant_id = %s AND day = %s
            """,
            (currency_code, self.tenant_id, day),
        )
        row = await cursor.fetchone()
        return Used(int(row[0]), int(row[1])) if row else Used(0, 0)

    async def page(
        self, first: date, last: date, *, after: Sequence[str] | None, limit: int
    ) -> list[Sums]:
        """The sums of these days, both included, that come after the one with this key."""
        cursor = await self.connection.execute(
            """
            SELECT day, kind, model, currency_code, calls, failed_calls, prompt_tokens,
                   completion_tokens, cost_micros
            FROM usage_days
            WHERE tenant_id = %(tenant_id)s AND day >= %(first)s AND day <= %(last)s
              AND (day, kind, model, currency_code)
                  > (%(day)s::date, %(kind)s, %(model)s, %(currency_code)s)
            ORDER BY day, kind, model, currency_code LIMIT %(limit)s
            """,
            {
                "tenant_id": self.tenant_id,
                "first": first,
                "last": last,
                "limit": limit,
                **_beyond(after or (first.isoformat(), "", "", "")),
            },
        )
        return [Sums(day, ModelKind(kind), *more) for day, kind, *more in await cursor.fetchall()]


async def purge(connection: Connection, before: datetime, limit: int) -> int:
    """Forget calls of all tenants that were made before then; how many. Their sums stay."""
    # every tenant: the sums of the day say all that anybody asks of them by now
    cursor = await connection.execute("SELECT model_calls_purge(%s, %s)", (before, limit))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _beyond(key: Sequence[str]) -> dict[str, str]:
    return dict(zip(("day", "kind", "model", "currency_code"), key, strict=True))
