"""Is anything acknowledged and not stored, or lost, when PostgreSQL dies again and again?"""

import asyncio
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

from lyoctl.installation import SERVICES
from tests.faults.beside import time_of
from tests.faults.conftest import Size
from tests.faults.conversation import free_hours, text_of
from tests.faults.invariants import check, insist
from tests.faults.platform import Written
from tests.faults.report import Report
from tests.faults.world import World
from tests.journeys.phone import BELLA, Lines, book
from tests.journeys.waiting import eventually

LONGEST_AWAY = 2.0
RECOVERED_SECONDS = 2.0
"""From PostgreSQL's return to the first webhook acknowledged, and answered."""

NOTICED_SECONDS = 5.0
"""Until a process says that it is not ready, or ready again."""


@dataclass
class Writers:
    """New customers who write one message each, at a pace that waits for nobody."""

    world: World
    turns: int
    a_second: float
    bookings: dict[str, bool] = field(default_factory=dict)
    """For each customer whether they book; the others ask for help."""

    @property
    def seconds(self) -> float:
        return self.turns / self.a_second

    @property
    def written(self) -> list[Written]:
        return self.world.platform.written(list(self.bookings))

    async def run(self) -> None:
        """Write everything; returns once the last message is acknowledged."""
        slots, begun = free_hours(self.world), time.monotonic()
        async with asyncio.TaskGroup() as writing:
            for number in range(self.turns):
                await asyncio.sleep(begun + number / self.a_second - time.monotonic())
                customer, books = self.world.customer(), number % 2 == 0
                self.bookings[customer] = books
                words = book(*next(slots)) if books else "help"
                writing.create_task(self.world.platform.text(BELLA, customer, words))


@dataclass(frozen=True)
class Stop:
    """PostgreSQL was gone from one time to another (`time.time()`)."""

    gone: float
    back: float


async def crash(world: World, away: float) -> Stop:
    """End PostgreSQL as a crash would; start it again after so many seconds."""
    postgres = world.mesh.postgres
    assert postgres
    port, gone = postgres.port, time.time()
    try:
        await asyncio.to_thread(postgres.stop, signal.SIGQUIT)
        await asyncio.sleep(away)
    finally:
        await asyncio.to_thread(postgres.start)
    assert postgres.port == port, "somebody took its port: nobody would find it again"
    return Stop(gone, time.time())


async def crash_often(
    world: World, chance: random.Random, gaps: tuple[float, float], seconds: float
) -> list[Stop]:
    """Crash it after every such gap, as long as it comes back within so many seconds."""
    stops, end = [], time.monotonic() + seconds
    while time.monotonic() + (gap := chance.uniform(*gaps)) + LONGEST_AWAY < end:
        await asyncio.sleep(gap)
        stops.append(await crash(world, chance.uniform(0, LONGEST_AWAY)))
    return stops


async def said(world: World, path: str) -> dict[str, int]:
    """What every service answers there; 0 where it does not answer."""

    async def ask(name: str) -> int:
        try:
            url = f"http://{world.mesh.installation.metrics[name]}{path}"
            return (await world.platform.http.get(url)).status_code
        except httpx.TransportError:
            return 0

    return dict(zip(SERVICES, await asyncio.gather(*map(ask, SERVICES)), strict=True))


async def stay_alive(world: World, over: asyncio.Event) -> None:
    """Until it is over every process stays the same, and says that it is alive."""
    pids = {name: child.pid for name, child in world.mesh.children.items()}
    while not over.is_set():
        alive = await said(world, "/livez")
        assert set(alive.values()) == {httpx.codes.OK}, f"not alive: {alive}"
        await asyncio.sleep(0.1)
    assert {name: child.pid for name, child in world.mesh.children.items()} == pids


async def become_ready(world: World, status: int) -> float:
    """Return once every service says so in /readyz: after how many seconds."""
    begun = time.monotonic()
    await eventually(
        lambda: said(world, "/readyz"),
        lambda answers: set(answers.values()) == {status},
        within=NOTICED_SECONDS,
        every=0.05,
        what=f"not all say {status}",
    )
    return time.monotonic() - begun


async def answered(world: World, writers: Writers) -> dict[str, float]:
    """When each customer's answer was accepted; all have one, and it is the right one."""
    times: dict[str, float] = {}
    for call in await world.town.journal():
        customer = call["to"]
        if customer in writers.bookings and call["status"] == httpx.codes.OK:
            times.setdefault(customer, time_of(call))
            assert ("confermato" in text_of(call)) is writers.bookings[customer], call
    lost = writers.bookings.keys() - times.keys()
    assert not lost, f"{len(lost)} were never answered: {sorted(lost)[:5]}"
    return times


def first_successes(stop: Stop, writers: Writers, answers: dict[str, float]) -> tuple[float, float]:
    """Seconds from the return to the first webhook acknowledged, and to the first whole answer."""
    acknowledged = (each.acknowledged_time or 0 for each in writers.written)
    webhook = min(when for when in acknowledged if when >= stop.back)
    answer = min(when for when in answers.values() if when >= stop.back)
    return webhook - stop.back, answer - stop.back


async def test_a_database_that_crashes_again_and_again_loses_nothing_acknowledged(
    world: World, lines: Lines, size: Size, report: Report, chance: random.Random
) -> None:
    before = await check(world)
    writers = Writers(world, turns=size(60, 2000), a_second=size(6, 15))
    gaps = (size(1, 5), size(3, 40))
    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(stay_alive(world, over))
        stopping = group.create_task(crash_often(world, chance, gaps, writers.seconds))
        await writers.run()
        stops = await stopping
        await world.quiet()
        over.set()
    findings = await check(world, lines.all)
    insist(findings)
    answers = await answered(world, writers)
    statuses = Counter(status for each in writers.written for status in each.statuses)
    assert set(statuses) <= {200, 503}, statuses
    firsts = [first_successes(stop, writers, answers) for stop in stops]
    longest = max(answers[each.customer] - each.written_time for each in writers.written)
    report(
        "database stops",
        turns=len(writers.written),
        stops=len(stops),
        refused_503=statuses[503],
        lost=findings.lost,
        ambiguous=len(findings.ambiguous_ids - before.ambiguous_ids),
        first_webhook_longest_s=round(max(webhook for webhook, _ in firsts), 2),
        first_answer_longest_s=round(max(answer for _, answer in firsts), 2),
        longest_answer_s=round(longest, 1),
    )
    assert max(max(first) for first in firsts) < RECOVERED_SECONDS, firsts


async def test_without_its_database_a_process_is_alive_and_not_ready(
    world: World, report: Report
) -> None:
    postgres, over = world.mesh.postgres, asyncio.Event()
    assert postgres
    await become_ready(world, httpx.codes.OK)
    async with asyncio.TaskGroup() as group:
        group.create_task(stay_alive(world, over))
        try:
            await asyncio.to_thread(postgres.stop, signal.SIGQUIT)
            noticed = await become_ready(world, httpx.codes.SERVICE_UNAVAILABLE)
        finally:
            await asyncio.to_thread(postgres.start)
        recovered = await become_ready(world, httpx.codes.OK)
        over.set()
    report("database stops", not_ready_after_s=round(noticed, 1), ready_after_s=round(recovered, 1))
