"""Does a claim stay cheap behind a key with thousands of jobs, and thousands for later?"""

import time
from collections.abc import AsyncIterator
from statistics import median

import psycopg
import pytest

from tests.common.lane_queue import Queue, opened_queue
from tests.faults.conftest import Size
from tests.faults.lane_plans import Read, walk_claim
from tests.faults.report import Report

OTHERS = 300
LANES, JOBS_EACH = 10, 20


@pytest.fixture
async def queue(lyo_database, size: Size) -> AsyncIterator[Queue]:
    async with opened_queue(lyo_database) as opened:
        crowd(opened, hot=size(2_000, 10_000), later=size(20_000, 100_000))
        yield opened


def crowd(queue: Queue, *, hot: int, later: int) -> None:
    """Lanes that wait: one with much in it, which is the first, and 300; and many for later."""
    queue.made.run(
        "sample",
        f"SET lyo.tenant = '{queue.tenant}'",
        "INSERT INTO lanes (key, available_time) VALUES ('hot', now() - interval '1 hour')",
        f"INSERT INTO lane_jobs (key, payload) SELECT 'hot', '' FROM generate_series(1, {hot})",
        "INSERT INTO lanes (key, available_time)"
        f" SELECT 'other' || n, now() FROM generate_series(1, {OTHERS}) n",
        "INSERT INTO lane_jobs (key, payload)"
        f" SELECT 'other' || n, '' FROM generate_series(1, {OTHERS}) n",
        "INSERT INTO lanes (key, available_time)"
        f" SELECT 'later' || n, now() + interval '20 days' FROM generate_series(1, {later}) n",
        "INSERT INTO lane_jobs (key, payload, due_time) SELECT 'later' || n, '',"
        f" now() + interval '20 days' FROM generate_series(1, {later}) n",
    )


@pytest.mark.parametrize("analyzed", [False, True], ids=["before-analyze", "after-analyze"])
@pytest.mark.parametrize("again", [False, True], ids=["new-sets", "same-sets"])
async def test_each_statement_of_a_claim_reads_by_index_and_few_rows(
    queue: Queue, report: Report, analyzed: bool, again: bool
):
    if analyzed:
        queue.made.run("sample", "ANALYZE lanes", "ANALYZE lane_jobs")
    if again:
        await queue.claim(lanes=LANES, jobs_each=JOBS_EACH)
        move_leases_to_the_front(queue)

    reads = walked(queue)

    taken = JOBS_EACH + LANES - 1
    assert max(each.rows for each in reads) <= 2 * taken + LANES
    assert {scan.partition(" of ")[0] for each in reads for scan in each.scans} <= {
        "Index Scan",
        "Index Only Scan",
    }
    assert sum(each.rows for each in reads) >= taken
    name = f"claim statements, {'same' if again else 'new'} sets"
    report(name, rows=sum(each.rows for each in reads), ms=round(sum(e.ms for e in reads), 2))


def move_leases_to_the_front(queue: Queue) -> None:
    queue.made.run(
        "sample",
        "UPDATE lanes SET available_time = now() - interval '2 hours' WHERE owner IS NOT NULL",
    )


def walked(queue: Queue) -> list[Read]:
    with psycopg.connect(queue.made.owner_url("sample")) as connection:
        reads = walk_claim(connection, queue.me, LANES, JOBS_EACH)
        connection.rollback()
    assert len(reads) >= 6
    return reads


async def test_the_work_of_the_others_comes_at_once_and_claims_cost_the_same(
    queue: Queue, report: Report
):
    queue.made.run("sample", "ANALYZE lanes", "ANALYZE lane_jobs")
    took, claimed = [], []
    for _ in range(60):
        begun = time.perf_counter()
        claims = await queue.claim(lanes=LANES, jobs_each=JOBS_EACH)
        took.append(1000 * (time.perf_counter() - begun))
        claimed += [claim.key for claim in claims]
        for claim in claims:
            if claim.key == "hot":
                await queue.finish(claim)

    assert len([key for key in claimed if key.startswith("other")]) == OTHERS
    assert claimed.count("hot") >= 2
    assert not [key for key in claimed if key.startswith("later")]
    report("claim in a crowd", p50_ms=round(median(took), 2), max_ms=round(max(took), 2))
