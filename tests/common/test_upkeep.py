"""Is what is old forgotten, bit by bit, and nothing else stopped by it?"""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from psycopg.errors import DeadlockDetected

from services.common.database import Connection, Database
from services.common.errors import Unavailable
from services.common.upkeep import AT_ONCE, Upkeep

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
async def database(lyo_database):
    async with Database.opened(lyo_database("sample").url("sample")) as opened:
        yield opened


async def test_it_purges_in_small_pieces_what_is_older_than_eight_days(database):
    rows = 2 * AT_ONCE + 5
    asked: list[datetime] = []

    async def purge(connection: Connection, before: datetime, limit: int) -> int:
        nonlocal rows
        asked.append(before)
        gone = min(rows, limit)
        rows -= gone
        return gone

    total = await Upkeep(database, [purge], now=lambda: NOW).purged(purge)

    assert (total, rows) == (2 * AT_ONCE + 5, 0)
    assert asked == [NOW - timedelta(days=8)] * 3


async def test_what_the_database_refuses_is_told_and_stops_neither_the_others_nor_itself(
    database, caplog
):
    refusals = others = 0
    stop = asyncio.Event()

    async def refused(connection: Connection, before: datetime, limit: int) -> int:
        nonlocal refusals
        refusals += 1
        raise DeadlockDetected

    async def other(connection: Connection, before: datetime, limit: int) -> int:
        nonlocal others
        others += 1
        if others == 2:
            stop.set()
        return 0

    upkeep = Upkeep(database, [refused, other], every=timedelta(milliseconds=10))
    async with asyncio.timeout(5):
        await upkeep.run(stop)

    assert (refusals, others) == (2, 2)
    told = [each for each in caplog.records if each.levelname == "ERROR"]
    assert [each.getMessage() for each in told] == ["not_purged"] * 2


async def test_it_goes_on_after_the_database_was_away_and_ends_when_told(database):
    calls = 0
    stop = asyncio.Event()

    async def purge(connection: Connection, before: datetime, limit: int) -> int:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise Unavailable("DATABASE_AWAY", "away")
        stop.set()
        return 0

    upkeep = Upkeep(database, [purge], every=timedelta(milliseconds=10))
    async with asyncio.timeout(5):
        await upkeep.run(stop)

    assert calls == 2
