"""What is known of calls and messages by channel: queries bound to one tenant, but for one that
tells which tenants there is something to know of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.common.database import Connection
from services.notifier.domain.health import Counts
from services.notifier.storage.breakers import Account

_COUNTS = """
SELECT channel.id, called.calls, called.accepted, called.average_ms, success.time,
       called.delivered, failed.messages, waiting.messages
  FROM unnest(%(channel_ids)s::uuid[]) AS channel (id)
 CROSS JOIN LATERAL (
       SELECT count(*) AS calls, count(*) FILTER (WHERE outcome = 'accepted') AS accepted,
              coalesce(avg(duration_ms), 0)::float AS average_ms,
              count(DISTINCT message_id) FILTER (WHERE outcome = 'accepted' AND EXISTS (
                  SELECT FROM messages
                   WHERE messages.tenant_id = %(tenant_id)s
                     AND messages.message_id = attempts.message_id
                     AND messages.channel_id = channel.id
                     AND messages.state IN ('delivered', 'read'))) AS delivered
         FROM attempts
        WHERE tenant_id = %(tenant_id)s AND channel_id = channel.id AND outcome <> ''
          AND (%(provider)s::text IS NULL OR provider = %(provider)s AND account = %(account)s)
          AND begin_time >= %(since)s AND begin_time < %(until)s) AS called
  LEFT JOIN LATERAL (
       SELECT begin_time AS time FROM attempts
        WHERE tenant_id = %(tenant_id)s AND channel_id = channel.id AND outcome = 'accepted'
          AND (%(provider)s::text IS NULL OR provider = %(provider)s AND account = %(account)s)
        ORDER BY begin_time DESC LIMIT 1) AS success ON true
 CROSS JOIN LATERAL (
       SELECT count(*) AS messages FROM messages
        WHERE tenant_id = %(tenant_id)s AND channel_id = channel.id AND state = 'failed'
          AND attempts > 0 AND update_time >= %(since)s AND update_time < %(until)s) AS failed
 CROSS JOIN LATERAL (
       SELECT count(*) AS messages FROM messages
        WHERE tenant_id = %(tenant_id)s AND channel_id = channel.id
          AND state = 'queued') AS waiting
"""


class HealthRepository:
    """The calls and messages of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def counts(
        self,
        channel_ids: Sequence[UUID],
        since: datetime,
        until: datetime,
        account: Account | None = None,
    ) -> dict[UUID, Counts]:
        """What was counted of each of the channels in that time; with an account only the calls of
        it. Messages that failed after a call, or wait, are the channel's."""
        values = {
            "tenant_id": self.tenant_id,
            "channel_ids": list(channel_ids),
            "since": since,
            "until": until,
            "provider": account.provider if account else None,
            "account": account.account if account else None,
        }
        cursor = await self.connection.execute(_COUNTS, values)
        return {row[0]: _counts(row[1:]) for row in await cursor.fetchall()}

    async def called(self, since: datetime, until: datetime) -> list[tuple[UUID, Account]]:
        """Channels by which calls were made in that time, with each account that was called."""
        cursor = await self.connection.execute(
            "SELECT DISTINCT channel_id, provider, account FROM attempts"
            " WHERE tenant_id = %s AND begin_time >= %s AND begin_time < %s ORDER BY 1, 2, 3",
            (self.tenant_id, since, until),
        )
        return [(channel_id, Account(*names)) for channel_id, *names in await cursor.fetchall()]


async def busy_tenants(connection: Connection, since: datetime, until: datetime) -> list[UUID]:
    """The tenants for which calls were made in that time."""
    # every tenant: it tells of each how it does
    cursor = await connection.execute("SELECT busy_tenants(%s, %s)", (since, until))
    return [tenant_id for (tenant_id,) in await cursor.fetchall()]


async def breakers_open(connection: Connection, since: datetime) -> dict[str, int]:
    """How many accounts of each provider are not called, of those that failed since then."""
    # every tenant: a metric has none
    cursor = await connection.execute("SELECT provider, accounts FROM breakers_open(%s)", (since,))
    return dict(await cursor.fetchall())


def _counts(row: Sequence[Any]) -> Counts:
    calls, accepted, average_ms, success_time, delivered, failed, queued = row
    average = timedelta(milliseconds=average_ms)
    return Counts(calls, accepted, average, success_time, delivered, failed, queued)
