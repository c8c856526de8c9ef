"""When is a lane due, and what makes it so no sooner?"""

from datetime import UTC, datetime, timedelta

import pytest

from services.common import lanes_sql
from services.common.lanes import NewJob
from tests.common.lane_queue import Queue, opened_queue, texts

LONG = timedelta(hours=1)


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


async def test_jobs_that_gather_are_due_together_at_the_end_of_their_round(queue: Queue):
    hour = timedelta(hours=1)
    for body in "abc":
        await queue.put_jobs([NewJob("k", body.encode(), body, gather=hour)])
    assert await queue.claim() == []

    due = {row[0] for row in queue.made.rows("SELECT due_time FROM sample.lane_jobs")}
    (ends,) = {time.replace(minute=0, second=0, microsecond=0) for time in due}
    assert due == {ends}
    assert ends - hour <= datetime.now(UTC) < ends
    queue.come_due()

    (claim,) = await queue.claim()
    assert texts(claim) == ["a", "b", "c"]


async def test_redriving_does_not_shorten_a_pause(queue: Queue):
    await queue.put("dead")
    (claim,) = await queue.claim()
    await queue.bury(claim)
    await queue.put("tried in vain")
    (paused,) = await queue.claim()
    await queue.release(paused, LONG)

    assert await queue.redrive(*[job.job_id for job in claim.jobs]) == 1

    assert await queue.claim() == []


async def test_enqueueing_does_not_shorten_a_pause(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    await queue.release(claim, LONG)

    await queue.put("b")

    assert await queue.claim() == []


async def test_enqueueing_does_not_shorten_a_lease(queue: Queue):
    await queue.put("a")
    await queue.claim()

    await queue.put("b")

    assert queue.lane("available_time > now() + interval '20 seconds'")


async def test_a_set_claimed_before_an_upgrade_is_the_same_after_it(queue: Queue):
    """The queue as earlier code made it does not know the size of a set."""
    await queue.put("a", "b")
    (claim,) = await queue.claim()
    await queue.put("c")
    older = "ALTER TABLE sample.lane_jobs DROP COLUMN set_size"

    queue.made.run("sample", older, *lanes_sql.renew("sample"))
    queue.expire()

    (again,) = await queue.claim()
    assert (again.set_id, texts(again)) == (claim.set_id, ["a", "b"])
