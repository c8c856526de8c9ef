"""How does a worker hear of work, and carry it through?"""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from services.common import context
from services.common.lanes import Claim, Dead, NewJob
from tests.common.lane_queue import Queue, opened_queue, texts
from tests.common.lane_working import FOREVER, gone, jobs, metric, until, working


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


async def test_what_is_enqueued_is_handled_and_marked_done(queue: Queue):
    async with working(queue, queue.finish):
        await queue.put("a", "b")
        queue.lanes.wake()
        await gone(queue)

    assert queue.effects() == ["a", "b"]
    assert jobs(queue, "outcome, done_time IS NOT NULL") == [("done", True)] * 2


async def test_the_worker_finishes_what_the_handler_did_not(queue: Queue):
    seen = []

    async def handle(claim: Claim) -> None:
        seen.append(texts(claim))

    async with working(queue, handle):
        await queue.put("a")
        await gone(queue)

    assert seen == [["a"]]


async def test_a_hot_lane_is_worked_off_in_its_order(queue: Queue):
    bodies = [f"{n:03}" for n in range(50)]
    await queue.put(*bodies)

    async with working(queue, queue.finish, per_lane=7):
        await gone(queue)

    assert queue.effects() == bodies


async def test_a_wake_in_the_process_is_heard_at_once(queue: Queue):
    async with working(queue, queue.finish, poll=FOREVER):
        await asyncio.sleep(0.1)
        await queue.put("a")
        queue.lanes.wake()
        await gone(queue)


async def test_a_wake_in_another_process_is_heard_at_once(queue: Queue):
    elsewhere = queue.another()

    async with working(queue, queue.finish, poll=FOREVER):
        await asyncio.sleep(0.3)  # it listens by now
        for n in range(10):
            await elsewhere.put(str(n))
            elsewhere.lanes.wake()
        await gone(queue)

    assert len(queue.effects()) == 10


async def test_work_nobody_told_of_is_found_by_the_poll(queue: Queue):
    async with working(queue, queue.finish):
        await asyncio.sleep(0.1)
        await queue.put("a")
        await gone(queue)


async def test_listening_again_after_the_connection_was_lost_wakes_the_worker(queue: Queue):
    async with working(queue, queue.finish, poll=FOREVER):
        await asyncio.sleep(0.3)
        await queue.put("a")
        await asyncio.to_thread(
            queue.made.rows,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        )
        await gone(queue)


async def test_lanes_are_worked_on_at_once_but_no_more_than_asked_for(queue: Queue):
    now, most = 0, 0

    async def handle(claim: Claim) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1

    await queue.put_jobs([NewJob(f"k{n}", b"x") for n in range(12)])
    async with working(queue, handle, concurrency=4, poll=FOREVER):
        await until(lambda: not queue.made.rows("SELECT FROM sample.lanes"))

    assert most == 4


async def test_the_handlers_calls_carry_its_tenant_and_a_deadline(queue: Queue):
    seen = {}

    async def handle(claim: Claim) -> None:
        seen.update(tenant=context.tenant.get(), remaining=context.remaining())

    await queue.put("a")
    async with working(queue, handle, limit=timedelta(seconds=9)):
        await gone(queue)

    assert seen["tenant"] == str(queue.tenant)
    assert 8 < seen["remaining"] <= 9


async def test_tenants_share_a_worker_and_keep_to_themselves(queue: Queue):
    seen = set()

    async def handle(claim: Claim) -> None:
        assert claim.tenant_id is not None
        async with queue.database.tenant_transaction(claim.tenant_id) as connection:
            cursor = await connection.execute("SELECT DISTINCT tenant_id FROM lane_jobs")
            seen.update((claim.tenant_id, each) for (each,) in await cursor.fetchall())
            await queue.lanes.finish(connection, claim)

    for key in ("x", "y", "z"):
        queue.tenant = uuid4()
        await queue.put("a", key=key)
    async with working(queue, handle):
        await until(lambda: not queue.made.rows("SELECT FROM sample.lanes"))

    assert len(seen) == 3
    assert all(claimed == found for claimed, found in seen)


async def test_the_metrics_tell_what_waits_and_what_is_dead(queue: Queue):
    async def handle(claim: Claim) -> None:
        raise Dead("HOPELESS")

    await queue.put("a")
    async with working(queue, handle):
        await gone(queue)
        await until(lambda: metric("lane_dead") == 1)

    assert metric("lane_ready") == 0
    assert metric("lane_oldest_age_seconds") == 0
    assert metric("lane_claims_total") > 0
