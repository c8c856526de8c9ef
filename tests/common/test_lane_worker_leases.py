"""Who works on a lane while workers are slow, lose it, or go?"""

import asyncio
import contextlib
import logging
from datetime import timedelta

import pytest

from services.common.lanes import Claim
from tests.common.lane_queue import Queue, opened_queue
from tests.common.lane_working import FOREVER, TICK, gone, metric, until, worker_of, working

CONNECTIONS = 8
"""What Database.opened opens at most, unless told."""


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


async def test_a_lane_is_kept_for_longer_than_its_lease_by_the_heartbeat(queue: Queue):
    starts = []

    async def handle(claim: Claim) -> None:
        starts.append(claim.fence)
        await asyncio.sleep(1.2)
        await queue.finish(claim)

    await queue.put("a")
    async with working(queue, handle), working(queue.another(), handle):
        await gone(queue)

    assert len(starts) == 1


async def stolen(queue: Queue) -> Claim:
    """Another worker's claim of the lane, between two heartbeats of the one that has it."""
    while True:
        queue.expire()
        if claims := await queue.another().claim():
            return claims[0]


async def test_the_work_on_a_lost_lane_is_stopped(queue: Queue):
    cancelled = asyncio.Event()

    async def handle(claim: Claim) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    await queue.put("a")
    before = metric("lane_lost_total")
    long = timedelta(seconds=30)  # so that it is not the end of the lease that stops it
    async with working(queue, handle, poll=FOREVER, lease=long):
        await until(lambda: queue.lane("owner"))
        taken = await stolen(queue)
        await asyncio.wait_for(cancelled.wait(), 5)

    assert queue.lane("fence") == taken.fence
    assert metric("lane_lost_total") > before


async def test_a_claim_that_waited_for_a_connection_does_not_take_our_own_lane(queue: Queue):
    """An outage, or a busy moment, that began before the lease ran out and ended after it."""
    attempts = []

    async def handle(claim: Claim) -> None:
        attempts.append(claim.attempts)
        if len(attempts) == 1:
            await asyncio.sleep(60)
        await queue.finish(claim)

    await queue.put("a")
    async with working(queue, handle, max_attempts=1):
        await until(lambda: attempts)
        async with contextlib.AsyncExitStack() as everybody:
            for _ in range(CONNECTIONS - 1):
                await everybody.enter_async_context(queue.database.autocommit())
            async with queue.database.autocommit():
                await asyncio.sleep(1)
            await asyncio.sleep(0.2)  # who has waited longest is served first, and alone
        await gone(queue)

    assert attempts == [1, 1]
    assert queue.effects() == ["a"]


async def test_an_abandoned_claim_is_taken_up_after_its_lease(queue: Queue):
    await queue.put("a")
    await queue.claim(lease=timedelta(milliseconds=300))

    async with working(queue.another(), queue.finish):
        await gone(queue)

    assert queue.effects() == ["a"]


async def test_what_is_under_way_is_finished_before_the_worker_ends(
    queue: Queue, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    begun = asyncio.Event()

    async def handle(claim: Claim) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        await queue.finish(claim)

    await queue.put("a")
    async with working(queue, handle) as stop:
        await begun.wait()
        stop.set()
        await until(lambda: "lanes_draining" in caplog.messages)  # a claim may be on its way
        await queue.put("late", key="other")

    assert queue.effects() == ["a"]
    assert queue.lane("owner IS NULL", "other")


async def test_what_does_not_end_in_time_is_handed_over_at_once_and_unharmed(queue: Queue):
    begun = asyncio.Event()

    async def handle(claim: Claim) -> None:
        begun.set()
        await asyncio.sleep(60)

    await queue.put("a")
    async with working(queue, handle, drain=TICK):
        await begun.wait()

    (claim,) = await queue.another().claim()
    assert claim.attempts == 1
    assert claim.waits == 0


async def test_a_worker_that_is_cancelled_hands_over_too(queue: Queue):
    begun = asyncio.Event()

    async def handle(claim: Claim) -> None:
        begun.set()
        await asyncio.sleep(60)

    await queue.put("a")
    running = asyncio.create_task(worker_of(queue, handle).run(asyncio.Event()))
    await begun.wait()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running

    (claim,) = await queue.another().claim()
    assert claim.attempts == 1
