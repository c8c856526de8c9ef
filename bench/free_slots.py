"""Free slots of a week with ten resources, among 1,000,000 bookings.

Our use case, in this process against a real PostgreSQL, and in turn the bare SQL: one statement
that subtracts what is taken from the opening hours, in the same kind of transaction, whose rows
nobody looks at.
"""

import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from uuid import UUID

import psycopg

from bench.places import postgres, service_database
from bench.report import Breach, Figure, say
from lyoctl.embedded import Embedded
from services.booking.storage.schedules import Wanted
from services.booking.usecases.slots import SlotSearch, SlotUseCases
from services.common.database import Database

DATABASE = "booking"
PART = "free slots"
WARM_UP = 40
RESOURCES = 10
A_DAY = 15
SEED = 20260301
FIRST = datetime(2026, 3, 2, 8, tzinfo=UTC)
WEEK = timedelta(days=7)
DEMAND = 2.0

# Fifteen bookings a day and resource, each of half an hour, at any of the twenty half hours.
_FILL: LiteralString = """
WITH tenants AS (
    SELECT gen_random_uuid() AS tenant_id FROM generate_series(1, %(tenants)s)
), catalog AS (
    INSERT INTO booking.catalogs (tenant_id, time_zone, approval, update_time)
    SELECT tenant_id, 'Europe/Rome', 'automatic', now() FROM tenants RETURNING tenant_id
), offering AS (
    INSERT INTO booking.offerings (tenant_id, offering_id, name, display_name, length_seconds,
        step_seconds, buffer_before_seconds, buffer_after_seconds, price_cents, currency_code)
    SELECT tenant_id, gen_random_uuid(), 'cut', 'Cut', 1800, 900, 0, 0, 2500, 'EUR' FROM catalog
    RETURNING tenant_id, offering_id
), resource AS (
    INSERT INTO booking.resources (tenant_id, resource_id, name, display_name, capacity, rank)
    SELECT tenant_id, gen_random_uuid(), 'r' || n, 'R' || n, 0, 0
    FROM offering, generate_series(1, %(resources)s) n RETURNING tenant_id, resource_id
), opening AS (
    INSERT INTO booking.openings (tenant_id, resource_id, weekday, start_minute, end_minute)
    SELECT tenant_id, resource_id, weekday, 540, 1140 FROM resource, generate_series(1, 7) weekday
), performed AS (
    INSERT INTO booking.performed_offerings (tenant_id, offering_id, resource_id)
    SELECT tenant_id, offering_id, resource_id FROM resource JOIN offering USING (tenant_id)
    RETURNING tenant_id, offering_id, resource_id
), booked AS (
    INSERT INTO booking.bookings (tenant_id, booking_id, customer_id, offering_id, offering_name,
        start_time, end_time, time_zone, state, origin, revision, create_time, update_time)
    SELECT tenant_id, gen_random_uuid(), resource_id, offering_id, 'Cut', start_time,
        start_time + interval '30 minutes', 'Europe/Rome', 'confirmed', 'api', 1, now(), now()
    FROM performed, generate_series(0, %(days)s - 1) day, LATERAL (
        SELECT %(first)s::timestamptz + make_interval(days => day, mins => 30 * half) AS start_time
        FROM generate_series(0, 19) half
        WHERE tenant_id IS NOT NULL ORDER BY random() LIMIT %(a_day)s) chosen
    RETURNING tenant_id, booking_id, customer_id, offering_id, start_time, end_time
)
INSERT INTO booking.booking_segments
    (tenant_id, booking_id, position, resource_id, start_time, end_time, state, offering_id)
SELECT tenant_id, booking_id, 1, customer_id, start_time, end_time, 'confirmed', offering_id
FROM booked
"""

_UNBOUND: LiteralString = "ALTER TABLE booking.booking_segments DROP CONSTRAINT segments_no_overlap"

_DEFAULTS: LiteralString = """
UPDATE booking.catalogs c SET default_offering_id = (
    SELECT offering_id FROM booking.offerings o WHERE o.tenant_id = c.tenant_id)
"""

_BARE: LiteralString = """
SELECT resource_id, (%(open)s::tstzmultirange - (
    SELECT range_agg(tstzrange(start_time, end_time)) FROM booking_segments
    WHERE tenant_id = r.tenant_id AND resource_id = r.resource_id
        AND state IN ('held', 'pending', 'confirmed')
        AND start_time > %(first)s::timestamptz - interval '36 hours'
        AND start_time < %(end)s AND end_time > %(first)s))::text
FROM resources r WHERE tenant_id = %(tenant_id)s AND retire_time IS NULL
"""


@dataclass(frozen=True)
class Sizes:
    tenants: int
    days: int
    calls: int

    @property
    def bookings(self) -> int:
        return self.tenants * RESOURCES * self.days * A_DAY


FULL = Sizes(tenants=67, days=100, calls=600)
QUICK = Sizes(tenants=10, days=34, calls=60)


@dataclass(frozen=True)
class Week:
    """The same week of one tenant, asked for in several ways."""

    database: Database
    slots: SlotUseCases
    tenant_id: UUID
    first: datetime

    async def page(self) -> int:
        return await self._ours(51)

    async def whole(self) -> int:
        return await self._ours(1_000_000)

    async def bare(self) -> int:
        days = (self.first + timedelta(days=number) for number in range(7))
        hours = (
            f"[{each.isoformat()},{(each + timedelta(hours=10)).isoformat()})" for each in days
        )
        values = {
            "tenant_id": self.tenant_id,
            "open": "{" + ",".join(hours) + "}",
            "first": self.first,
            "end": self.first + WEEK,
        }
        async with self.database.tenant_transaction(self.tenant_id) as connection:
            rows = await (await connection.execute(_BARE, values)).fetchall()
        return len(rows)

    async def _ours(self, limit: int) -> int:
        search = SlotSearch(self.first, self.first + WEEK, Wanted())
        return len((await self.slots.list_free_slots(self.tenant_id, search, limit)).slots)


BARE, PAGE, ALL = "bare SQL", "a page of 50", "all slots"
WAYS: dict[str, Callable[[Week], Awaitable[int]]] = {
    BARE: Week.bare,
    PAGE: Week.page,
    ALL: Week.whole,
}


async def measure(quick: bool) -> list[Figure]:
    """How many times as long as the bare SQL a list of free slots takes."""
    sizes = QUICK if quick else FULL
    with postgres() as server:
        url = service_database(server, DATABASE, "booking")
        tenants = _filled(server, sizes)
        async with Database.opened(url, schema="booking") as database:
            weeks = _weeks(database, tenants, sizes)
            for week in weeks[:WARM_UP]:  # connections are opened, statements prepared
                await _waits(week, list(WAYS))
            waits = [await _waits(week, _in_turn(at)) for at, week in enumerate(weeks)]
    return _figures(waits, sizes)


def _weeks(database: Database, tenants: list[UUID], sizes: Sizes) -> list[Week]:
    """Drawn at random, so that hardly any is asked for twice."""
    slots = SlotUseCases(database, now=lambda: FIRST - timedelta(days=1))
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    return [
        Week(
            database,
            slots,
            chance.choice(tenants),
            FIRST + timedelta(days=chance.randrange(sizes.days - 7)),
        )
        for _ in range(sizes.calls)
    ]


async def _waits(week: Week, order: Sequence[str]) -> dict[str, float]:
    """How long each way takes, one after the other."""
    waits = {}
    for name in order:
        begun = time.perf_counter()
        found = await WAYS[name](week)
        waits[name] = time.perf_counter() - begun
        if not found:
            raise Breach(f"{name}: nothing was found")
    return waits


def _in_turn(at: int) -> list[str]:
    """Nobody is always the first."""
    names = list(WAYS)
    return names[at % len(names) :] + names[: at % len(names)]


def _figures(waits: Sequence[dict[str, float]], sizes: Sizes) -> list[Figure]:
    told, n = f"7 days, {RESOURCES} resources, {sizes.bookings:,} bookings", len(waits)
    figures = [
        Figure(PART, f"{told}: {name}, p50", _median(waits, name) * 1000, "ms", n=n)
        for name in WAYS
    ]
    for name in (PAGE, ALL):
        ratio = statistics.median(each[name] / each[BARE] for each in waits)
        figures.append(Figure(PART, f"{name}, to {BARE}", ratio, "x", demand=DEMAND, n=n))
    return figures


def _median(waits: Sequence[dict[str, float]], name: str) -> float:
    return statistics.median(each[name] for each in waits)


def _filled(server: Embedded, sizes: Sizes) -> list[UUID]:
    say(f"  {sizes.bookings:,} bookings ...")
    values = {
        "tenants": sizes.tenants,
        "resources": RESOURCES,
        "days": sizes.days,
        "a_day": A_DAY,
        "first": FIRST,
    }
    with psycopg.connect(server.url(database=DATABASE), autocommit=True) as connection:
        # What is written here cannot overlap, and reading does not use the constraint.
        connection.execute("SET session_replication_role = replica")
        connection.execute(_UNBOUND)
        connection.execute(_FILL, values)
        connection.execute(_DEFAULTS)
        connection.execute("VACUUM ANALYZE")
        rows = connection.execute("SELECT tenant_id FROM booking.catalogs").fetchall()
    return [each for (each,) in rows]
