"""Who may still write when a worker froze, died, or came back too late?"""

import asyncio
from datetime import timedelta

import psycopg
import pytest

from services.common.lanes import LaneLost, NewJob
from tests.common.lane_queue import Queue, opened_queue, texts


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


async def test_a_task_that_froze_past_its_lease_stores_nothing(queue: Queue):
    await queue.put("a")
    (frozen,) = await queue.claim()
    queue.expire()
    other = queue.another()
    (taken,) = await other.claim()

    with pytest.raises(LaneLost):
        await queue.finish(frozen)
    await other.finish(taken)

    assert queue.effects() == ["a"]


async def test_a_task_of_an_earlier_life_of_the_lane_stores_nothing(queue: Queue):
    await queue.put("a")
    (frozen,) = await queue.claim()
    queue.expire()
    (taken,) = await queue.claim()
    await queue.finish(taken)
    assert queue.lane("key") is None
    await queue.put("b")
    (alive,) = await queue.claim()

    with pytest.raises(LaneLost):
        await queue.finish(frozen)

    await queue.finish(alive)
    assert queue.effects() == ["a", "b"]


async def test_a_lane_that_was_let_go_of_cannot_be_finished(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    await queue.release(claim)

    with pytest.raises(LaneLost):
        await queue.finish(claim)
    assert not await queue.release(claim)


async def test_a_lane_is_finished_once(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    await queue.finish(claim)

    with pytest.raises(LaneLost):
        await queue.finish(claim)
    assert queue.effects() == ["a"]


async def test_who_lost_a_lane_buries_and_releases_nothing(queue: Queue):
    await queue.put("a")
    (frozen,) = await queue.claim()
    queue.expire()
    (taken,) = await queue.another().claim()

    with pytest.raises(LaneLost):
        await queue.bury(frozen)
    assert not await queue.release(frozen)

    await queue.finish(taken)
    assert queue.effects() == ["a"]


async def test_ignoring_that_the_lane_is_lost_stores_nothing_either(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    await queue.release(claim)

    async def ignore() -> None:
        async with queue.database.tenant_transaction(queue.tenant) as connection:
            await connection.execute(
                "INSERT INTO effects (tenant_id, body) VALUES (%s, 'x')", (queue.tenant,)
            )
            with pytest.raises(LaneLost):
                await queue.lanes.finish(connection, claim)

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        await ignore()

    assert queue.effects() == []


async def test_a_lease_that_ran_out_still_holds_while_nobody_else_came(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    queue.expire()

    await queue.finish(claim)

    assert queue.effects() == ["a"]


async def test_the_heartbeat_keeps_what_is_ours_and_tells_what_is_not(queue: Queue):
    await queue.put("a", key="lost")
    (lost,) = await queue.claim()
    queue.expire()
    await queue.another().claim()
    await queue.put("b", key="kept")
    (kept,) = await queue.claim(lease=timedelta(seconds=5))

    assert await queue.beat(lost, kept) == {kept.fence}
    assert queue.lane("available_time > now() + interval '20 seconds'", "kept")


async def test_the_heartbeat_does_not_wait_for_a_lane_that_is_being_finished(queue: Queue):
    await queue.put("a", key="x")
    await queue.put("b", key="y")
    claims = await queue.claim(lease=timedelta(seconds=5))

    async with queue.database.tenant_transaction(queue.tenant) as connection:
        await queue.lanes.finish(connection, claims[0])
        async with asyncio.timeout(2):
            ours = await queue.beat(*claims)

    assert ours == {claim.fence for claim in claims}
    assert queue.lane("available_time > now() + interval '20 seconds'", claims[1].key)


async def test_a_claim_does_not_wait_for_a_group_that_is_being_enqueued(queue: Queue):
    await queue.put("a")

    async with queue.database.tenant_transaction(queue.tenant) as connection:
        await queue.lanes.enqueue(connection, [NewJob("k", b"b", "b")])
        async with asyncio.timeout(2):
            assert await queue.claim() == []

    (claim,) = await queue.claim()
    assert texts(claim) == ["a", "b"]


async def test_what_is_enqueued_while_the_lane_empties_is_not_forgotten(queue: Queue):
    """The enqueuer waits for the row of a lane that its last job's finish then deletes."""
    await queue.put("a")
    (claim,) = await queue.claim()
    async with queue.database.tenant_transaction(queue.tenant) as connection:
        await queue.lanes.finish(connection, claim)
        waiting = asyncio.create_task(queue.put("b"))
        await asyncio.sleep(0.1)
        assert not waiting.done()

    assert await waiting == [True]
    (after,) = await queue.claim()
    assert texts(after) == ["b"]


async def test_what_a_finish_enqueues_on_its_own_lane_is_claimed_next(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    async with queue.database.tenant_transaction(queue.tenant) as connection:
        await queue.lanes.enqueue(connection, [NewJob("k", b"next")])
        await queue.lanes.finish(connection, claim)

    assert claim.progress.more
    (after,) = await queue.claim()
    assert texts(after) == ["next"]
