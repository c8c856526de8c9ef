"""Every query for what platforms told, each bound to one tenant."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.common.database import Connection
from services.notifier.domain.account_event import AccountEvent, AccountEventKind

_ADD = """
INSERT INTO account_events
       (tenant_id, channel_id, kind, template_name, template_language, detail, event_time)
VALUES (%(tenant_id)s, %(channel_id)s, %(kind)s, %(template_name)s, %(template_language)s,
        %(detail)s, %(event_time)s)
"""

_KNOWN_SINCE = """
SELECT EXISTS (
    SELECT FROM account_events
     WHERE tenant_id = %(tenant_id)s AND channel_id = %(channel_id)s AND kind = %(kind)s
       AND template_name = %(template_name)s AND template_language = %(template_language)s
       AND event_time > %(since)s)
"""

_NEWEST = """
SELECT position, channel_id, kind, event_time, detail, template_name, template_language
  FROM account_events
 WHERE tenant_id = %(tenant_id)s AND (%(before)s::bigint IS NULL OR position < %(before)s)
 ORDER BY position DESC LIMIT %(limit)s
"""


class AccountEvents:
    """What was told of the channels of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def add(self, event: AccountEvent) -> None:
        await self.connection.execute(_ADD, {"tenant_id": self.tenant_id, **vars(event)})

    async def outdated(self, event: AccountEvent, kinds: Iterable[AccountEventKind]) -> bool:
        """Whether something younger is known of the channel, of one of these kinds."""
        cursor = await self.connection.execute(
            "SELECT EXISTS (SELECT FROM account_events WHERE tenant_id = %s AND channel_id = %s"
            " AND kind = ANY (%s) AND event_time > %s)",
            (self.tenant_id, event.channel_id, list(kinds), event.event_time),
        )
        row = await cursor.fetchone()
        return row is not None and bool(row[0])

    async def known_since(self, event: AccountEvent, since: datetime) -> bool:
        """Whether the same was told after that time."""
        values = {"tenant_id": self.tenant_id, "since": since, **vars(event)}
        row = await (await self.connection.execute(_KNOWN_SINCE, values)).fetchone()
        return row is not None and bool(row[0])

    async def newest(self, *, before: int | None, limit: int) -> list[tuple[int, AccountEvent]]:
        """What was told, with its position, the newest first, from below the position `before`."""
        values = {"tenant_id": self.tenant_id, "before": before, "limit": limit}
        cursor = await self.connection.execute(_NEWEST, values)
        return [
            (position, AccountEvent(channel_id, AccountEventKind(kind), *more))
            for position, channel_id, kind, *more in await cursor.fetchall()
        ]
