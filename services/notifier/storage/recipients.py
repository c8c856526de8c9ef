"""Every query for recipients: who a sender writes to, bound to one tenant."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.common.database import Connection
from services.notifier.domain.message import Recipient, RecipientKind

_LATEST = """
INSERT INTO recipients AS r (tenant_id, channel_id, kind, value, {column})
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, channel_id, kind, value) DO UPDATE
   SET {column} = EXCLUDED.{column}
 WHERE r.{column} IS NULL OR r.{column} < EXCLUDED.{column}
"""
_WROTE = _LATEST.format(column="wrote_time")
_PAUSE = _LATEST.format(column="paused_until")

_TAKE = """
INSERT INTO recipients AS r (tenant_id, channel_id, kind, value, pace_time)
VALUES (%(tenant_id)s, %(channel_id)s, %(kind)s, %(value)s, %(now)s::timestamptz + %(every)s)
ON CONFLICT (tenant_id, channel_id, kind, value) DO UPDATE
   SET pace_time = greatest(r.pace_time, %(now)s) + %(every)s
"""


class Recipients:
    """The recipients of one tenant, inside one transaction. One is known once they wrote, or were
    written to."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def wrote(self, channel_id: UUID, recipient: Recipient, at: datetime) -> None:
        """They wrote to the channel at that time; a later one stays."""
        await self.connection.execute(_WROTE, (*self._key(channel_id, recipient), at))

    async def pause(self, channel_id: UUID, recipient: Recipient, until: datetime) -> None:
        """Write to them no sooner than that; a longer pause stays."""
        await self.connection.execute(_PAUSE, (*self._key(channel_id, recipient), until))

    async def take(
        self, channel_id: UUID, recipient: Recipient, now: datetime, every: timedelta
    ) -> None:
        """Take the room of one message to them."""
        values = {
            "tenant_id": self.tenant_id,
            "channel_id": channel_id,
            "kind": recipient.kind,
            "value": recipient.value,
            "now": now,
            "every": every,
        }
        await self.connection.execute(_TAKE, values)

    async def wrote_time(self, channel_id: UUID, recipient: Recipient) -> datetime | None:
        """When they last wrote to the channel; None: never, as far as is known."""
        cursor = await self.connection.execute(
            "SELECT wrote_time FROM recipients WHERE tenant_id = %s AND channel_id = %s"
            " AND kind = %s AND value = %s",
            self._key(channel_id, recipient),
        )
        row = await cursor.fetchone()
        return row[0] if row else None

    async def wrote_times(
        self, addresses: Sequence[tuple[UUID, Recipient]]
    ) -> dict[tuple[UUID, Recipient], datetime]:
        """When they last wrote to these channels, where they did."""
        cursor = await self.connection.execute(
            "SELECT channel_id, kind, value, wrote_time FROM recipients"
            " JOIN unnest(%s::uuid[], %s::text[], %s::text[]) AS asked (channel_id, kind, value)"
            " USING (channel_id, kind, value) WHERE tenant_id = %s AND wrote_time IS NOT NULL",
            (
                [channel_id for channel_id, _ in addresses],
                [each.kind for _, each in addresses],
                [each.value for _, each in addresses],
                self.tenant_id,
            ),
        )
        return {
            (channel_id, Recipient(RecipientKind(kind), value)): at
            for channel_id, kind, value, at in await cursor.fetchall()
        }

    def _key(self, channel_id: UUID, recipient: Recipient) -> tuple[UUID, UUID, str, str]:
        return self.tenant_id, channel_id, recipient.kind, recipient.value
