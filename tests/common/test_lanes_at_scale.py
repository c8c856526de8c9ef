"""What does a lane queue say of itself, what does it forget, and does it stay quick?"""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from services.common.lanes import NewJob
from tests.common.lane_queue import Queue, opened_queue

LONG = timedelta(hours=1)


def in_an_hour() -> datetime:
    return datetime.now(UTC) + LONG


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


async def test_the_statistics_see_all_tenants(queue: Queue):
    await queue.put("a", key="x")
    (dead,) = await queue.claim()
    await queue.bury(dead)
    queue.tenant = uuid4()
    await queue.put("b", key="y")
    await queue.put("later", key="z", due=in_an_hour())
    await asyncio.sleep(0.05)

    async with queue.database.autocommit() as connection:
        stats = await queue.lanes.stats(connection)

    assert (stats.ready, stats.dead) == (1, 1)
    assert timedelta(milliseconds=50) <= stats.oldest_age < timedelta(seconds=10)


async def test_an_empty_queue_has_no_age(queue: Queue):
    async with queue.database.autocommit() as connection:
        stats = await queue.lanes.stats(connection)

    assert (stats.ready, stats.oldest_age, stats.dead) == (0, timedelta(), 0)


async def test_done_jobs_are_forgotten_after_their_time_and_no_others(queue: Queue):
    await queue.put("open", key="x", due=in_an_hour())
    await queue.put(*"abc")
    (claim,) = await queue.claim()
    await queue.finish(claim)

    async with queue.database.autocommit() as connection:
        long_ago = datetime.now(UTC) - LONG
        assert await queue.lanes.purge(connection, long_ago, 10) == 0
        assert await queue.lanes.purge(connection, datetime.now(UTC) + LONG, 2) == 2
        assert await queue.lanes.purge(connection, datetime.now(UTC) + LONG, 2) == 1

    assert queue.made.rows("SELECT dedup_key FROM sample.lane_jobs") == [("open",)]


async def test_a_group_takes_its_lanes_in_the_order_of_their_keys_however_it_came(queue: Queue):
    """One that waits for a lane holds none behind it, so nobody can wait for it in turn."""
    await queue.put("1", key="a")
    await queue.put("2", key="b")
    lock = "SELECT FROM sample.lanes WHERE key = %s FOR UPDATE"
    waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with psycopg.connect(queue.made.superuser_url) as holder:
        holder.execute(lock.encode(), ["a"])
        backwards = asyncio.create_task(queue.put_jobs([NewJob("b", b"3"), NewJob("a", b"4")]))
        async with asyncio.timeout(10):
            while not await asyncio.to_thread(queue.made.rows, waiting):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

        assert queue.made.rows(f"{lock} NOWAIT", "b") == [()]

    assert await backwards == [True, True]


async def test_a_claim_reads_indexes_only_even_behind_much_that_is_not_its_business(queue: Queue):
    queue.made.run(
        "sample",
        f"SET lyo.tenant = '{queue.tenant}'",
        "INSERT INTO lanes (key, available_time) SELECT 'later' || g, now() + interval '20 days'"
        " FROM generate_series(1, 20000) g",
        "INSERT INTO lane_jobs (key, payload, due_time) SELECT 'later' || g, '', now() +"
        " interval '20 days' FROM generate_series(1, 20000) g",
        "INSERT INTO lane_jobs (key, payload) SELECT 'hot', '' FROM generate_series(1, 20000) g",
        "INSERT INTO lanes (key, available_time) VALUES ('hot', now())",
    )

    async with queue.database.transaction() as connection:
        (claim,) = await queue.lanes.claim(
            connection, queue.me, lanes=10, jobs_each=5, lease=timedelta(seconds=30)
        )
        await queue.lanes.finish(connection, claim)
        cursor = await connection.execute(
            "SELECT sum(seq_scan)::int, sum(idx_tup_fetch)::int FROM pg_stat_xact_user_tables"
            " WHERE relname IN ('lanes', 'lane_jobs')"
        )
        row = await cursor.fetchone()

    assert len(claim.jobs) == 5
    assert row is not None
    walks, rows_fetched = row
    assert walks == 0
    assert rows_fetched < 100
