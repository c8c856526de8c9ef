"""Every query for statuses of messages that are not known, at least not yet, bound to one tenant.

A provider may tell of a message before we have stored the id that it gave it. Who parks what it
told holds the tenant's lock alone, and who stores such ids shares it, each to the end of the
transaction: so either the one finds the message, or the other finds the status.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from services.common.database import Connection
from services.notifier.domain.message import Status
from services.notifier.domain.pricing import Pricing
from services.notifier.domain.states import State
from services.notifier.storage.message_rows import pricing_document

_SHARED: LiteralString = (
    "SELECT pg_advisory_xact_lock_shared(hashtextextended('statuses ' || %(tenant_id)s, 0))"
)
_ALONE: LiteralString = (
    "SELECT pg_advisory_xact_lock(hashtextextended('statuses ' || %(tenant_id)s, 0))"
)

DETAIL_AT_MOST = 500
"""Characters of what a provider says of an error, while nobody knows whose it is."""

_PARK = """
INSERT INTO parked_statuses
       (tenant_id, provider_message_id, state, error_code, error_detail, pricing, arrive_time)
SELECT %(tenant_id)s, provider_id, state, error_code, error_detail, pricing, %(now)s
  FROM unnest(%(provider_ids)s::text[], %(states)s::text[], %(codes)s::text[],
              %(details)s::text[], %(pricings)s::jsonb[])
       AS new (provider_id, state, error_code, error_detail, pricing)
ON CONFLICT (tenant_id, provider_message_id, state) DO NOTHING
"""


async def parked(connection: Connection, tenant_id: UUID, provider_message_id: str) -> list[Status]:
    """What was told of the message to which the provider gave this id, before that was stored: in
    the transaction that stores it, and gone afterwards."""
    await _lock(connection, tenant_id, _SHARED)
    # A statement of its own: what it sees must be younger than the lock.
    cursor = await connection.execute(
        "DELETE FROM parked_statuses WHERE tenant_id = %s AND provider_message_id = %s"
        " RETURNING state, error_code, error_detail, pricing",
        (tenant_id, provider_message_id),
    )
    return [
        Status(None, provider_message_id, State(state), code, detail, _pricing(pricing))
        for state, code, detail, pricing in await cursor.fetchall()
    ]


async def park(
    connection: Connection, tenant_id: UUID, statuses: Sequence[Status], now: datetime
) -> bool:
    """Keep what was told of messages that are not known. False: one of them is known by now, so
    this transaction has looked too early and must not be committed."""
    await _lock(connection, tenant_id, _ALONE)
    if await _known(connection, tenant_id, statuses):
        return False
    values = {
        "tenant_id": tenant_id,
        "provider_ids": [each.provider_message_id for each in statuses],
        "states": [each.state for each in statuses],
        "codes": [each.error_code for each in statuses],
        "details": [each.error_detail[:DETAIL_AT_MOST] for each in statuses],
        "pricings": [pricing_document(each.pricing) for each in statuses],
        "now": now,
    }
    await connection.execute(_PARK, values)
    return True


async def purge(connection: Connection, before: datetime, limit: int) -> int:
    """Forget what was told of messages that never came, of all tenants; how many."""
    # every tenant: they are of no use to anybody any more
    cursor = await connection.execute("SELECT parked_statuses_purge(%s, %s)", (before, limit))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def _known(connection: Connection, tenant_id: UUID, statuses: Sequence[Status]) -> bool:
    """Whether there is one of the messages. Nobody's row is waited for: those who hold one may wait
    for the tenant's lock."""
    cursor = await connection.execute(
        "SELECT 1 FROM messages WHERE tenant_id = %s AND provider_message_id = ANY (%s)"
        " AND provider_message_id <> '' LIMIT 1",
        (tenant_id, [each.provider_message_id for each in statuses]),
    )
    return await cursor.fetchone() is not None


async def _lock(connection: Connection, tenant_id: UUID, statement: LiteralString) -> None:
    await connection.execute(statement, {"tenant_id": str(tenant_id)})


def _pricing(stored: dict[str, object] | None) -> Pricing | None:
    return Pricing(**stored) if stored else None  # type: ignore[arg-type]
