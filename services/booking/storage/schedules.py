"""Reads when an offering can be booked: all of it in one statement."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.calendar import Opening, Pace, Taken, TimeRange
from services.booking.domain.catalog import Approval
from services.booking.domain.errors import OfferingMissing, OfferingNotFound
from services.booking.domain.schedule import Performer, Schedule
from services.common.database import Connection

# A row for each resource that performs the offering; one without a resource where none does.
# Lengths are added as seconds, never as days, which would be as long as the session's zone says.
# The lower bound of start_time is for the index: no segment is longer than 32 hours, no buffer
# than 4. What follows on each other comes as one stretch: a full day is two, not twenty.
_SCHEDULE: LiteralString = """
SELECT c.time_zone, c.approval, o.offering_id, o.display_name, o.length_seconds, o.step_seconds,
       o.buffer_before_seconds, o.buffer_after_seconds,
       r.resource_id, r.display_name, h.weekdays, h.starts, h.ends, t.starts, t.ends
FROM catalogs c
JOIN offerings o ON o.tenant_id = c.tenant_id AND o.retire_time IS NULL
    AND o.offering_id = coalesce(%(offering_id)s::uuid, c.default_offering_id)
LEFT JOIN LATERAL (
    SELECT resources.* FROM performed_offerings JOIN resources USING (tenant_id, resource_id)
    WHERE tenant_id = o.tenant_id AND offering_id = o.offering_id AND retire_time IS NULL
        AND resource_id = coalesce(%(resource_id)s::uuid, resource_id)
) r ON true
LEFT JOIN LATERAL (
    SELECT array_agg(weekday) AS weekdays, array_agg(start_minute) AS starts,
        array_agg(end_minute) AS ends
    FROM openings WHERE tenant_id = r.tenant_id AND resource_id = r.resource_id
) h ON true
LEFT JOIN LATERAL (
    SELECT array_agg(lower(stretch)) AS starts, array_agg(upper(stretch)) AS ends
    FROM unnest((
        SELECT range_agg(tstzrange(start_time, end_time)) FROM booking_segments
        WHERE tenant_id = r.tenant_id AND resource_id = r.resource_id
            AND state IN ('held', 'pending', 'confirmed')
            AND start_time < %(last)s
                + make_interval(secs => o.length_seconds + o.buffer_after_seconds)
            AND end_time > %(first)s - make_interval(secs => o.buffer_before_seconds)
            AND start_time > %(first)s - interval '36 hours'
    )) AS stretch
) t ON true
WHERE c.tenant_id = %(tenant_id)s
ORDER BY r.rank, r.name
"""

Row = Sequence[Any]


class Schedules:
    """The schedules of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def read(
        self,
        offering_id: UUID | None,
        first: datetime,
        last: datetime,
        *,
        resource_id: UUID | None = None,
    ) -> Schedule:
        """The schedule of an offering, or of the default; its slots from `first` to `last`.

        What is taken is known for slots that start in these instants, both included. Of one
        resource where one is named.
        """
        values = {
            "tenant_id": self.tenant_id,
            "offering_id": offering_id,
            "resource_id": resource_id,
            "first": first,
            "last": last,
        }
        rows = await (await self.connection.execute(_SCHEDULE, values)).fetchall()
        if not rows:
            raise OfferingNotFound(offering_id) if offering_id else OfferingMissing
        return _schedule(rows)


def _schedule(rows: Sequence[Row]) -> Schedule:
    time_zone, approval, offering_id, name, *lengths = rows[0][:8]
    return Schedule(
        zone=ZoneInfo(time_zone),
        approval=Approval(approval),
        offering_id=offering_id,
        offering_name=name,
        pace=Pace(*(timedelta(seconds=each) for each in lengths)),
        performers=tuple(_performer(row[8:]) for row in rows if row[8]),
    )


def _performer(row: Row) -> Performer:
    resource_id, name, weekdays, first_minutes, last_minutes, starts, ends = row
    openings = zip(weekdays or (), first_minutes or (), last_minutes or (), strict=True)
    return Performer(
        resource_id=resource_id,
        name=name,
        openings=tuple(sorted(Opening(*each) for each in openings)),
        taken=Taken(_ranges(starts or (), ends or ())),
    )


def _ranges(starts: Iterable[datetime], ends: Iterable[datetime]) -> Iterator[TimeRange]:
    for start, end in zip(starts, ends, strict=True):
        yield TimeRange(start.astimezone(UTC), end.astimezone(UTC))
