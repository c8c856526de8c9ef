"""Many bookings at once: each statement writes all that it can, and says which."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID

from services.booking.domain.booking import Booking, State
from services.booking.domain.calendar import TimeRange
from services.common.database import Connection

_KNOWN: LiteralString = """
SELECT external_ref, booking_id, customer_id, start_time, revision FROM bookings
WHERE tenant_id = %(tenant_id)s AND external_ref <> '' AND external_ref = ANY (%(refs)b)
"""

# In the order of the refs, so that two imports which share some wait for each other in turn.
_ADD: LiteralString = """
INSERT INTO bookings (tenant_id, booking_id, customer_id, offering_id, offering_name, start_time,
    end_time, time_zone, state, origin, revision, create_time, update_time, party_size,
    external_ref, note, expire_time, venue_name, venue_address, occurrence_id, price_cents,
    currency_code)
SELECT %(tenant_id)s, booking_id, customer_id, offering_id, offering_name, start_time, end_time,
    time_zone, state, origin, 1, create_time, create_time, party_size, external_ref, note,
    expire_time, venue_name, venue_address, occurrence_id, price_cents, currency_code
FROM unnest(%(booking_id)b::uuid[], %(customer_id)b::uuid[], %(offering_id)b::uuid[],
    %(offering_name)b::text[], %(start_time)b::timestamptz[], %(end_time)b::timestamptz[],
    %(time_zone)b::text[], %(state)b::text[], %(origin)b::text[], %(create_time)b::timestamptz[],
    %(party_size)b::integer[], %(external_ref)b::text[], %(note)b::text[],
    %(expire_time)b::timestamptz[], %(venue_name)b::text[], %(venue_address)b::text[],
    %(occurrence_id)b::uuid[], %(price_cents)b::bigint[], %(currency_code)b::text[])
    AS t (booking_id, customer_id, offering_id, offering_name, start_time, end_time, time_zone,
    state, origin, create_time, party_size, external_ref, note, expire_time, venue_name,
    venue_address, occurrence_id, price_cents, currency_code)
ORDER BY external_ref
ON CONFLICT (tenant_id, external_ref) WHERE external_ref <> '' DO NOTHING
RETURNING booking_id
"""

# Places that two of these want go to the first; what others hold stays theirs. Selected from
# resources: who was retired meanwhile gets none.
_PLACE: LiteralString = """
INSERT INTO booking_segments (tenant_id, booking_id, occurrence_id, position, resource_id,
    offering_id, start_time, end_time, state)
SELECT r.tenant_id, booking_id, occurrence_id, 1, r.resource_id, offering_id, start_time, end_time,
    state
FROM unnest(%(booking_ids)b::uuid[], %(occurrence_ids)b::uuid[], %(resource_ids)b::uuid[],
    %(offering_ids)b::uuid[], %(starts)b::timestamptz[], %(ends)b::timestamptz[],
    %(states)b::text[]) WITH ORDINALITY
    AS t (booking_id, occurrence_id, resource_id, offering_id, start_time, end_time, state, n)
JOIN resources r USING (resource_id)
WHERE r.tenant_id = %(tenant_id)s AND r.retire_time IS NULL
ORDER BY n
ON CONFLICT DO NOTHING
RETURNING coalesce(booking_id, occurrence_id)
"""

# Of the whole tenant: whichever of them stands in the way. Who holds one of them is about to change
# it.
_STALE: LiteralString = """
SELECT booking_id FROM bookings
WHERE tenant_id = %(tenant_id)s AND state IN ('held', 'pending') AND expire_time <= %(now)s
ORDER BY booking_id
FOR NO KEY UPDATE SKIP LOCKED
"""

_REMOVE: LiteralString = """
DELETE FROM bookings WHERE tenant_id = %(tenant_id)s AND booking_id = ANY (%(booking_ids)b)
"""


@dataclass(frozen=True)
class Known:
    """The booking that has an external_ref."""

    booking_id: UUID
    customer_id: UUID
    start: datetime
    revision: int


@dataclass(frozen=True)
class Place:
    """What a booking, or an occurrence, wants: a resource for a stretch of time."""

    owner_id: UUID
    resource_id: UUID
    offering_id: UUID
    time: TimeRange
    state: State
    of_occurrence: bool = False


class Imports:
    """The bookings of one tenant, many at once, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def known(self, refs: Collection[str]) -> dict[str, Known]:
        """The bookings that have one of these refs."""
        rows = await self._rows(_KNOWN, refs=list(refs))
        return {
            ref: Known(booking_id, customer_id, start.astimezone(UTC), revision)
            for ref, booking_id, customer_id, start, revision in rows
        }

    async def stale(self, now: datetime) -> list[UUID]:
        """Holds and requests that are over and stand there all the same, locked, by their ids."""
        return [booking_id for (booking_id,) in await self._rows(_STALE, now=now)]

    async def add(self, bookings: Sequence[Booking]) -> set[UUID]:
        """Store the bookings without their places; those whose external_ref was free."""
        if not bookings:
            return set()
        values = [_values(each) for each in bookings]
        columns = {name: [each[name] for each in values] for name in values[0]}
        return {booking_id for (booking_id,) in await self._rows(_ADD, **columns)}

    async def place(self, places: Sequence[Place]) -> set[UUID]:
        """Take the places that are free; the owners that have theirs."""
        rows = await self._rows(
            _PLACE,
            booking_ids=[None if each.of_occurrence else each.owner_id for each in places],
            occurrence_ids=[each.owner_id if each.of_occurrence else None for each in places],
            resource_ids=[each.resource_id for each in places],
            offering_ids=[each.offering_id for each in places],
            starts=[each.time.start for each in places],
            ends=[each.time.end for each in places],
            states=[each.state.value for each in places],
        )
        return {owner_id for (owner_id,) in rows}

    async def remove(self, booking_ids: Collection[UUID]) -> None:
        """Forget bookings that found no place."""
        if not booking_ids:
            return
        values = {"tenant_id": self.tenant_id, "booking_ids": list(booking_ids)}
        await self.connection.execute(_REMOVE, values)

    async def _rows(self, query: LiteralString, **values: object) -> list[tuple[Any, ...]]:
        bound = {"tenant_id": self.tenant_id, **values}
        return await (await self.connection.execute(query, bound)).fetchall()


def _values(booking: Booking) -> dict[str, object]:
    return {
        "booking_id": booking.booking_id,
        "customer_id": booking.customer_id,
        "offering_id": booking.offering_id,
        "offering_name": booking.offering_name,
        "start_time": booking.time.start,
        "end_time": booking.time.end,
        "time_zone": booking.time_zone,
        "state": booking.state.value,
        "origin": booking.origin.value,
        "create_time": booking.create_time,
        "party_size": booking.party_size,
        "external_ref": booking.external_ref,
        "note": booking.note,
        "expire_time": booking.expire_time,
        "venue_name": booking.venue.name if booking.venue else "",
        "venue_address": booking.venue.address if booking.venue else "",
        "occurrence_id": booking.occurrence_id,
        "price_cents": booking.price_cents,
        "currency_code": booking.currency_code,
    }
