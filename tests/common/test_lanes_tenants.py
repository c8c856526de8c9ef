"""Does a lane queue keep tenants apart, although a worker serves them all?"""

from uuid import uuid4

import psycopg
import pytest

from services.common.lanes import NewJob
from tests.common.lane_queue import Queue, opened_queue


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


async def test_a_tenant_sees_only_its_own_jobs_and_none_sees_none(queue: Queue):
    await queue.put("a")
    count = "SELECT count(*) FROM lane_jobs"

    async with queue.database.tenant_transaction(queue.tenant) as connection:
        own = await (await connection.execute(count)).fetchone()
    async with queue.database.tenant_transaction(uuid4()) as connection:
        other = await (await connection.execute(count)).fetchone()
    async with queue.database.transaction() as connection:
        nobody = await (await connection.execute(count)).fetchone()

    assert (own, other, nobody) == ((1,), (0,), (0,))


async def test_a_lane_belongs_to_one_tenant(queue: Queue):
    await queue.put("a")
    queue.tenant = uuid4()

    with pytest.raises(ValueError, match="one tenant"):
        await queue.put("b")


async def test_the_same_dedup_key_of_two_tenants_is_two_jobs(queue: Queue):
    await queue.put("a", key="x")
    queue.tenant = uuid4()

    assert await queue.put("a", key="y") == [True]


async def test_a_job_cannot_be_given_to_another_tenant(queue: Queue):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await queue.put_jobs([NewJob("k", b"a", tenant_id=uuid4())])


async def test_a_lane_is_not_finished_in_another_tenants_transaction(queue: Queue):
    await queue.put("a")
    (claim,) = await queue.claim()
    queue.tenant = uuid4()

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await queue.finish(claim)


async def test_a_tenant_cannot_redrive_anothers_jobs(queue: Queue):
    await queue.put("a")
    (dead,) = await queue.claim()
    await queue.bury(dead)

    async with queue.database.tenant_transaction(uuid4()) as connection:
        assert await queue.lanes.redrive(connection, [dead.jobs[0].job_id]) == 0
    assert await queue.claim() == []
