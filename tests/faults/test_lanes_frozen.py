"""What may a worker still do that was frozen for longer than its lease?"""

import asyncio

import pytest

from services.common.database import Database
from tests.faults.lane_crew import QUICK, Crew

# Less than the lease, so that it is the first thing that happens to who froze in a transaction.
SILENCE = "700ms"


@pytest.mark.parametrize("point", ["before", "inside", "finished"])
async def test_a_worker_that_froze_stores_nothing_and_holds_nobody_up(crew: Crew, point: str):
    url = crew.url(idle_in_transaction_session_timeout=SILENCE)
    frozen = await crew.hire("frozen", LANES_FREEZE=point, LANES_URL=url)
    await crew.queue.put("0")
    await crew.until(frozen.frozen)
    other = await crew.hire("other")

    await crew.until(crew.done, other, seconds=QUICK.lease + 10)
    ((job_id, worker),) = crew.done()
    assert worker == "other"
    frozen.thaw()
    await crew.until(lambda: "lane_lost" in frozen.events(), frozen)

    assert crew.done() == [(job_id, "other")]
    assert crew.rows("SELECT FROM sample.lanes") == []
    assert "lane_failed" not in frozen.events(), frozen.log.read_text()


async def test_a_worker_that_froze_in_a_transaction_does_not_stop_who_enqueues(crew: Crew):
    url = crew.url(idle_in_transaction_session_timeout=SILENCE)
    frozen = await crew.hire("frozen", LANES_FREEZE="finished", LANES_URL=url)
    await crew.queue.put("0")
    await crew.until(frozen.frozen)

    async with asyncio.timeout(10):
        assert await crew.queue.put("0.0") == [True]


async def test_every_connection_of_ours_ends_a_transaction_that_fell_silent(crew: Crew):
    url = crew.queue.made.url("sample")
    async with Database.opened(url) as database, database.autocommit() as connection:
        cursor = await connection.execute("SHOW idle_in_transaction_session_timeout")
        assert await cursor.fetchone() == ("6s",)
