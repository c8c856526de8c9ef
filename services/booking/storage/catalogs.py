"""The catalog of a tenant: what it offers, who performs it, and when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from services.booking.domain.catalog import Approval, Catalog, Offering, Resource
from services.booking.storage.catalog_rows import (
    OFFERING,
    offering_of,
    offering_values,
    resource_of,
    resource_values,
)
from services.booking.storage.documents import rules_document, rules_of
from services.common.database import Connection

_LOCK: LiteralString = (
    "SELECT pg_advisory_xact_lock(hashtextextended('catalog ' || %(tenant_id)s::text, 0))"
)

_CATALOG: LiteralString = (
    "SELECT time_zone, approval, rules FROM catalogs WHERE tenant_id = %(tenant_id)s"
)

_OFFERINGS: LiteralString = (
    "SELECT"
    + OFFERING
    + """
FROM offerings o JOIN catalogs c USING (tenant_id)
WHERE tenant_id = %(tenant_id)s AND o.retire_time IS NULL AND o.name > %(after)s
ORDER BY o.name LIMIT %(limit)s
"""
)

_RESOURCES: LiteralString = """
SELECT r.resource_id, r.name, r.display_name, r.capacity, r.rank, r.hours,
    ARRAY(
        SELECT o.name FROM performed_offerings p JOIN offerings o USING (tenant_id, offering_id)
        WHERE tenant_id = r.tenant_id AND p.resource_id = r.resource_id
    ),
    ARRAY(
        SELECT ARRAY[weekday, start_minute, end_minute] FROM openings h
        WHERE h.tenant_id = r.tenant_id AND h.resource_id = r.resource_id
    )
FROM resources r
WHERE r.tenant_id = %(tenant_id)s AND r.retire_time IS NULL AND r.name > %(after)s
ORDER BY r.name LIMIT %(limit)s
"""

_OFFERING_IDS: LiteralString = (
    "SELECT name, offering_id FROM offerings WHERE tenant_id = %(tenant_id)s"
)
_OFFERING_NAME: LiteralString = (
    "SELECT name FROM offerings WHERE tenant_id = %(tenant_id)s AND offering_id = %(offering_id)s"
)
_RESOURCE_IDS: LiteralString = (
    "SELECT name, resource_id FROM resources WHERE tenant_id = %(tenant_id)s"
)

_PUT_CATALOG: LiteralString = """
INSERT INTO catalogs (tenant_id, time_zone, approval, rules, default_offering_id, update_time)
VALUES (%(tenant_id)s, %(time_zone)s, %(approval)s, %(rules)s, %(default_offering_id)s, %(now)s)
ON CONFLICT (tenant_id) DO UPDATE SET time_zone = excluded.time_zone, approval = excluded.approval,
    rules = excluded.rules, default_offering_id = excluded.default_offering_id,
    update_time = excluded.update_time
"""

_PUT_OFFERING: LiteralString = """
INSERT INTO offerings (tenant_id, offering_id, name, display_name, length_seconds, step_seconds,
    buffer_before_seconds, buffer_after_seconds, price_cents, currency_code, min_notice_seconds,
    book_ahead_seconds, cancel_notice_seconds, move_notice_seconds, approval, min_party, max_party,
    venue_name, venue_address, seats, occurrences)
VALUES (%(tenant_id)s, %(offering_id)s, %(name)s, %(display_name)s, %(length_seconds)s,
    %(step_seconds)s, %(buffer_before_seconds)s, %(buffer_after_seconds)s, %(price_cents)s,
    %(currency_code)s, %(min_notice_seconds)s, %(book_ahead_seconds)s, %(cancel_notice_seconds)s,
    %(move_notice_seconds)s, %(approval)s, %(min_party)s, %(max_party)s, %(venue_name)s,
    %(venue_address)s, %(seats)s, %(occurrences)s)
ON CONFLICT (tenant_id, offering_id) DO UPDATE SET display_name = excluded.display_name,
    length_seconds = excluded.length_seconds, step_seconds = excluded.step_seconds,
    buffer_before_seconds = excluded.buffer_before_seconds,
    buffer_after_seconds = excluded.buffer_after_seconds, price_cents = excluded.price_cents,
    currency_code = excluded.currency_code, min_notice_seconds = excluded.min_notice_seconds,
    book_ahead_seconds = excluded.book_ahead_seconds,
    cancel_notice_seconds = excluded.cancel_notice_seconds,
    move_notice_seconds = excluded.move_notice_seconds, approval = excluded.approval,
    min_party = excluded.min_party, max_party = excluded.max_party,
    venue_name = excluded.venue_name, venue_address = excluded.venue_address,
    seats = excluded.seats, occurrences = excluded.occurrences, retire_time = NULL
"""

_PUT_RESOURCE: LiteralString = """
INSERT INTO resources (tenant_id, resource_id, name, display_name, capacity, rank, hours)
VALUES (%(tenant_id)s, %(resource_id)s, %(name)s, %(display_name)s, %(capacity)s, %(rank)s,
    %(hours)s)
ON CONFLICT (tenant_id, resource_id) DO UPDATE SET display_name = excluded.display_name,
    capacity = excluded.capacity, rank = excluded.rank, hours = excluded.hours, retire_time = NULL
"""

_RETIRE_OFFERINGS: LiteralString = """
UPDATE offerings SET retire_time = %(now)s
WHERE tenant_id = %(tenant_id)s AND retire_time IS NULL AND NOT offering_id = ANY (%(kept)s)
"""

_RETIRE_RESOURCES: LiteralString = """
UPDATE resources SET retire_time = %(now)s
WHERE tenant_id = %(tenant_id)s AND retire_time IS NULL AND NOT resource_id = ANY (%(kept)s)
"""

_CLEAR_PERFORMED: LiteralString = "DELETE FROM performed_offerings WHERE tenant_id = %(tenant_id)s"
_PUT_PERFORMED: LiteralString = """
INSERT INTO performed_offerings (tenant_id, resource_id, offering_id)
SELECT %(tenant_id)s, * FROM unnest(%(resource_ids)s::uuid[], %(offering_ids)s::uuid[])
"""

_CLEAR_OPENINGS: LiteralString = "DELETE FROM openings WHERE tenant_id = %(tenant_id)s"
_PUT_OPENINGS: LiteralString = """
INSERT INTO openings (tenant_id, resource_id, weekday, start_minute, end_minute)
SELECT %(tenant_id)s, * FROM unnest(%(resource_ids)s::uuid[], %(weekdays)s::smallint[],
    %(starts)s::smallint[], %(ends)s::smallint[])
"""


class Catalogs:
    """The catalog of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def lock(self) -> None:
        """Wait until nobody else changes this tenant's catalog, and keep others waiting."""
        await self._rows(_LOCK)

    async def frame(self) -> Catalog | None:
        """What holds for all that is offered, without offerings and resources; None where no
        catalog was ever applied."""
        rows = await self._rows(_CATALOG)
        if not rows:
            return None
        time_zone, approval, rules = rows[0]
        return Catalog(time_zone, Approval(approval), rules=rules_of(rules))

    async def get(self) -> Catalog | None:
        """All that is offered, by name; None where no catalog was ever applied."""
        frame = await self.frame()
        if frame is None:
            return None
        offerings, resources = await self.offerings(), await self.resources()
        return replace(frame, offerings=tuple(offerings), resources=tuple(resources))

    async def offerings(self, *, after: str = "", limit: int | None = None) -> list[Offering]:
        """What is offered, by name, from behind that name on."""
        return [offering_of(row) for row in await self._rows(_OFFERINGS, after=after, limit=limit)]

    async def resources(self, *, after: str = "", limit: int | None = None) -> list[Resource]:
        """Who performs it, by name, from behind that name on."""
        return [resource_of(row) for row in await self._rows(_RESOURCES, after=after, limit=limit)]

    async def offering_ids(self) -> dict[str, UUID]:
        """The id of every name ever given to an offering, retired ones included."""
        return dict(await self._rows(_OFFERING_IDS))

    async def offering_name(self, offering_id: UUID) -> str:
        """The name of an offering, a retired one too; empty where there never was one."""
        rows = await self._rows(_OFFERING_NAME, offering_id=offering_id)
        return str(rows[0][0]) if rows else ""

    async def resource_ids(self) -> dict[str, UUID]:
        """The id of every name ever given to a resource, retired ones included."""
        return dict(await self._rows(_RESOURCE_IDS))

    async def put(self, catalog: Catalog, now: datetime) -> None:
        """Make the rows what the catalog says; retire what it leaves out."""
        offerings, resources = catalog.offerings, catalog.resources
        await self._write(_PUT_OFFERING, *map(offering_values, offerings))
        await self._write(_PUT_RESOURCE, *map(resource_values, resources))
        await self._put_frame(catalog, now)
        kept = [each.offering_id for each in offerings]
        await self._write(_RETIRE_OFFERINGS, {"now": now, "kept": kept})
        kept = [each.resource_id for each in resources]
        await self._write(_RETIRE_RESOURCES, {"now": now, "kept": kept})
        await self._put_performed(catalog)
        await self._put_openings(resources)

    async def _put_frame(self, catalog: Catalog, now: datetime) -> None:
        values = {
            "time_zone": catalog.time_zone,
            "approval": catalog.approval.value,
            "rules": Jsonb(rules_document(catalog.rules)),
            "default_offering_id": catalog.default_offering_id,
            "now": now,
        }
        await self._write(_PUT_CATALOG, values)

    async def _put_performed(self, catalog: Catalog) -> None:
        ids = {each.name: each.offering_id for each in catalog.offerings}
        pairs = [
            (resource.resource_id, ids[name])
            for resource in catalog.resources
            for name in resource.offering_names
        ]
        await self._write(_CLEAR_PERFORMED, {})
        values = {"resource_ids": [each[0] for each in pairs]}
        await self._write(_PUT_PERFORMED, {**values, "offering_ids": [each[1] for each in pairs]})

    async def _put_openings(self, resources: Sequence[Resource]) -> None:
        pairs = [(each.resource_id, opening) for each in resources for opening in each.openings]
        values = {
            "resource_ids": [resource_id for resource_id, _ in pairs],
            "weekdays": [opening.weekday for _, opening in pairs],
            "starts": [opening.start_minute for _, opening in pairs],
            "ends": [opening.end_minute for _, opening in pairs],
        }
        await self._write(_CLEAR_OPENINGS, {})
        await self._write(_PUT_OPENINGS, values)

    async def _rows(self, query: LiteralString, **values: object) -> list[tuple[Any, ...]]:
        bound = {"tenant_id": self.tenant_id, **values}
        return await (await self.connection.execute(query, bound)).fetchall()

    async def _write(self, query: LiteralString, *rows: dict[str, Any]) -> None:
        async with self.connection.cursor() as cursor:
            await cursor.executemany(query, [{"tenant_id": self.tenant_id, **row} for row in rows])
