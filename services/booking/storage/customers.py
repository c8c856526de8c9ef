"""What is known of a customer by their bookings: what they keep, and what they missed."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from services.common.database import Connection

_LOCK: LiteralString = """
SELECT pg_advisory_xact_lock(
    hashtextextended('holds of ' || %(tenant_id)s::text || ' ' || %(customer_id)s::text, 0))
"""

_HOLDS: LiteralString = """
SELECT booking_id, expire_time FROM bookings
WHERE tenant_id = %(tenant_id)s AND customer_id = %(customer_id)s
    AND state = 'held' AND expire_time > %(now)s
ORDER BY expire_time, booking_id
"""

_MISSED: LiteralString = """
SELECT count(*) FROM bookings
WHERE tenant_id = %(tenant_id)s AND customer_id = %(customer_id)s
    AND state = 'no_show' AND start_time > %(since)s
"""


class Customers:
    """The customers of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def open_holds(self, customer_id: UUID, now: datetime) -> list[tuple[UUID, datetime]]:
        """The slots they keep and until when, the first to expire first; nobody else counts them
        until the transaction ends."""
        values = {"tenant_id": self.tenant_id, "customer_id": customer_id, "now": now}
        await self.connection.execute(_LOCK, values)
        return await (await self.connection.execute(_HOLDS, values)).fetchall()

    async def missed(self, customer_id: UUID, since: datetime) -> int:
        """How many bookings they missed that began after then."""
        values = {"tenant_id": self.tenant_id, "customer_id": customer_id, "since": since}
        row = await (await self.connection.execute(_MISSED, values)).fetchone()
        return int(row[0]) if row else 0
