"""What happens when PostgreSQL goes away and comes back?"""

import asyncio
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from lyoctl.embedded import Embedded
from services.common.database import Database
from services.common.errors import Unavailable
from services.common.lane_worker import LaneWorker
from services.common.lanes import Claim
from tests.common.lane_queue import Queue, opened_queue
from tests.common.running import environment_of, got, started
from tests.database_fixtures import Databases


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Embedded]:
    """A PostgreSQL of our own: the others' tests shall not notice."""
    with tempfile.TemporaryDirectory(prefix="lyo-outage-") as folder:
        Path(folder).chmod(0o711)
        with Embedded(Path(folder) / "postgres") as running:
            yield running


@pytest.fixture(scope="module")
def own_databases(own_postgres: Embedded) -> Databases:
    return Databases(own_postgres)


@pytest.fixture
async def queue(own_databases: Databases) -> AsyncIterator[Queue]:
    async with opened_queue(own_databases) as opened:
        yield opened


async def test_what_was_acknowledged_before_a_crash_is_there_after_it(
    queue: Queue, own_postgres: Embedded
):
    await queue.put("a")

    await asyncio.to_thread(own_postgres.stop, signal.SIGQUIT)
    with pytest.raises(Unavailable) as told:
        await queue.put("b")
    await asyncio.to_thread(own_postgres.start)

    assert told.value.reason == "DATABASE_AWAY"
    await eventually_answers(queue.database)
    (claim,) = await queue.claim()
    assert [job.payload for job in claim.jobs] == [b"a"]


async def test_a_caller_is_told_within_two_seconds_and_served_soon_after_the_return(
    queue: Queue, own_postgres: Embedded
):
    await asyncio.to_thread(own_postgres.stop, signal.SIGQUIT)
    begin = time.monotonic()
    with pytest.raises(Unavailable):
        await queue.database.ping()
    told_after = time.monotonic() - begin
    await asyncio.sleep(2)
    await asyncio.to_thread(own_postgres.start)
    begin = time.monotonic()
    await eventually_answers(queue.database)

    assert told_after < 2.5
    assert time.monotonic() - begin < 3


async def test_an_outage_longer_than_the_lease_costs_no_attempt(
    queue: Queue, own_postgres: Embedded
):
    claims: list[Claim] = []
    begun = asyncio.Event()

    async def handle(claim: Claim) -> None:
        claims.append(claim)
        if len(claims) == 1:
            begun.set()
            await asyncio.sleep(60)
        await queue.finish(claim)

    lease = timedelta(milliseconds=400)
    worker = LaneWorker(
        queue.database,
        queue.lanes,
        handle,
        lease=lease,
        heartbeat=lease / 4,
        poll=timedelta(milliseconds=50),
        max_attempts=1,
    )
    stop = asyncio.Event()
    await queue.put("a")
    running = asyncio.create_task(worker.run(stop))
    await begun.wait()
    await asyncio.to_thread(own_postgres.stop, signal.SIGQUIT)
    await asyncio.sleep(1.5)
    await asyncio.to_thread(own_postgres.start)
    async with asyncio.timeout(15):
        await queue.emptied()
    stop.set()
    await running

    assert queue.effects() == ["a"]
    assert len(claims) > 1
    assert {(claim.attempts, claim.set_id) for claim in claims} == {(1, claims[0].set_id)}


async def eventually_answers(database: Database) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                async with database.tenant_transaction(uuid4()):
                    return
            except Unavailable:
                await asyncio.sleep(0.05)


async def test_who_opens_a_database_that_is_away_has_it_as_soon_as_it_is_back(
    own_databases: Databases, own_postgres: Embedded
):
    url = own_databases("echo").url("echo")
    await asyncio.to_thread(own_postgres.stop, signal.SIGQUIT)
    opening = asyncio.create_task(opened_at(url))
    await asyncio.sleep(2)
    await asyncio.to_thread(own_postgres.start)
    back = time.monotonic()

    assert await opening - back < 1


async def opened_at(url: str) -> float:
    async with Database.opened(url, patience=timedelta(seconds=20)) as database:
        await database.ping()
        return time.monotonic()


async def test_a_process_that_starts_while_its_database_is_away_becomes_ready_when_it_is_back(
    own_databases: Databases, own_postgres: Embedded, tmp_path: Path
):
    variables = environment_of(own_databases("echo").url("echo"), tmp_path)
    await asyncio.to_thread(own_postgres.stop, signal.SIGQUIT)
    try:
        async with started(variables, "serve") as running:
            await running.logged("waiting_for_database")
            assert (await got(running, "/livez")).status_code == 200
            await asyncio.to_thread(own_postgres.start)

            await running.logged("ready")
    finally:
        if not own_postgres.alive:
            await asyncio.to_thread(own_postgres.start)
