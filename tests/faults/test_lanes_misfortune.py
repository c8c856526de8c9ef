"""Is every message handled exactly once and in order, whatever happens to those who handle it?"""

import asyncio
import random
from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from services.common.backoff import Backoff
from services.common.lane_worker import LaneWorker
from services.common.lanes import Again, Claim, LaneLost, NewJob
from tests.common.lane_queue import Queue, opened_queue, texts
from tests.faults.conftest import Size
from tests.faults.report import Report

KEYS = 30
LEASE = timedelta(milliseconds=300)


@pytest.fixture
async def queue(lyo_database):
    async with opened_queue(lyo_database) as opened:
        yield opened


class Misfortune:
    """A handler that stores effects, and now and then freezes, vanishes, fails, or must wait."""

    def __init__(self, queue: Queue, chance: random.Random) -> None:
        self.queue = queue
        self.seed = chance.random()
        self.tries: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()
        self.sets: dict[int, set[tuple[str, ...]]] = defaultdict(set)

    async def handle(self, claim: Claim) -> None:
        self.sets[claim.set_id].add(tuple(texts(claim)))
        await self.suffer(self.chance_of(claim))
        try:
            await self.queue.finish(claim)
        except LaneLost:
            self.happened["fenced"] += 1
            raise

    def chance_of(self, claim: Claim) -> random.Random:
        """What befalls a claim comes of the seed, of what it holds and how often it was tried: who
        is scheduled when does not change what the others draw."""
        first = texts(claim)[0]
        self.tries[first] += 1
        return random.Random(f"{self.seed} {first} {self.tries[first]}")

    async def suffer(self, chance: random.Random) -> None:
        await asyncio.sleep(chance.uniform(0, 0.02))
        drawn = chance.random()
        if drawn < 0.03:
            self.happened["failed"] += 1
            raise ZeroDivisionError
        if drawn < 0.06:
            self.happened["waited"] += 1
            raise Again(timedelta(milliseconds=chance.uniform(0, 50)))


async def freeze_and_vanish(queue: Queue, misfortune: Misfortune, stop: asyncio.Event) -> None:
    """A process without a heartbeat: of the lanes it takes it forgets every other one; to the
    rest it comes back when they are somebody else's."""
    returning = []
    while not stop.is_set():
        await asyncio.sleep(0.03)
        for claim in await queue.claim(lanes=2, lease=LEASE):
            misfortune.sets[claim.set_id].add(tuple(texts(claim)))
            misfortune.happened["vanished"] += 1
            if misfortune.happened["vanished"] % 2:
                returning.append(asyncio.create_task(come_back(queue, misfortune, claim)))
    await asyncio.gather(*returning)


async def come_back(queue: Queue, misfortune: Misfortune, claim: Claim) -> None:
    await asyncio.sleep(2 * LEASE.total_seconds())
    try:
        await queue.finish(claim)
    except LaneLost:
        misfortune.happened["frozen and fenced"] += 1


async def deliver(queue: Queue, chance: random.Random, messages: int) -> None:
    """Messages in groups, four groups at once, half of the messages a second time."""
    groups = [range(n, n + 20) for n in range(0, messages, 20)]
    groups += chance.sample(groups, len(groups) // 2)
    waiting = iter(groups)

    async def one() -> None:
        for group in waiting:
            jobs = [NewJob(f"k{n % KEYS}", f"{n:05}".encode(), f"{n}") for n in group]
            await queue.put_jobs(jobs)
            queue.lanes.wake()

    await asyncio.gather(*(one() for _ in range(4)))


async def test_every_message_has_one_effect_and_every_set_one_content(
    queue: Queue, size: Size, report: Report, chance: random.Random
):
    messages = size(2_000, 10_000)
    misfortune = Misfortune(queue, chance)
    stop = asyncio.Event()
    workers = [
        LaneWorker(
            each.database,
            each.lanes,
            misfortune.handle,
            concurrency=8,
            per_lane=4,
            lease=LEASE,
            heartbeat=LEASE / 4,
            poll=timedelta(milliseconds=20),
            max_attempts=1000,
            failing=Backoff(LEASE / 10, LEASE / 5),
        ).run(stop)
        for each in (queue, queue.another())
    ]
    running = [asyncio.create_task(each) for each in workers]
    running.append(asyncio.create_task(freeze_and_vanish(queue.another(), misfortune, stop)))

    await deliver(queue, chance, messages)
    async with asyncio.timeout(120):
        await queue.emptied()
    stop.set()
    await asyncio.gather(*running)

    effects = queue.effects()
    assert len(effects) == messages
    assert len(set(effects)) == messages
    assert {len(contents) for contents in misfortune.sets.values()} == {1}
    assert not out_of_order(queue)
    report("misfortunes of workers", messages=messages, **misfortune.happened)
    assert set(misfortune.happened) >= {"vanished", "frozen and fenced", "failed", "waited"}


def out_of_order(queue: Queue) -> list[object]:
    """The keys of which a later job had its effect first."""
    done = queue.made.rows(
        "SELECT key, array_agg(job_id ORDER BY n) FROM sample.effects"
        " JOIN sample.lane_jobs ON dedup_key::int = body::int GROUP BY key"
    )
    return [key for key, order in done if order != sorted(order)]
