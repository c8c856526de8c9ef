"""The bookings of a tenant."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import LiteralString
from uuid import UUID

from psycopg import sql

from services.booking.domain.booking import Booking, BookingFilter, State
from services.booking.domain.errors import BookingNotFound
from services.booking.storage.booking_rows import (
    NAMES,
    SEGMENT_COLUMNS,
    SEGMENTS,
    booking_of,
    order_of,
    values_of,
)
from services.booking.storage.occurrences import Occurrences
from services.common.database import Connection
from services.common.fields import RequestKey

_COLUMNS = sql.SQL(", ").join(map(sql.Identifier, NAMES))
_VALUES = sql.SQL(", ").join(map(sql.Placeholder, NAMES))

# Written out once: a statement that is put together costs more than its values each time.
# The place first: without it there is no booking. A plain INSERT, without ON CONFLICT, deadlocks
# where many want one place. Selected from resources, so that row security hides another tenant's.
_ADD_PLACED = (
    sql.SQL("""
WITH place AS (
    INSERT INTO booking_segments
        (tenant_id, booking_id, position, resource_id, start_time, end_time, state, offering_id)
    SELECT tenant_id, %(booking_id)s, 1, resource_id, %(taken_from)s, %(taken_until)s, %(state)s,
        %(performed)s
    FROM resources
    WHERE tenant_id = %(tenant_id)s AND resource_id = %(resource_id)s AND retire_time IS NULL
    ON CONFLICT DO NOTHING
    RETURNING tenant_id
)
INSERT INTO bookings (tenant_id, {columns})
SELECT tenant_id, {values} FROM place
RETURNING booking_id
""")
    .format(columns=_COLUMNS, values=_VALUES)
    .as_bytes()
)

# The same together with the request that asks for it, where it is new: most bookings are made so.
_ADD_ASKED = (
    sql.SQL("""
WITH request AS (
    INSERT INTO requests (tenant_id, request_id, digest, result)
    VALUES (%(tenant_id)s, %(request_id)s, %(digest)s, %(booking_id)s::uuid::text)
    ON CONFLICT DO NOTHING RETURNING tenant_id
), place AS (
    INSERT INTO booking_segments
        (tenant_id, booking_id, position, resource_id, start_time, end_time, state, offering_id)
    SELECT tenant_id, %(booking_id)s, 1, resource_id, %(taken_from)s, %(taken_until)s, %(state)s,
        %(performed)s
    FROM resources JOIN request USING (tenant_id)
    WHERE tenant_id = %(tenant_id)s AND resource_id = %(resource_id)s AND retire_time IS NULL
    ON CONFLICT DO NOTHING RETURNING tenant_id
), booking AS (
    INSERT INTO bookings (tenant_id, {columns})
    SELECT tenant_id, {values} FROM place
    RETURNING tenant_id
)
SELECT EXISTS (SELECT FROM request), EXISTS (SELECT FROM booking)
""")
    .format(columns=_COLUMNS, values=_VALUES)
    .as_bytes()
)

_ADD = (
    sql.SQL("""
INSERT INTO bookings (tenant_id, {columns}) VALUES (%(tenant_id)s, {values})
""")
    .format(columns=_COLUMNS, values=_VALUES)
    .as_bytes()
)

_READ = sql.SQL(", ").join(
    [*(sql.SQL("b.") + sql.Identifier(name) for name in NAMES), sql.SQL(SEGMENT_COLUMNS)]
)

_GET = (
    sql.SQL("""
SELECT {columns} FROM bookings b {segments}
WHERE b.tenant_id = %(tenant_id)s AND b.booking_id = %(booking_id)s
ORDER BY s.position
""")
    .format(columns=_READ, segments=sql.SQL(SEGMENTS))
    .as_bytes()
)

_LOCK: LiteralString = """
SELECT 1 FROM bookings
WHERE tenant_id = %(tenant_id)s AND booking_id = %(booking_id)s
FOR NO KEY UPDATE
"""

_WITH_REF: LiteralString = """
SELECT booking_id FROM bookings
WHERE tenant_id = %(tenant_id)s AND external_ref = %(external_ref)s AND external_ref <> ''
"""

_LIST = sql.SQL("""
WITH page AS (
    SELECT * FROM bookings own WHERE tenant_id = %(tenant_id)s {conditions}
    ORDER BY start_time, booking_id LIMIT %(limit)s
)
SELECT {columns} FROM page b {segments}
ORDER BY b.start_time, b.booking_id, s.position
""")

# The lower bound of start_time is for the index: no booking is longer than a day.
_CONDITIONS: dict[str, LiteralString] = {
    "customer_id": "AND customer_id = %(customer_id)s",
    "ends_after": "AND end_time > %(ends_after)s"
    " AND start_time > %(ends_after)s::timestamptz - interval '24 hours'",
    "starts_before": "AND start_time < %(starts_before)s",
    "states": "AND state = ANY (%(states)s)",
    "resource_id": "AND (EXISTS (SELECT FROM booking_segments s WHERE s.tenant_id = own.tenant_id"
    " AND s.booking_id = own.booking_id AND s.resource_id = %(resource_id)s)"
    " OR EXISTS (SELECT FROM booking_segments s WHERE s.tenant_id = own.tenant_id"
    " AND s.occurrence_id = own.occurrence_id AND s.resource_id = %(resource_id)s))",
    "after_id": "AND (start_time, booking_id) > (%(after_time)s, %(after_id)s)",
}

_GIVEN_UP = {State.CANCELLED, State.EXPIRED}

# By whom, in which zone and when it was made never changes; all else may.
_FIXED = {"booking_id", "customer_id", "time_zone", "create_time"}
_CHANGE = (
    sql.SQL("""
WITH places AS (
    UPDATE booking_segments SET state = %(state)s
    WHERE tenant_id = %(tenant_id)s AND booking_id = %(booking_id)s AND state <> %(state)s
)
UPDATE bookings SET {changes}
WHERE tenant_id = %(tenant_id)s AND booking_id = %(booking_id)s
""")
    .format(
        changes=sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name))
            for name in NAMES
            if name not in _FIXED
        )
    )
    .as_bytes()
)


class Bookings:
    """The bookings of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def add(self, booking: Booking) -> bool:
        """Store a booking of one segment, or say False: its place was taken meanwhile, by
        whoever it was."""
        values = self._placed(booking)
        return await (await self.connection.execute(_ADD_PLACED, values)).fetchone() is not None

    async def add_asked(self, booking: Booking, key: RequestKey) -> tuple[bool, bool]:
        """Store a booking of one segment with the request for it: whether the request is new, and
        whether both are stored."""
        values = self._placed(booking) | {"request_id": key.id, "digest": key.digest}
        row = await (await self.connection.execute(_ADD_ASKED, values)).fetchone()
        is_new, is_stored = row or (False, False)
        return is_new, is_stored

    def _placed(self, booking: Booking) -> dict[str, object]:
        (segment,) = booking.segments
        return values_of(booking) | {
            "tenant_id": self.tenant_id,
            "resource_id": segment.resource_id,
            "taken_from": segment.time.start,
            "taken_until": segment.time.end,
            "performed": segment.offering_id,
        }

    async def add_bare(self, booking: Booking) -> None:
        """Store a booking without segments: it gets them afterwards, or sits in an occurrence."""
        values = values_of(booking) | {"tenant_id": self.tenant_id}
        await self.connection.execute(_ADD, values)

    async def get(self, booking_id: UUID) -> Booking:
        """The booking as it stands."""
        values = {"tenant_id": self.tenant_id, "booking_id": booking_id}
        rows = await (await self.connection.execute(_GET, values)).fetchall()
        if not rows:
            raise BookingNotFound(booking_id)
        return booking_of(rows)

    async def lock(self, booking_id: UUID) -> Booking:
        """The booking as it stands, held against other changes until the transaction ends."""
        values = {"tenant_id": self.tenant_id, "booking_id": booking_id}
        await self.connection.execute(_LOCK, values)
        return await self.get(booking_id)

    async def id_of(self, external_ref: str) -> UUID | None:
        """The booking that has the tenant's own id; an empty one is none."""
        values = {"tenant_id": self.tenant_id, "external_ref": external_ref}
        row = await (await self.connection.execute(_WITH_REF, values)).fetchone()
        return row[0] if row else None

    async def change(self, booking: Booking) -> None:
        """Store all that may change about it, for its segments their state. Who gives up the last
        seat of an occurrence gives back its place."""
        values = values_of(booking) | {"tenant_id": self.tenant_id}
        await self.connection.execute(_CHANGE, values)
        if booking.occurrence_id is not None and booking.state in _GIVEN_UP:
            await Occurrences(self.connection, self.tenant_id).release(booking.occurrence_id)

    async def page(
        self, wanted: BookingFilter, limit: int, *, after: tuple[datetime, UUID] | None
    ) -> list[Booking]:
        """At most so many bookings by start, beginning behind the one named."""
        after_time, after_id = after or (None, None)
        chosen = {
            "customer_id": wanted.customer_id,
            "ends_after": wanted.ends_after,
            "starts_before": wanted.starts_before,
            "states": [each.value for each in wanted.states],
            "resource_id": wanted.resource_id,
            "after_id": after_id,
        }
        conditions = [sql.SQL(text) for name, text in _CONDITIONS.items() if chosen[name]]
        query = _LIST.format(
            columns=_READ,
            segments=sql.SQL(SEGMENTS),
            conditions=sql.SQL(" ").join(conditions),
        )
        values = {**chosen, "tenant_id": self.tenant_id, "after_time": after_time, "limit": limit}
        rows: Sequence[tuple[object, ...]]
        rows = await (await self.connection.execute(query, values)).fetchall()
        return [booking_of(list(group)) for _, group in groupby(rows, key=order_of)]
