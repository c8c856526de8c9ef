"""The occurrences that many bookings share, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID

from services.booking.domain.calendar import TimeRange
from services.common.database import Connection

Key = tuple[UUID, datetime]
"""An occurrence by its offering and its start."""

_MAKE: LiteralString = """
INSERT INTO occurrences (tenant_id, occurrence_id, offering_id, start_time, end_time, create_time)
SELECT %(tenant_id)s, gen_random_uuid(), offering_id, start_time, end_time, %(now)s
FROM unnest(%(offering_ids)b::uuid[], %(starts)b::timestamptz[], %(ends)b::timestamptz[])
    AS t (offering_id, start_time, end_time)
ORDER BY offering_id, start_time
ON CONFLICT DO NOTHING
"""

# In the order of offering and start, so that two imports wait for each other in turn.
_LOCK: LiteralString = """
SELECT o.offering_id, o.start_time, o.occurrence_id
FROM occurrences o
JOIN unnest(%(offering_ids)b::uuid[], %(starts)b::timestamptz[]) AS t (offering_id, start_time)
    USING (offering_id, start_time)
WHERE o.tenant_id = %(tenant_id)s
ORDER BY o.offering_id, o.start_time
FOR NO KEY UPDATE OF o
"""

# Another statement than the lock: it sees what whoever had the lock before has stored.
_STANDING: LiteralString = """
SELECT o.occurrence_id,
    coalesce((
        SELECT sum(b.party_size) FROM bookings b
        WHERE b.tenant_id = o.tenant_id AND b.occurrence_id = o.occurrence_id
            AND b.state IN ('held', 'pending', 'confirmed')
    ), 0),
    (
        SELECT s.resource_id FROM booking_segments s
        WHERE s.tenant_id = o.tenant_id AND s.occurrence_id = o.occurrence_id
    )
FROM occurrences o
WHERE o.tenant_id = %(tenant_id)s AND o.occurrence_id = ANY (%(occurrence_ids)b)
"""


@dataclass
class Occurrence:
    """An occurrence, locked: how many seats are taken, and who performs it, if anyone does."""

    occurrence_id: UUID
    taken: int
    resource_id: UUID | None


class ImportOccurrences:
    """The occurrences of one tenant, many at once, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def locked(
        self, wanted: Sequence[tuple[UUID, TimeRange]], now: datetime
    ) -> dict[Key, Occurrence]:
        """Those of these offerings at these times, made where there are none; nobody else books a
        seat of them until the transaction ends."""
        keys = {
            "offering_ids": [offering_id for offering_id, _ in wanted],
            "starts": [time.start for _, time in wanted],
        }
        await self._execute(_MAKE, **keys, ends=[time.end for _, time in wanted], now=now)
        locked = await (await self._execute(_LOCK, **keys)).fetchall()
        ids = [occurrence_id for _, _, occurrence_id in locked]
        rows = await (await self._execute(_STANDING, occurrence_ids=ids)).fetchall()
        standing = {row[0]: Occurrence(row[0], int(row[1]), row[2]) for row in rows}
        return {(offering, start.astimezone(UTC)): standing[at] for offering, start, at in locked}

    async def _execute(self, query: LiteralString, **values: object) -> Any:
        return await self.connection.execute(query, {"tenant_id": self.tenant_id, **values})
