"""Reads when something can be booked. What a catalog says is remembered as long as it stands; then
one statement reads all that is taken."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from services.booking.domain.errors import OfferingMissing, OfferingNotFound, ResourceNotFound
from services.booking.domain.visit import Visit
from services.booking.storage.bookables import Bookable, Bookables, Key, Wanted
from services.booking.storage.catalog_rows import OFFERING
from services.booking.storage.schedule_rows import (
    Window,
    bookable_of,
    seen_of,
    visit_of,
    window_of,
)
from services.common.database import Connection

# A row for each resource that performs a wanted offering; one without a resource where none does.
# Every change of a catalog writes its row anew, so xmin tells whether it is still the same.
# `told` are the group offerings for which a resource is kept; among themselves the first that is
# booked has it.
_REST_OF_CATALOG: LiteralString = """,
    w.position, c.xmin::text, c.time_zone, c.approval, c.rules::text,
    r.resource_id, r.display_name, r.capacity, r.rank, r.hours::text, h.weekly, g.told
FROM catalogs c
CROSS JOIN unnest(%(offering_ids)s::uuid[]) WITH ORDINALITY AS w (offering_id, position)
JOIN offerings o ON o.tenant_id = c.tenant_id AND o.retire_time IS NULL
    AND o.offering_id = coalesce(w.offering_id, c.default_offering_id)
LEFT JOIN LATERAL (
    SELECT resources.* FROM performed_offerings JOIN resources USING (tenant_id, resource_id)
    WHERE tenant_id = o.tenant_id AND offering_id = o.offering_id AND retire_time IS NULL
        AND resource_id = coalesce(%(resource_id)s::uuid, resource_id)
) r ON true
LEFT JOIN LATERAL (
    SELECT json_agg(ARRAY[weekday, start_minute, end_minute]
        ORDER BY weekday, start_minute)::text AS weekly
    FROM openings WHERE tenant_id = r.tenant_id AND resource_id = r.resource_id
) h ON true
LEFT JOIN LATERAL (
    SELECT array_agg(json_build_array(offering_id, seats, length_seconds, step_seconds,
        buffer_before_seconds, buffer_after_seconds, occurrences)::text) AS told
    FROM performed_offerings p JOIN offerings USING (tenant_id, offering_id)
    WHERE tenant_id = r.tenant_id AND p.resource_id = r.resource_id
        AND seats IS NOT NULL AND retire_time IS NULL
) g ON o.seats IS NULL
WHERE c.tenant_id = %(tenant_id)s
ORDER BY w.position, r.name
"""

_CATALOG: LiteralString = "SELECT" + OFFERING + _REST_OF_CATALOG

# `freed` are the places of the booking that is being moved, of holds and requests that are over,
# and of occurrences in which nobody else has a seat.
_FREED: LiteralString = """
WITH gone AS MATERIALIZED (
    SELECT booking_id, occurrence_id FROM bookings
    WHERE tenant_id = %(tenant_id)s AND booking_id = %(without)s::uuid
    UNION
    SELECT booking_id, occurrence_id FROM bookings
    WHERE tenant_id = %(tenant_id)s AND state IN ('held', 'pending')
        AND expire_time <= %(now)s::timestamptz
), emptied AS MATERIALIZED (
    SELECT DISTINCT occurrence_id FROM gone WHERE occurrence_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM bookings b WHERE tenant_id = %(tenant_id)s
            AND b.occurrence_id = gone.occurrence_id AND state IN ('held', 'pending', 'confirmed')
            AND booking_id NOT IN (SELECT booking_id FROM gone))
), freed AS MATERIALIZED (
    SELECT resource_id, range_agg(tstzrange(start_time, end_time)) AS places FROM booking_segments
    WHERE tenant_id = %(tenant_id)s AND state IN ('held', 'pending', 'confirmed')
        AND (booking_id = ANY (ARRAY(SELECT booking_id FROM gone))
            OR occurrence_id = ANY (ARRAY(SELECT occurrence_id FROM emptied)))
    GROUP BY resource_id
)
"""

# What follows on each other comes as one stretch: a full day is two, not twenty. The lower bound of
# start_time is for the index: no segment is longer than 32 hours.
_BOOKED: LiteralString = """
SELECT c.xmin::text, w.resource_id, t.starts, t.ends
FROM catalogs c
LEFT JOIN unnest(%(resource_ids)s::uuid[]) AS w (resource_id) ON true
LEFT JOIN LATERAL (
    SELECT array_agg(floor(date_part('epoch', lower(stretch)))::bigint) AS starts,
        array_agg(ceil(date_part('epoch', upper(stretch)))::bigint) AS ends
    FROM unnest((
        SELECT range_agg(tstzrange(start_time, end_time)) FROM booking_segments
        WHERE tenant_id = %(tenant_id)s AND resource_id = w.resource_id
            AND state IN ('held', 'pending', 'confirmed')
            AND start_time < %(taken_until)s AND end_time > %(taken_from)s
            AND start_time > %(index_from)s
    )"""

_ALL: LiteralString = """) AS stretch
) t ON true
WHERE c.tenant_id = %(tenant_id)s
"""

_LESS_FREED: LiteralString = """
    - coalesce((SELECT places FROM freed WHERE resource_id = w.resource_id), '{}')) AS stretch
) t ON true
WHERE c.tenant_id = %(tenant_id)s
"""

# Who books at once needs nothing freed.
_TAKEN: LiteralString = _BOOKED + _ALL
_STILL_TAKEN: LiteralString = _FREED + _BOOKED + _LESS_FREED

_STANDING: LiteralString = """
SELECT date_part('epoch', x.start_time)::bigint, (
    SELECT coalesce(sum(party_size), 0)::integer FROM bookings
    WHERE tenant_id = x.tenant_id AND occurrence_id = x.occurrence_id
        AND state IN ('held', 'pending', 'confirmed')
        AND booking_id IS DISTINCT FROM %(without)s::uuid
        AND coalesce(expire_time > %(now)s::timestamptz, true)
), s.resource_id
FROM occurrences x LEFT JOIN booking_segments s USING (tenant_id, occurrence_id)
WHERE tenant_id = %(tenant_id)s AND x.offering_id = %(offering_id)s
    AND x.start_time BETWEEN %(taken_from)s AND %(taken_until)s
"""

_LONGEST_SEGMENT = timedelta(hours=36)

Row = tuple[Any, ...]

__all__ = ["Schedules", "Wanted"]


_KNOWN = Bookables()


class Schedules:
    """The schedules of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def read(
        self,
        wanted: Wanted,
        first: datetime,
        last: datetime,
        *,
        without: UUID | None = None,
        now: datetime | None = None,
    ) -> Visit:
        """What is wanted, with all that is known of its starts from `first` to `last`, both
        included.

        The places of the booking `without` count as free: it is being moved. So do, where `now`
        is told, those of holds and requests that are over by then and still stand.
        """
        freed = {"without": without, "now": now}
        while True:  # once more where the catalog was changed meanwhile
            bookable = await self._bookable(wanted)
            window = window_of(bookable, first, last)
            taken = await self._taken(bookable, window, freed)
            if taken and taken[0][0] == bookable.version:
                seen = seen_of(taken, await self._standing(bookable, window, freed), window)
                visit = visit_of(bookable, seen, only=wanted.resource_id)
                visit.check()
                return visit
            _KNOWN.forget(self._key(wanted))

    async def _bookable(self, wanted: Wanted) -> Bookable:
        key = self._key(wanted)
        known = _KNOWN.get(key)
        if known is None:
            known = await self._read(wanted)
            _KNOWN.put(key, known)
        return known

    async def _read(self, wanted: Wanted) -> Bookable:
        offering_ids: list[UUID | None] = [*wanted.offering_ids] or [None]
        resource_id = wanted.resource_id
        rows = await self._rows(_CATALOG, offering_ids=offering_ids, resource_id=resource_id)
        found = bookable_of(rows) if rows else None
        known = {each.offering.offering_id for each in found.parts} if found else set()
        for each in wanted.offering_ids:
            if each not in known:
                raise OfferingNotFound(each)
        if found is None:
            raise OfferingMissing
        if resource_id and not all(each.performers for each in found.parts):
            raise ResourceNotFound(resource_id)
        return found

    async def _taken(
        self, bookable: Bookable, window: Window, freed: Mapping[str, object]
    ) -> list[Row]:
        return await self._rows(
            _STILL_TAKEN if any(freed.values()) else _TAKEN,
            resource_ids=bookable.resource_ids,
            taken_from=window.first,
            taken_until=window.last,
            index_from=window.first - _LONGEST_SEGMENT,
            **freed,
        )

    async def _standing(
        self, bookable: Bookable, window: Window, freed: Mapping[str, object]
    ) -> list[Row]:
        """The occurrences of a group offering of which seats are booked."""
        offering = bookable.parts[0].offering
        if offering.group is None:
            return []
        return await self._rows(
            _STANDING,
            offering_id=offering.offering_id,
            taken_from=window.first,
            taken_until=window.last,
            **freed,
        )

    async def _rows(self, query: LiteralString, **values: object) -> list[Row]:
        bound = {"tenant_id": self.tenant_id, **values}
        return await (await self.connection.execute(query, bound)).fetchall()

    def _key(self, wanted: Wanted) -> Key:
        info = self.connection.info
        return info.port, info.dbname, self.tenant_id, wanted
