"""Reads the coming bookings of a tenant, however many there are."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, LiteralString
from uuid import UUID

from services.booking.domain.misfits import Coming, Place
from services.common.database import Connection

AT_ONCE = 2000

# Those that are over by their expiry give way to whoever comes, so they need to fit no more. The
# lower bound of start_time is for the index: no booking is longer than a day. Spans are in whole
# seconds, read in binary: a tenant may have 100,000 of them, and its operator waits.
_COMING: LiteralString = """
SELECT b.booking_id, b.offering_id, b.offering_name, b.start_time,
    floor(extract(epoch FROM b.start_time))::bigint, ceil(extract(epoch FROM b.end_time))::bigint,
    b.party_size, coalesce(s.resource_id, o.resource_id), r.display_name,
    floor(extract(epoch FROM coalesce(s.start_time, o.start_time)))::bigint,
    ceil(extract(epoch FROM coalesce(s.end_time, o.end_time)))::bigint,
    coalesce(s.offering_id, b.offering_id)
FROM bookings b
LEFT JOIN booking_segments s ON s.tenant_id = b.tenant_id AND s.booking_id = b.booking_id
LEFT JOIN booking_segments o ON o.tenant_id = b.tenant_id AND o.occurrence_id = b.occurrence_id
LEFT JOIN resources r
    ON r.tenant_id = b.tenant_id AND r.resource_id = coalesce(s.resource_id, o.resource_id)
WHERE b.tenant_id = %(tenant_id)s AND b.state IN ('held', 'pending', 'confirmed')
    AND b.end_time > %(now)s AND b.start_time > %(now)s::timestamptz - interval '24 hours'
    AND (b.expire_time IS NULL OR b.expire_time > %(now)s)
ORDER BY b.start_time, b.create_time, b.booking_id, s.position
"""

Row = Sequence[Any]


async def coming_bookings(
    connection: Connection, tenant_id: UUID, now: datetime, *, at_once: int = AT_ONCE
) -> AsyncIterator[Coming]:
    """Those that hold a place and end after now, by start; so many rows are read at once."""
    async with connection.cursor("coming_bookings", binary=True) as cursor:
        await cursor.execute(_COMING, {"tenant_id": tenant_id, "now": now})
        rows: list[Row] = []
        while read := await cursor.fetchmany(at_once):
            *whole, last = (list(group) for _, group in groupby([*rows, *read], key=_booking_id))
            for each in whole:
                yield _coming(each)
            rows = last  # the rest of its rows may be in the next page
    if rows:
        yield _coming(rows)


def _booking_id(row: Row) -> UUID:
    booking_id: UUID = row[0]
    return booking_id


def _coming(rows: Sequence[Row]) -> Coming:
    booking_id, offering_id, offering_name, start, first, last, party_size = rows[0][:7]
    places = [_place(*row[7:]) for row in rows if row[7]]
    return Coming(booking_id, offering_id, offering_name, start, (first, last), party_size, places)


def _place(resource_id: UUID, name: str, first: int, last: int, offering_id: UUID) -> Place:
    return Place(resource_id, name, (first, last), offering_id)
