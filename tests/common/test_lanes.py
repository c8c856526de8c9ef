"""What does the lane queue promise to those who enqueue and claim?"""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.common.lanes import NewJob
from tests.common.lane_queue import Queue, opened_queue, texts

SOON = timedelta(milliseconds=50)
LONG = timedelta(hours=1)


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


def in_an_hour() -> datetime:
    return datetime.now(UTC) + LONG


async def test_what_was_enqueued_is_claimed_in_its_order(queue: Queue):
    await queue.put("a", "b")
    await queue.put("c")

    (claim,) = await queue.claim()

    assert texts(claim) == ["a", "b", "c"]
    assert claim.tenant_id == queue.tenant
    assert claim.attempts == 1


async def test_a_job_exists_only_if_what_caused_it_does(queue: Queue):
    async def fail() -> None:
        async with queue.database.tenant_transaction(queue.tenant) as connection:
            await queue.lanes.enqueue(connection, [NewJob("k", b"a")])
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    assert await queue.claim() == []
    assert queue.lane("key") is None


async def test_a_known_dedup_key_is_told_and_not_stored(queue: Queue):
    assert await queue.put("a", "b", "a") == [True, True, False]
    assert await queue.put("b", "c") == [False, True]

    (claim,) = await queue.claim()
    assert texts(claim) == ["a", "b", "c"]


async def test_jobs_without_a_dedup_key_are_all_new(queue: Queue):
    same = NewJob("k", b"x")

    assert await queue.put_jobs([same, same]) == [True, True]


async def test_a_finished_job_still_refuses_its_redelivery(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    await queue.finish(claim)

    assert await queue.put("a") == [False]
    assert await queue.claim() == []


async def test_the_lane_a_redelivery_made_is_gone_after_one_look(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    await queue.finish(claim)
    await queue.put("a")
    assert queue.lane("key") == "k"

    await queue.claim()

    assert queue.lane("key") is None


async def test_a_lane_without_work_left_is_gone(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    await queue.finish(claim)

    assert queue.lane("key") is None
    assert queue.effects() == ["a"]


async def test_one_lane_is_claimed_by_one_worker_at_a_time(queue: Queue):
    await queue.put("a")
    await queue.claim()
    await queue.put("b")

    assert await queue.another().claim() == []


async def test_keys_are_worked_on_beside_each_other(queue: Queue):
    for key in "xyz":
        await queue.put(key, key=key)

    assert len(await queue.claim(lanes=2)) == 2
    assert len(await queue.another().claim()) == 1


async def test_a_claim_takes_only_so_many_and_the_rest_comes_after_the_others(queue: Queue):
    await queue.put(*"abcd", key="hot")
    (hot,) = await queue.claim(jobs_each=3)
    await queue.put("z", key="cold")
    await queue.finish(hot)

    order = [(claim.key, texts(claim)) for _ in range(2) for claim in await queue.claim(lanes=1)]

    assert texts(hot) == ["a", "b", "c"]
    assert order == [("cold", ["z"]), ("hot", ["d"])]


async def test_a_job_for_later_lets_the_ready_ones_pass(queue: Queue):
    await queue.put("later", due=in_an_hour())
    await queue.put("now")

    (claim,) = await queue.claim()
    await queue.finish(claim)

    assert texts(claim) == ["now"]
    assert await queue.claim() == []
    assert queue.lane("owner IS NULL AND available_time > now() + interval '50 minutes'")


async def test_a_job_for_later_comes_when_it_is_due(queue: Queue):
    await queue.put("later", due=in_an_hour())
    assert await queue.claim() == []

    queue.come_due()

    (claim,) = await queue.claim()
    assert texts(claim) == ["later"]


async def test_a_redelivery_does_not_make_a_job_for_later_due(queue: Queue):
    await queue.put("later", due=in_an_hour())
    await queue.put("later")

    assert await queue.claim() == []
    assert queue.lane("available_time > now() + interval '50 minutes'")
    assert queue.lane("attempts") == 0


async def test_the_set_stays_the_same_after_a_crash_and_what_came_later_waits(queue: Queue):
    await queue.put("a", "b")
    (first,) = await queue.claim()
    await queue.put("c")
    queue.expire()

    (again,) = await queue.another().claim()

    assert texts(again) == ["a", "b"]
    assert again.set_id == first.set_id
    assert again.fence != first.fence
    assert again.attempts == 2


async def test_the_set_stays_the_same_when_the_limit_has_changed(queue: Queue):
    await queue.put("a", "b", "c")
    (first,) = await queue.claim(jobs_each=3)
    queue.expire()

    (again,) = await queue.claim(jobs_each=1)

    assert again.jobs == first.jobs


async def test_the_next_set_has_another_name(queue: Queue):
    await queue.put("a", "b")
    (first,) = await queue.claim(jobs_each=1)
    await queue.finish(first)

    (second,) = await queue.claim(jobs_each=1)

    assert texts(second) == ["b"]
    assert second.set_id != first.set_id


async def test_jobs_that_are_kept_come_again_in_a_new_set(queue: Queue):
    await queue.put("a", "b")
    (claim,) = await queue.claim()
    await queue.finish(claim, keep=[claim.jobs[1].job_id])

    (again,) = await queue.claim()

    assert texts(again) == ["b"]
    assert again.set_id != claim.set_id
    assert again.attempts == 1


async def test_an_attempt_counts_unless_it_is_given_back(queue: Queue):
    await queue.put("a")
    (first,) = await queue.claim()
    await queue.release(first)
    (second,) = await queue.claim()
    await queue.release(second, SOON, give_back=True)
    await asyncio.sleep(2 * SOON.total_seconds())
    (third,) = await queue.claim()

    assert [claim.attempts for claim in (first, second, third)] == [1, 2, 2]
    assert third.waits == 1
    assert third.set_id == first.set_id


async def test_progress_forgets_the_attempts(queue: Queue):
    await queue.put("a", "b")
    for _ in range(3):
        (claim,) = await queue.claim(jobs_each=1)
        await queue.release(claim)
    (claim,) = await queue.claim(jobs_each=1)
    await queue.finish(claim)

    (after,) = await queue.claim()

    assert (claim.attempts, after.attempts) == (4, 1)


async def test_dead_jobs_are_out_of_the_way_and_say_why(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    await queue.put("b")
    await queue.bury(claim, "SLEEPING_SICKNESS")

    (after,) = await queue.claim()

    assert texts(after) == ["b"]
    assert queue.made.rows(
        "SELECT dead_reason FROM sample.lane_jobs WHERE dead_time IS NOT NULL"
    ) == [("SLEEPING_SICKNESS",)]
    assert await queue.put("a") == [False]


async def test_dead_jobs_come_back_when_redriven_before_what_came_later(queue: Queue):
    await queue.put("a")
    (dead,) = await queue.claim()
    await queue.bury(dead)
    await queue.put("b")

    async with queue.database.tenant_transaction(queue.tenant) as connection:
        assert await queue.lanes.redrive(connection, [dead.jobs[0].job_id]) == 1
    async with queue.database.tenant_transaction(queue.tenant) as connection:
        assert await queue.lanes.redrive(connection, [dead.jobs[0].job_id]) == 0

    (claim,) = await queue.claim()
    assert texts(claim) == ["a", "b"]
    assert claim.attempts == 1
