"""The bookings of a tenant and their segments."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql

from services.booking.domain.booking import Booking, BookingFilter, Origin, Segment, State
from services.booking.domain.calendar import TimeRange
from services.booking.domain.errors import BookingNotFound
from services.common.database import Connection

# The place first: without it there is no booking. A plain INSERT, without ON CONFLICT, deadlocks
# where many want one place. Selected from resources, so that row security hides another tenant's.
_ADD: LiteralString = """
WITH place AS (
    INSERT INTO booking_segments
        (tenant_id, booking_id, position, resource_id, start_time, end_time, state)
    SELECT tenant_id, %(booking_id)s, 1, resource_id, %(taken_from)s, %(taken_until)s, %(state)s
    FROM resources
    WHERE tenant_id = %(tenant_id)s AND resource_id = %(resource_id)s AND retire_time IS NULL
    ON CONFLICT DO NOTHING
    RETURNING tenant_id
)
INSERT INTO bookings (tenant_id, booking_id, customer_id, offering_id, offering_name, start_time,
    end_time, time_zone, state, origin, revision, create_time, update_time)
SELECT tenant_id, %(booking_id)s, %(customer_id)s, %(offering_id)s, %(offering_name)s,
    %(start_time)s, %(end_time)s, %(time_zone)s, %(state)s, %(origin)s, %(revision)s,
    %(create_time)s, %(update_time)s
FROM place
RETURNING booking_id
"""

_COLUMNS = sql.SQL("""
    b.booking_id, b.customer_id, b.offering_id, b.offering_name, b.start_time, b.end_time,
    b.time_zone, b.state, b.origin, b.create_time, b.update_time, b.revision,
    s.resource_id, r.display_name, s.start_time, s.end_time
""")

_GET = sql.SQL("""
SELECT {columns}
FROM bookings b
JOIN booking_segments s USING (tenant_id, booking_id)
JOIN resources r USING (tenant_id, resource_id)
WHERE tenant_id = %(tenant_id)s AND booking_id = %(booking_id)s
ORDER BY s.position
""").format(columns=_COLUMNS)

_LOCK: LiteralString = """
SELECT 1 FROM bookings
WHERE tenant_id = %(tenant_id)s AND booking_id = %(booking_id)s
FOR NO KEY UPDATE
"""

_LIST = sql.SQL("""
WITH page AS (
    SELECT * FROM bookings WHERE tenant_id = %(tenant_id)s {conditions}
    ORDER BY start_time, booking_id LIMIT %(limit)s
)
SELECT {columns}
FROM page b
JOIN booking_segments s USING (tenant_id, booking_id)
JOIN resources r USING (tenant_id, resource_id)
ORDER BY b.start_time, b.booking_id, s.position
""")

# The lower bound of start_time is for the index: no booking is longer than a day.
_CONDITIONS: dict[str, LiteralString] = {
    "customer_id": "AND customer_id = %(customer_id)s",
    "ends_after": "AND end_time > %(ends_after)s"
    " AND start_time > %(ends_after)s::timestamptz - interval '24 hours'",
    "states": "AND state = ANY (%(states)s)",
    "after_id": "AND (start_time, booking_id) > (%(after_time)s, %(after_id)s)",
}

_CHANGE: LiteralString = """
WITH places AS (
    UPDATE booking_segments SET state = %(state)s
    WHERE tenant_id = %(tenant_id)s AND booking_id = %(booking_id)s
)
UPDATE bookings SET state = %(state)s, revision = %(revision)s, update_time = %(update_time)s
WHERE tenant_id = %(tenant_id)s AND booking_id = %(booking_id)s
"""

Row = Sequence[Any]


class Bookings:
    """The bookings of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def add(self, booking: Booking) -> bool:
        """Store the booking, or say False: its place was taken meanwhile, by whoever it was."""
        (segment,) = booking.segments
        values = {
            "tenant_id": self.tenant_id,
            "booking_id": booking.booking_id,
            "customer_id": booking.customer_id,
            "offering_id": booking.offering_id,
            "offering_name": booking.offering_name,
            "start_time": booking.time.start,
            "end_time": booking.time.end,
            "time_zone": booking.time_zone,
            "state": booking.state.value,
            "origin": booking.origin.value,
            "revision": booking.revision,
            "create_time": booking.create_time,
            "update_time": booking.update_time,
            "resource_id": segment.resource_id,
            "taken_from": segment.time.start,
            "taken_until": segment.time.end,
        }
        return await (await self.connection.execute(_ADD, values)).fetchone() is not None

    async def get(self, booking_id: UUID) -> Booking:
        """The booking as it stands."""
        values = {"tenant_id": self.tenant_id, "booking_id": booking_id}
        rows = await (await self.connection.execute(_GET, values)).fetchall()
        if not rows:
            raise BookingNotFound(booking_id)
        return _booking(rows)

    async def lock(self, booking_id: UUID) -> Booking:
        """The booking as it stands, held against other changes until the transaction ends."""
        values = {"tenant_id": self.tenant_id, "booking_id": booking_id}
        await self.connection.execute(_LOCK, values)
        return await self.get(booking_id)

    async def change(self, booking: Booking) -> None:
        """Store the state, for the booking and for its places."""
        values = {
            "tenant_id": self.tenant_id,
            "booking_id": booking.booking_id,
            "state": booking.state.value,
            "revision": booking.revision,
            "update_time": booking.update_time,
        }
        await self.connection.execute(_CHANGE, values)

    async def page(
        self, wanted: BookingFilter, limit: int, *, after: tuple[datetime, UUID] | None
    ) -> list[Booking]:
        """At most so many bookings by start, beginning behind the one named."""
        after_time, after_id = after or (None, None)
        chosen = {
            "customer_id": wanted.customer_id,
            "ends_after": wanted.ends_after,
            "states": [each.value for each in wanted.states],
            "after_id": after_id,
        }
        conditions = [sql.SQL(text) for name, text in _CONDITIONS.items() if chosen[name]]
        query = _LIST.format(columns=_COLUMNS, conditions=sql.SQL(" ").join(conditions))
        values = {**chosen, "tenant_id": self.tenant_id, "after_time": after_time, "limit": limit}
        rows = await (await self.connection.execute(query, values)).fetchall()
        return [_booking(list(group)) for _, group in groupby(rows, key=lambda row: row[0])]


def _booking(rows: Sequence[Row]) -> Booking:
    """From a row for each segment."""
    (
        booking_id,
        customer_id,
        offering_id,
        offering_name,
        start_time,
        end_time,
        time_zone,
        state,
        origin,
        create_time,
        update_time,
        revision,
    ) = rows[0][:12]
    return Booking(
        booking_id=booking_id,
        customer_id=customer_id,
        offering_id=offering_id,
        offering_name=offering_name,
        time=_range(start_time, end_time),
        time_zone=time_zone,
        state=State(state),
        origin=Origin(origin),
        segments=tuple(Segment(row[12], row[13], _range(*row[14:])) for row in rows),
        create_time=create_time.astimezone(UTC),
        update_time=update_time.astimezone(UTC),
        revision=revision,
    )


def _range(start: datetime, end: datetime) -> TimeRange:
    return TimeRange(start.astimezone(UTC), end.astimezone(UTC))
