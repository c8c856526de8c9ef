"""The places that bookings take: segments given back and taken, under locks of their resources."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from services.booking.domain.booking import Booking
from services.booking.domain.calendar import TimeRange
from services.common.database import Connection

# In one order for everybody, so that who needs several never waits for one who waits for it.
_LOCK: LiteralString = """
SELECT pg_advisory_xact_lock(number) FROM (
    SELECT DISTINCT hashtextextended(%(tenant_id)s::text || ' ' || resource_id, 0) AS number
    FROM unnest(%(resource_ids)s::text[]) AS resource_id ORDER BY number
) AS numbers
"""

_TAKE: LiteralString = """
INSERT INTO booking_segments
    (tenant_id, booking_id, position, resource_id, start_time, end_time, state, offering_id)
SELECT tenant_id, %(booking_id)s, position, resource_id, start_time, end_time, %(state)s,
    offering_id
FROM unnest(%(resource_ids)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
    %(offering_ids)s::uuid[]) WITH ORDINALITY
    AS wanted (resource_id, start_time, end_time, offering_id, position)
JOIN resources USING (resource_id)
WHERE tenant_id = %(tenant_id)s AND retire_time IS NULL
ON CONFLICT DO NOTHING
RETURNING position
"""

_CLEAR: LiteralString = """
DELETE FROM booking_segments WHERE tenant_id = %(tenant_id)s AND booking_id = %(booking_id)s
"""

# The place of a seat is that of its occurrence. The bound of start_time is for the index: no
# segment is longer than 32 hours.
_OVER: LiteralString = """
SELECT booking_id FROM bookings
WHERE tenant_id = %(tenant_id)s AND state IN ('held', 'pending') AND expire_time <= %(now)s
    AND booking_id IS DISTINCT FROM %(without)s::uuid
    AND coalesce(occurrence_id, booking_id) IN (
        SELECT coalesce(occurrence_id, booking_id) FROM booking_segments
        WHERE tenant_id = %(tenant_id)s AND resource_id = ANY (%(resource_ids)s)
            AND state IN ('held', 'pending', 'confirmed')
            AND start_time < %(until)s AND end_time > %(first)s
            AND start_time > %(first)s::timestamptz - interval '36 hours')
ORDER BY booking_id
"""

# Who holds one of them is about to change it, so it is not stale for us.
_STALE: LiteralString = """
SELECT booking_id FROM bookings
WHERE tenant_id = %(tenant_id)s AND booking_id = ANY (%(booking_ids)s)
    AND state IN ('held', 'pending') AND expire_time <= %(now)s
ORDER BY booking_id
FOR NO KEY UPDATE SKIP LOCKED
"""

_STALE_SEATS: LiteralString = """
SELECT booking_id FROM bookings
WHERE tenant_id = %(tenant_id)s AND occurrence_id = %(occurrence_id)s
    AND state IN ('held', 'pending') AND expire_time <= %(now)s
    AND booking_id IS DISTINCT FROM %(without)s::uuid
ORDER BY booking_id
FOR NO KEY UPDATE SKIP LOCKED
"""


class Places:
    """The places of one tenant's bookings, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def lock(self, resource_ids: Iterable[UUID]) -> None:
        """Wait until nobody else who needs several places is at these resources."""
        values = {"tenant_id": self.tenant_id, "resource_ids": [str(each) for each in resource_ids]}
        await self.connection.execute(_LOCK, values)

    async def take(self, booking: Booking) -> bool:
        """Take the places of all segments, or say False: then none of them is taken."""
        values = {
            "tenant_id": self.tenant_id,
            "booking_id": booking.booking_id,
            "state": booking.state.value,
            "resource_ids": [each.resource_id for each in booking.segments],
            "starts": [each.time.start for each in booking.segments],
            "ends": [each.time.end for each in booking.segments],
            "offering_ids": [each.offering_id for each in booking.segments],
        }
        taken = await (await self.connection.execute(_TAKE, values)).fetchall()
        if len(taken) == len(booking.segments):
            return True
        await self.clear(booking.booking_id)
        return False

    async def clear(self, booking_id: UUID) -> None:
        """Give back what the booking has."""
        values = {"tenant_id": self.tenant_id, "booking_id": booking_id}
        await self.connection.execute(_CLEAR, values)

    async def over(
        self,
        resource_ids: Iterable[UUID],
        time: TimeRange,
        now: datetime,
        *,
        without: UUID | None = None,
    ) -> list[UUID]:
        """Holds and requests that are over and stand there all the same, by their ids."""
        values = {
            "tenant_id": self.tenant_id,
            "resource_ids": list(resource_ids),
            "first": time.start,
            "until": time.end,
            "now": now,
            "without": without,
        }
        rows = await (await self.connection.execute(_OVER, values)).fetchall()
        return [booking_id for (booking_id,) in rows]

    async def stale(self, booking_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Those of these that are over and still stand, locked, by their ids."""
        values = {"tenant_id": self.tenant_id, "booking_ids": list(booking_ids), "now": now}
        rows = await (await self.connection.execute(_STALE, values)).fetchall()
        return [booking_id for (booking_id,) in rows]

    async def stale_seats(
        self, occurrence_id: UUID, now: datetime, *, without: UUID | None = None
    ) -> list[UUID]:
        """Those that keep seats of an occurrence, except the one that is being moved."""
        values = {
            "tenant_id": self.tenant_id,
            "occurrence_id": occurrence_id,
            "without": without,
            "now": now,
        }
        rows = await (await self.connection.execute(_STALE_SEATS, values)).fetchall()
        return [booking_id for (booking_id,) in rows]
