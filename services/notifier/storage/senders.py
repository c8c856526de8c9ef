"""Every query for senders: a channel as the notifier knows it, bound to one tenant."""

from datetime import datetime
from uuid import UUID

from services.common.database import Connection


class SenderRepository:
    """The senders of one tenant, inside one transaction. One has a row once it had to pause."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def pause(self, channel_id: UUID, until: datetime) -> None:
        """Use the channel no sooner than that; a longer pause stays."""
        await self.connection.execute(
            "INSERT INTO senders (tenant_id, channel_id, paused_until) VALUES (%s, %s, %s)"
            " ON CONFLICT (tenant_id, channel_id) DO UPDATE"
            " SET paused_until = greatest(senders.paused_until, EXCLUDED.paused_until)",
            (self.tenant_id, channel_id, until),
        )
