"""Does what somebody waits for come before what was only there first?"""

from datetime import UTC, datetime, timedelta

import pytest

from services.common.lanes import NewJob
from tests.common.lane_queue import Queue, opened_queue

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


def job(key: str, *, ahead: timedelta = timedelta(), due: datetime | None = None) -> NewJob:
    return NewJob(key, key.encode(), key, due, ahead=ahead)


async def in_line(queue: Queue) -> list[str]:
    """The keys in the order in which they are claimed."""
    keys = []
    while claims := await queue.claim(lanes=1):
        keys += [claim.key for claim in claims]
    return keys


async def test_lanes_are_claimed_in_the_order_in_which_they_came_due(queue: Queue):
    for key in ("first", "second"):
        await queue.put_jobs([job(key)])

    assert await in_line(queue) == ["first", "second"]


async def test_a_lane_ahead_is_claimed_before_those_that_came_due_in_that_time(queue: Queue):
    for key in ("notice 1", "notice 2"):
        await queue.put_jobs([job(key)])
    await queue.put_jobs([job("reply", ahead=MINUTE)])

    assert await in_line(queue) == ["reply", "notice 1", "notice 2"]


async def test_a_lane_ahead_stands_behind_what_came_due_before_that_time(queue: Queue):
    await queue.put_jobs([job("old", due=datetime.now(UTC) - 2 * MINUTE)])
    await queue.put_jobs([job("reply", ahead=MINUTE)])

    assert await in_line(queue) == ["old", "reply"]


async def test_lanes_ahead_keep_their_order_among_each_other(queue: Queue):
    for key in ("one", "two", "three"):
        await queue.put_jobs([job(key, ahead=MINUTE)])

    assert await in_line(queue) == ["one", "two", "three"]


async def test_what_is_for_later_is_not_claimed_sooner(queue: Queue):
    soon = datetime.now(UTC) + MINUTE / 2
    await queue.put_jobs([job("later", ahead=MINUTE, due=soon)])

    assert await queue.claim() == []
    assert queue.lane("available_time", "later") == soon


async def test_a_round_that_gathers_is_not_ended_sooner(queue: Queue):
    await queue.put_jobs([NewJob("k", b"a", "a", gather=timedelta(hours=1), ahead=2 * MINUTE)])

    (ends,) = queue.made.rows("SELECT due_time FROM sample.lane_jobs")[0]
    assert queue.lane("available_time") == ends


async def test_standing_ahead_does_not_shorten_a_pause(queue: Queue):
    await queue.put("tried in vain")
    (claim,) = await queue.claim()
    await queue.release(claim, MINUTE)

    await queue.put_jobs([job("k", ahead=2 * MINUTE)])

    assert await queue.claim() == []


async def test_standing_ahead_does_not_take_a_lane_from_its_holder(queue: Queue):
    await queue.put("under way")
    await queue.claim()

    await queue.put_jobs([job("k", ahead=2 * MINUTE)])

    assert await queue.claim() == []


async def test_a_lane_that_waits_in_line_moves_forward_with_its_most_urgent_job(queue: Queue):
    await queue.put_jobs([job("other")])
    await queue.put("notice", key="mixed")
    await queue.put_jobs([NewJob("mixed", b"reply", "reply", ahead=MINUTE)])

    assert await in_line(queue) == ["mixed", "other"]
