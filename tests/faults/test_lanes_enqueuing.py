"""Do two processes that bring work for the same keys at once ever get into each other's way?"""

import asyncio
import contextlib
import random
import time
from collections.abc import Iterator

import psycopg

from services.common.lanes import NewJob
from tests.faults.conftest import Size
from tests.faults.lane_crew import Crew, Member
from tests.faults.lane_enqueuing import GATE, group
from tests.faults.report import Report

DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


async def test_groups_of_two_processes_that_overlap_never_deadlock(
    crew: Crew, size: Size, report: Report, chance: random.Random
):
    rounds, seeds = size(100, 1000), [f"{chance.random()}" for _ in range(2)]
    before = crew.rows(DEADLOCKS)[0][0]
    with closed_gate(crew):
        members = [enqueuing(crew, f"p{n}", seed, rounds) for n, seed in enumerate(seeds)]
        await crew.until(lambda: all(each.events() for each in members), *members)
    begun = time.monotonic()
    stored = [await count(member) for member in members]
    took = time.monotonic() - begun

    deadlocks = crew.rows(DEADLOCKS)[0][0] - before
    jobs = crew.rows("SELECT dedup_key, key FROM sample.lane_jobs")
    lanes = crew.rows("SELECT count(*) FROM sample.lanes")

    expected = {(job.dedup_key, job.key) for seed in seeds for job in all_of(seed, rounds)}
    assert sorted(jobs) == sorted(expected)
    assert sum(stored) == len(expected)
    assert min(stored) > 0
    assert lanes == [(20,)]
    figures = {"jobs": len(jobs), "deadlocks": deadlocks, "s": round(took, 1)}
    report("enqueueing at once", rounds=2 * rounds, **figures)
    assert deadlocks == 0


@contextlib.contextmanager
def closed_gate(crew: Crew) -> Iterator[None]:
    """Nobody begins before all are there."""
    with psycopg.connect(crew.queue.made.superuser_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (GATE,))
        yield


def enqueuing(crew: Crew, name: str, seed: str, rounds: int) -> Member:
    tenant = f"{crew.queue.tenant}"
    wanted = {"LANES_SEED": seed, "LANES_ROUNDS": f"{rounds}", "LANES_TENANT": tenant}
    return crew.start("lane_enqueuing", name, **wanted)


async def count(member: Member) -> int:
    """How many jobs the process says that it stored, once it has ended."""
    assert await asyncio.to_thread(member.process.wait, 120) == 0, member.log.read_text()
    return int(member.events()[-1].removeprefix("stored "))


def all_of(seed: str, rounds: int) -> list[NewJob]:
    chance = random.Random(seed)
    return [job for number in range(rounds) for job in group(chance, number)]
