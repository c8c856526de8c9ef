"""What waits in the lane of a booking, and which reminders of it there were."""

from datetime import datetime
from uuid import UUID

from services.common.database import Connection

_WAITING = """
SELECT payload FROM lane_jobs
WHERE tenant_id = %s AND key = %s AND done_time IS NULL AND dead_time IS NULL
"""

# By the index of the names that jobs are known under. What follows a start there begins with a
# digit, so that these two are around it in whatever order the database has for letters.
_REMINDERS = """
SELECT payload FROM lane_jobs WHERE tenant_id = %(tenant_id)s AND key = %(key)s
   AND dedup_key BETWEEN %(name)s AND %(name)s || ' z'
"""


class Outbox:
    """The lanes of the bookings of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def waiting(self, key: str) -> list[bytes]:
        """The jobs of a lane that are not done, in no order."""
        cursor = await self.connection.execute(_WAITING, (self.tenant_id, key))
        return [payload for (payload,) in await cursor.fetchall()]

    async def reminders(self, key: str, start: datetime) -> list[bytes]:
        """The reminders of a start that were planned in a lane, done ones included, in no order."""
        name = f"{key} {start.isoformat()}"
        values = {"tenant_id": self.tenant_id, "key": key, "name": name}
        cursor = await self.connection.execute(_REMINDERS, values)
        return [payload for (payload,) in await cursor.fetchall()]
