"""Every query for senders: a channel as the notifier knows it, bound to one tenant."""

from datetime import datetime, timedelta
from uuid import UUID

from services.common.database import Connection
from services.notifier.domain.pace import Rank
from services.notifier.domain.standing import Pauses

PAUSES = (
    "paused_until, pause_reason, stopped, unasked_paused_until, campaigns_paused_until,"
    " campaigns_pause_reason"
)
"""What `Pauses` is made of, in this order."""

_PAUSE = """
INSERT INTO senders AS s (tenant_id, channel_id, paused_until, pause_reason, stopped)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, channel_id) DO UPDATE SET
       pause_reason = CASE WHEN EXCLUDED.stopped OR EXCLUDED.paused_until > s.paused_until
                           THEN EXCLUDED.pause_reason ELSE s.pause_reason END,
       paused_until = greatest(s.paused_until, EXCLUDED.paused_until),
       stopped = s.stopped OR EXCLUDED.stopped
"""

_DRAW = """
INSERT INTO senders AS s (tenant_id, channel_id, pace_time)
VALUES (%(tenant_id)s, %(channel_id)s, %(now)s::timestamptz + %(portion)s)
ON CONFLICT (tenant_id, channel_id) DO UPDATE
   SET pace_time = greatest(s.pace_time, %(now)s) + %(portion)s
 WHERE s.pace_time IS NULL OR s.pace_time <= %(latest)s
"""

_PLACE = """
INSERT INTO senders AS s (tenant_id, channel_id, {clock})
VALUES (%(tenant_id)s, %(channel_id)s, %(now)s::timestamptz + %(taken)s)
ON CONFLICT (tenant_id, channel_id) DO UPDATE
   SET {clock} = greatest(s.{clock}, %(now)s) + %(taken)s
RETURNING {clock}
"""

_CLOCKS = {Rank.NOTICE: "notice_time", Rank.CAMPAIGN: "campaign_time"}


class SenderRepository:
    """The senders of one tenant, inside one transaction. One has a row once it had to pause, or to
    keep its pace."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def pause(self, channel_id: UUID, until: datetime, reason: str = "") -> None:
        """Send nothing sooner than that; a longer pause stays."""
        await self._pause(channel_id, until, reason, stopped=False)

    async def stop(self, channel_id: UUID, until: datetime, reason: str) -> None:
        """Send nothing sooner than that; then one message looks whether it may go on."""
        await self._pause(channel_id, until, reason, stopped=True)

    async def _pause(
        self, channel_id: UUID, until: datetime, reason: str, *, stopped: bool
    ) -> None:
        values = (self.tenant_id, channel_id, until, reason, stopped)
        await self.connection.execute(_PAUSE, values)

    async def pause_unasked(self, channel_id: UUID, until: datetime) -> None:
        """Send nothing that was not asked for sooner than that; a longer pause stays."""
        await self.connection.execute(
            "INSERT INTO senders AS s (tenant_id, channel_id, unasked_paused_until)"
            " VALUES (%s, %s, %s) ON CONFLICT (tenant_id, channel_id) DO UPDATE"
            " SET unasked_paused_until ="
            " greatest(s.unasked_paused_until, EXCLUDED.unasked_paused_until)",
            (self.tenant_id, channel_id, until),
        )

    async def pause_campaigns(self, channel_id: UUID, until: datetime, reason: str) -> None:
        """Advertise no sooner than that; a longer pause stays, with the newest reason."""
        await self.connection.execute(
            "INSERT INTO senders AS s"
            " (tenant_id, channel_id, campaigns_paused_until, campaigns_pause_reason)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (tenant_id, channel_id) DO UPDATE"
            " SET campaigns_paused_until ="
            " greatest(s.campaigns_paused_until, EXCLUDED.campaigns_paused_until),"
            " campaigns_pause_reason = EXCLUDED.campaigns_pause_reason",
            (self.tenant_id, channel_id, until, reason),
        )

    async def look(self, channel_id: UUID, now: datetime, until: datetime) -> bool:
        """Be the one who looks whether a stopped sender may go on; the others wait until then.
        False: somebody else is."""
        cursor = await self.connection.execute(
            "UPDATE senders SET paused_until = %s WHERE tenant_id = %s AND channel_id = %s"
            " AND stopped AND paused_until <= %s",
            (until, self.tenant_id, channel_id, now),
        )
        return bool(cursor.rowcount)

    async def lift(self, channel_id: UUID, now: datetime) -> None:
        """All may be sent again, campaigns apart."""
        await self.connection.execute(
            "UPDATE senders SET paused_until = %s, pause_reason = '', stopped = false"
            " WHERE tenant_id = %s AND channel_id = %s",
            (now, self.tenant_id, channel_id),
        )

    async def lift_unasked(self, channel_id: UUID) -> None:
        """What was not asked for may be sent again."""
        await self.connection.execute(
            "UPDATE senders SET unasked_paused_until = NULL"
            " WHERE tenant_id = %s AND channel_id = %s",
            (self.tenant_id, channel_id),
        )

    async def lift_campaigns(self, channel_id: UUID) -> None:
        """Campaigns may be sent again."""
        await self.connection.execute(
            "UPDATE senders SET campaigns_paused_until = NULL, campaigns_pause_reason = ''"
            " WHERE tenant_id = %s AND channel_id = %s",
            (self.tenant_id, channel_id),
        )

    async def draw(
        self, channel_id: UUID, now: datetime, portion: timedelta, latest: datetime
    ) -> bool:
        """Take so much of the number's time; False where it is taken until after `latest`."""
        values = {
            "tenant_id": self.tenant_id,
            "channel_id": channel_id,
            "now": now,
            "portion": portion,
            "latest": latest,
        }
        return bool((await self.connection.execute(_DRAW, values)).rowcount)

    async def place(
        self, channel_id: UUID, rank: Rank, now: datetime, taken: timedelta
    ) -> datetime:
        """Take so much time in the line of this rank; up to when it is taken from here on."""
        values = {
            "tenant_id": self.tenant_id,
            "channel_id": channel_id,
            "now": now,
            "taken": taken,
        }
        cursor = await self.connection.execute(_PLACE.format(clock=_CLOCKS[rank]), values)
        row = await cursor.fetchone()
        if row is None:
            raise RuntimeError("an upsert always gives one row")
        until: datetime = row[0]
        return until

    async def pauses(self, channel_ids: list[UUID]) -> dict[UUID, Pauses]:
        """How each of the channels pauses; those that never had to are not there."""
        cursor = await self.connection.execute(
            f"SELECT channel_id, {PAUSES} FROM senders"  # noqa: S608 (a constant)
            " WHERE tenant_id = %s AND channel_id = ANY (%s)",
            (self.tenant_id, channel_ids),
        )
        return {channel_id: Pauses(*row) for channel_id, *row in await cursor.fetchall()}
