"""Do two worker processes share the work in order, and does one take over when the other dies?"""

import random
from datetime import UTC, datetime
from statistics import quantiles

from services.common.lanes import NewJob
from tests.faults.conftest import Size
from tests.faults.lane_crew import QUICK, REAL, Crew, Pace
from tests.faults.report import Report

KEYS, JOBS = 20, 15
RUNNING = 10

# The second start of a job, or one on its key, before the first one ended.
OVERLAPS = """
SELECT count(*) FROM (
    SELECT start_time, lag(end_time) OVER (PARTITION BY key ORDER BY start_time, job_id) AS before
      FROM (SELECT s.key, s.job_id, start_time, end_time FROM sample.starts s
              JOIN sample.effects e USING (job_id)) AS both_ends) AS work
 WHERE start_time < before"""
OUT_OF_ORDER = """
SELECT count(*) FROM (
    SELECT job_id, lag(job_id) OVER (PARTITION BY key ORDER BY n) AS before
      FROM sample.effects) AS work
 WHERE job_id < before"""


async def test_two_processes_share_keys_and_keep_the_order_of_each(
    crew: Crew, report: Report, chance: random.Random
):
    members = [await crew.hire(name, LANES_EACH="1") for name in ("one", "two")]
    order = [f"k{n % KEYS}" for n in range(KEYS * JOBS)]
    chance.shuffle(order)
    for at in range(0, len(order), 30):
        jobs = [NewJob(key, f"{chance.uniform(0, 0.01)}".encode()) for key in order[at : at + 30]]
        await crew.queue.put_jobs(jobs)
        crew.queue.lanes.wake()

    await crew.until(lambda: len(crew.done()) == KEYS * JOBS, *members)

    done = [worker for _, worker in crew.done()]
    out_of_order, overlaps = crew.rows(OUT_OF_ORDER)[0][0], crew.rows(OVERLAPS)[0][0]
    report("two workers in order", jobs=len(done), out_of_order=out_of_order, overlaps=overlaps)
    assert crew.rows("SELECT count(*) FROM sample.starts") == [(KEYS * JOBS,)]
    assert (out_of_order, overlaps) == (0, 0)
    assert min(done.count(member.name) for member in members) > 10


async def test_what_a_killed_worker_had_in_hand_runs_again_elsewhere(
    crew: Crew, size: Size, full: bool, report: Report
):
    pace = REAL if full else QUICK
    most = 8 if full else pace.lease + 2
    waited, kills = [], size(1, 5)
    for number in range(kills):
        waited += await hand_over(crew, number, pace)

    cuts = quantiles(waited, n=100, method="inclusive")
    figures = {"kills": kills, "p50_s": round(cuts[49], 2), "p99_s": round(cuts[98], 2)}
    report("hand-over", lease_s=pace.lease, jobs=len(waited), **figures, demand_s=most)
    assert max(waited) < most


async def hand_over(crew: Crew, number: int, pace: Pace) -> list[float]:
    """For each of ten jobs of a worker that is killed, the seconds until another has it."""
    first = await crew.hire(f"first{number}", pace)
    keys = [f"{number}-{n}" for n in range(RUNNING)]
    await crew.queue.put_jobs([NewJob(key, b"60") for key in keys])
    await crew.until(lambda: len(crew.started(first.name)) == RUNNING, first)
    second = await crew.hire(f"second{number}", pace)

    killed = datetime.now(UTC)
    first.kill()
    await crew.until(lambda: len(crew.started(second.name)) == RUNNING, second)

    second.kill()
    assert crew.started(first.name) == crew.started(second.name)
    crew.queue.made.run("sample", "DELETE FROM lanes; DELETE FROM lane_jobs")
    rows = crew.rows("SELECT start_time FROM sample.starts WHERE worker = %s", second.name)
    return [(start - killed).total_seconds() for (start,) in rows]
