"""How does a lane go on after its handler ended this way or that?"""

import asyncio
from datetime import timedelta

import pytest

from services.common.backoff import Backoff
from services.common.errors import FailedPrecondition, ResourceExhausted, Unavailable
from services.common.lanes import Again, Claim, Dead
from tests.common.lane_queue import Queue, opened_queue, texts
from tests.common.lane_working import FOREVER, TICK, gone, jobs, until, working


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


@pytest.mark.parametrize(
    "error",
    [
        Again(),
        Again(timedelta()),
        Unavailable("PROVIDER_DOWN", "down"),
        ResourceExhausted("RATE_LIMITED", "slowly", retry_after=timedelta(milliseconds=1)),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_is_not_the_jobs_fault_costs_no_attempt(queue: Queue, error: Exception):
    claims: list[Claim] = []

    async def handle(claim: Claim) -> None:
        claims.append(claim)
        if len(claims) <= 8:
            raise error

    await queue.put("a")
    async with working(queue, handle, max_attempts=2):
        await gone(queue)

    assert {claim.attempts for claim in claims} == {1}
    assert len({claim.set_id for claim in claims}) == 1
    assert jobs(queue, "dead_time") == [(None,)]


async def test_again_waits_as_long_as_it_says(queue: Queue):
    async def handle(claim: Claim) -> None:
        raise Again(FOREVER)

    await queue.put("a")
    async with working(queue, handle):
        await until(lambda: queue.lane("waits"))

    assert queue.lane("available_time > now() + interval '50 minutes'")
    assert queue.lane("attempts") == 0


async def test_pauses_grow_from_one_time_to_the_next(queue: Queue):
    asked = []

    def draw(low: float, high: float) -> float:
        asked.append(high)
        return 0.001

    async def handle(claim: Claim) -> None:
        if len(asked) < 5:
            raise Again

    await queue.put("a")
    backoff = Backoff(timedelta(seconds=1), timedelta(seconds=6), draw)
    async with working(queue, handle, waiting=backoff):
        await gone(queue)

    assert asked == [1, 2, 4, 6, 6]


async def test_a_bug_is_tried_so_many_times_and_then_the_jobs_are_dead(queue: Queue):
    attempts = []

    async def handle(claim: Claim) -> None:
        if texts(claim) == ["good"]:
            return await queue.finish(claim)
        attempts.append(claim.attempts)
        raise ZeroDivisionError

    await queue.put("poison")
    await queue.put("good")
    async with working(queue, handle, max_attempts=3, per_lane=1):
        await gone(queue)

    assert attempts == [1, 2, 3]
    assert jobs(queue, "dead_reason, outcome") == [("ZeroDivisionError", None), (None, "done")]


async def test_an_error_of_the_mesh_is_known_dead_by_its_reason(queue: Queue):
    async def handle(claim: Claim) -> None:
        raise FailedPrecondition("NOT_LIKE_THIS", "text that may be personal")

    await queue.put("a")
    async with working(queue, handle, max_attempts=1):
        await gone(queue)

    assert jobs(queue, "dead_reason") == [("NOT_LIKE_THIS",)]


async def test_what_is_hopeless_is_dead_at_once(queue: Queue):
    async def handle(claim: Claim) -> None:
        raise Dead("UNREADABLE")

    await queue.put("a", "b")
    async with working(queue, handle):
        await gone(queue)

    assert jobs(queue, "dead_reason") == [("UNREADABLE",)] * 2


async def test_jobs_that_ended_the_process_each_time_are_dead_without_another_try(queue: Queue):
    ran = []

    async def handle(claim: Claim) -> None:
        ran.append(claim)

    await queue.put("deadly")
    for _ in range(3):
        await queue.claim()
        queue.expire()

    async with working(queue, handle, max_attempts=3):
        await gone(queue)

    assert ran == []
    assert jobs(queue, "dead_reason") == [("ATTEMPTS_EXHAUSTED",)]


async def test_a_handler_that_hangs_is_ended_and_counts_as_a_bug(queue: Queue):
    async def handle(claim: Claim) -> None:
        await asyncio.sleep(60)

    await queue.put("a")
    async with working(queue, handle, max_attempts=1, limit=TICK):
        await gone(queue)

    assert jobs(queue, "dead_reason") == [("TimeoutError",)]
