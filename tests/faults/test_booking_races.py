"""Fifty clients race for the same few places: what do they get, and what are they told?"""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from bench.busy import busy_loops
from tests.booking.salon import Salon, catalog, offering, resource, weekly
from tests.database_fixtures import LyoDatabase
from tests.faults.booking_processes import two_bookings
from tests.faults.racing import ROUNDS_A_DAY, Client, Memory, stored
from tests.faults.report import Report

CLIENTS = 50
BUSY_LOOPS = 1
"""Beside fifty clients and two processes, which take all they can get of two cores."""

# Independent of the constraint: every pair of places is compared, by their own times.
OVERLAPS = """
SELECT count(*) FROM booking.booking_segments one
JOIN booking.booking_segments other USING (tenant_id, resource_id)
WHERE one.ctid < other.ctid
    AND one.state IN ('held', 'pending', 'confirmed')
    AND other.state IN ('held', 'pending', 'confirmed')
    AND one.start_time < other.end_time AND other.start_time < one.end_time
"""

STORED = """
SELECT booking_id, b.revision, b.state, b.start_time, b.end_time,
    array_agg(s.resource_id::text ORDER BY s.position)
FROM booking.bookings b JOIN booking.booking_segments s USING (tenant_id, booking_id)
WHERE b.state = s.state
GROUP BY tenant_id, booking_id
"""

DEADLOCKS = "SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()"


@pytest.fixture
def database(lyo_database) -> LyoDatabase:
    return lyo_database("booking")


@pytest.fixture
async def salon(database: LyoDatabase, tmp_path) -> AsyncIterator[Salon]:
    """Three who are always there, two offerings, one of which is approved by hand."""
    always = weekly("00:00-24:00", days=range(1, 8))
    offerings = [offering(is_default=True), offering("colore", 90, approval=2)]
    both = ("taglio", "colore")
    people = [resource(name, both, always) for name in ("anna", "marco", "zoe")]
    async with two_bookings(database, tmp_path) as booking:
        yield await Salon.opened(booking, catalog(offerings, people, zone="UTC"))


async def test_who_races_never_shares_a_resource_nor_loses_a_change(
    salon: Salon, database: LyoDatabase, chance: random.Random, size, report: Report
):
    rounds, memory = size(8, 1000), Memory()
    clients = [Client(salon, memory, chance) for _ in range(CLIENTS)]

    async with busy_loops(BUSY_LOOPS):
        for number in range(rounds):
            if number % ROUNDS_A_DAY == 0:
                memory.last.clear()  # what lies on another day is left alone
            await asyncio.gather(*(client.act(number) for client in clients))

    (deadlocks,) = database.rows(DEADLOCKS)[0]
    report("races", rounds=rounds, clients=CLIENTS, deadlocks=deadlocks, **memory.outcomes)
    assert memory.strange == []
    assert database.rows(OVERLAPS) == [(0,)]
    kept = stored(database.rows(STORED))
    assert kept.keys() == memory.told.keys()
    for booking_id, versions in memory.told.items():
        revision = max(versions)
        assert sorted(versions) == list(range(1, revision + 1)), booking_id
        assert kept[booking_id] == (revision, versions[revision])
