"""The occurrences of group offerings, whose seats are counted while their row is locked."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID, uuid4

from services.booking.domain.booking import Segment
from services.booking.domain.calendar import TimeRange
from services.common.database import Connection

_LOCK: LiteralString = """
SELECT occurrence_id FROM occurrences
WHERE tenant_id = %(tenant_id)s AND offering_id = %(offering_id)s AND start_time = %(start_time)s
FOR NO KEY UPDATE
"""

_ADD: LiteralString = """
INSERT INTO occurrences (tenant_id, occurrence_id, offering_id, start_time, end_time, create_time)
VALUES (%(tenant_id)s, %(occurrence_id)s, %(offering_id)s, %(start_time)s, %(end_time)s, %(now)s)
ON CONFLICT DO NOTHING
RETURNING occurrence_id
"""

# A statement of its own: its snapshot is newer than the lock.
_SEATS: LiteralString = """
SELECT (
    SELECT coalesce(sum(party_size), 0) FROM bookings
    WHERE tenant_id = %(tenant_id)s AND occurrence_id = %(occurrence_id)s
        AND state IN ('held', 'pending', 'confirmed')
        AND booking_id IS DISTINCT FROM %(without)s::uuid
), (
    SELECT resource_id FROM booking_segments
    WHERE tenant_id = %(tenant_id)s AND occurrence_id = %(occurrence_id)s
)
"""

# Who books or cancels a seat at this moment is waited for.
_KEEP: LiteralString = """
SELECT 1 FROM occurrences WHERE tenant_id = %(tenant_id)s AND occurrence_id = %(occurrence_id)s
FOR NO KEY UPDATE
"""

_RELEASE: LiteralString = """
DELETE FROM booking_segments
WHERE tenant_id = %(tenant_id)s AND occurrence_id = %(occurrence_id)s AND NOT EXISTS (
    SELECT FROM bookings WHERE tenant_id = %(tenant_id)s AND occurrence_id = %(occurrence_id)s
        AND state IN ('held', 'pending', 'confirmed'))
"""

_LEAVE: LiteralString = """
UPDATE bookings SET occurrence_id = NULL
WHERE tenant_id = %(tenant_id)s AND booking_id = %(booking_id)s
"""

_PLACE: LiteralString = """
INSERT INTO booking_segments
    (tenant_id, occurrence_id, position, resource_id, start_time, end_time, state, offering_id)
SELECT tenant_id, %(occurrence_id)s, 1, resource_id, %(start_time)s, %(end_time)s, 'confirmed',
    %(offering_id)s
FROM resources
WHERE tenant_id = %(tenant_id)s AND resource_id = %(resource_id)s AND retire_time IS NULL
ON CONFLICT DO NOTHING
RETURNING tenant_id
"""


@dataclass(frozen=True)
class Seats:
    """How many of an occurrence are taken, and who performs it; None: nobody yet."""

    taken: int
    resource_id: UUID | None


class Occurrences:
    """The occurrences of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def lock(self, offering_id: UUID, time: TimeRange, now: datetime) -> UUID:
        """The occurrence of then, made where there is none, and ours until the end."""
        values = {
            "tenant_id": self.tenant_id,
            "offering_id": offering_id,
            "occurrence_id": uuid4(),
            "start_time": time.start,
            "end_time": time.end,
            "now": now,
        }
        while True:  # one that is made at this moment is seen once its transaction is over
            for statement in (_LOCK, _ADD):
                row = await (await self.connection.execute(statement, values)).fetchone()
                if row:
                    occurrence_id: UUID = row[0]
                    return occurrence_id

    async def seats(self, occurrence_id: UUID, *, without: UUID | None = None) -> Seats:
        """Those that are taken, not counting one booking."""
        values = {
            "tenant_id": self.tenant_id,
            "occurrence_id": occurrence_id,
            "without": without,
        }
        row = await (await self.connection.execute(_SEATS, values)).fetchone()
        taken, resource_id = row or (0, None)
        return Seats(int(taken), resource_id)

    async def place(self, occurrence_id: UUID, segment: Segment) -> bool:
        """Take the place that all its bookings share, or say False: it is taken."""
        values = {
            "tenant_id": self.tenant_id,
            "occurrence_id": occurrence_id,
            "resource_id": segment.resource_id,
            "start_time": segment.time.start,
            "end_time": segment.time.end,
            "offering_id": segment.offering_id,
        }
        return await (await self.connection.execute(_PLACE, values)).fetchone() is not None

    async def leave(self, occurrence_id: UUID, booking_id: UUID) -> None:
        """Give back the seat of a booking that is to have another place."""
        values = {"tenant_id": self.tenant_id, "booking_id": booking_id}
        await self.connection.execute(_LEAVE, values)
        await self.release(occurrence_id)

    async def release(self, occurrence_id: UUID) -> None:
        """Give back its place where nobody has a seat in it any more."""
        values = {"tenant_id": self.tenant_id, "occurrence_id": occurrence_id}
        await self.connection.execute(_KEEP, values)
        await self.connection.execute(_RELEASE, values)
