"""Does anybody notice when one of two replicas of every service is restarted under load?"""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest

from services.common.database import Database
from services.common.lanes import Lanes, NewJob
from tests.database_fixtures import LyoDatabase
from tests.faults.beside import time_of
from tests.faults.conftest import PATIENCE, Size
from tests.faults.conversation import CLOCKS, free_hours
from tests.faults.invariants import check, insist
from tests.faults.platform import ANSWER_SECONDS, Platform
from tests.faults.replicas import Replica, Restart, Twins, calling, two_of_each
from tests.faults.report import Report
from tests.faults.world import World, opened_world
from tests.journeys.folder import new_folder
from tests.journeys.phone import BELLA, Lines, book

# As in production, but for a shorter drain: an answer that waited for a lease stands out.
LEASE, DRAIN_DELAY, DRAIN = 6.0, 1.5, 10.0
TOLD = {
    **PATIENCE,
    "LYO_ENV": "test",
    "LYO_LEASE_SECONDS": str(LEASE),
    "LYO_DRAIN_DELAY_SECONDS": str(DRAIN_DELAY),
    "LYO_DRAIN_SECONDS": str(DRAIN),
    "LYO_SANDBOX_STATUS_DELAY_SECONDS": "0.05",
}

WEBHOOKS_A_SECOND = 15
CALLS_A_SECOND = 5
"""Of each method."""

MIN_READY = 2.0
"""Seconds that whoever rolls waits before the twin of one that is ready goes (Kubernetes:
minReadySeconds): callers look once a second for a replica that was away."""

# Who leaves a connection idle for longer than a gateway says that it goes may write into one that
# is just being closed: HTTP/1.1 has nothing against that.
KEPT_ALIVE = httpx.Limits(keepalive_expiry=DRAIN_DELAY / 2)
NOT_KEPT = httpx.Limits(max_keepalive_connections=0)

ROME = ZoneInfo("Europe/Rome")

# Notes each claim of a lane that its owner had not let go of, each that is not the first try, and
# each message that the gateway's worker put off: a call that it made had failed for good.
WATCH = """
    CREATE SCHEMA watch;
    CREATE TABLE watch.again (queue text, key text, owner uuid, attempts integer, why text);
    CREATE FUNCTION watch.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        INSERT INTO watch.again VALUES (TG_TABLE_SCHEMA, NEW.key, OLD.owner, NEW.attempts, TG_NAME);
        RETURN NULL;
    END $$;
"""
WATCHED = """
    CREATE TRIGGER again AFTER UPDATE ON {queue}.lanes FOR EACH ROW
    WHEN (NEW.fence IS DISTINCT FROM OLD.fence AND (OLD.owner IS NOT NULL OR NEW.attempts > 1))
    EXECUTE FUNCTION watch.note();
"""
PUT_OFF = """
    CREATE TRIGGER put_off AFTER UPDATE ON gateway.lanes FOR EACH ROW
    WHEN (NEW.waits > OLD.waits AND NEW.key LIKE 'message:%')
    EXECUTE FUNCTION watch.note();
"""


def watch(superuser_url: str, *queues: str) -> None:
    """From now on `watch.again` has a row for each job that runs once more, or has to wait."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(WATCH.encode())
        for queue in queues:
            connection.execute(WATCHED.format(queue=queue).encode())
        connection.execute(PUT_OFF.encode())


@dataclass
class Traffic:
    """Customers who write and services that call, at a steady rate until told to stop."""

    twins: Twins
    world: World
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    made: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    """Calls: how many by method, and what went wrong with which."""

    async def call(self) -> None:
        async with calling(self.twins, free_slots(self.world)) as calls:
            await asyncio.gather(*(self._repeat(call) for call in calls))

    async def _repeat(self, call: Callable[[], Awaitable[object]]) -> None:
        while not self.stop.is_set():
            self.made[call.__name__] += 1
            try:
                await call()
            except Exception as error:
                self.failed.append(f"{datetime.now(UTC):%H:%M:%S.%f} {call.__name__}: {error!r}")
            await asyncio.sleep(1 / CALLS_A_SECOND)

    async def write(self) -> None:
        """A new customer each time; every third webhook comes by a connection of its own."""
        new_ones = httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, limits=NOT_KEPT)
        async with new_ones as http, asyncio.TaskGroup() as under_way:
            aside = Platform(http, self.world.platform.url)
            aside.ledger = self.world.platform.ledger
            texts = itertools.cycle(["help", "help", "help", *bookings(self.world)])
            for number in itertools.count():
                if self.stop.is_set():
                    return
                platform = self.world.platform if number % 3 else aside
                under_way.create_task(platform.text(BELLA, self.world.customer(), next(texts)))
                await asyncio.sleep(1 / WEBHOOKS_A_SECOND)


def free_slots(world: World) -> Iterator[datetime]:
    """Starts of hours that nobody else books."""
    for day, clock in free_hours(world):
        yield datetime.fromisoformat(f"{day.date()}T{clock}").replace(tzinfo=ROME)


def bookings(world: World) -> list[str]:
    """What customers write; in time they find their hours taken."""
    day = world.town.open_day()
    return [text for clock in CLOCKS for text in (book(day, clock), "help")]


async def restart_one_of_each(twins: Twins, chance: random.Random) -> list[Restart]:
    """SIGTERM to one replica of each service, in any order, some while others are away."""

    async def restart(replica: Replica, pause: float) -> Restart:
        await asyncio.sleep(pause)
        return await replica.restart(http)

    async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
        chosen = [(chance.choice(pair), chance.uniform(0, 1.5)) for pair in twins.replicas.values()]
        return list(await asyncio.gather(*(restart(*each) for each in chosen)))


@pytest.fixture
async def twins(lines: Lines) -> AsyncIterator[Twins]:
    with new_folder("lyo-rolling-") as home:
        async with two_of_each(home, TOLD, lines.take) as twins:
            yield twins


@pytest.fixture
async def world(twins: Twins) -> AsyncIterator[World]:
    """The installation as the checker knows one. The platform writes through the balancer."""
    faults = twins.mesh.installation.home / "faults"
    url = twins.balancer.url
    async with opened_world(twins.mesh, faults, url, limits=KEPT_ALIVE) as world:
        watch(world.database_url, "gateway", "notifier", "booking")
        yield world


async def test_nobody_notices_that_one_of_two_replicas_of_each_service_is_restarted(
    twins: Twins, world: World, size: Size, report: Report, chance: random.Random
) -> None:
    rounds = size(1, 20)
    restarts: list[Restart] = []
    traffic = Traffic(twins, world)
    await world.ask(BELLA, world.customer(), "help", 1)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(traffic.write())
        tasks.create_task(traffic.call())
        for number in range(rounds):
            await asyncio.sleep(MIN_READY if number else 0)
            restarts += await restart_one_of_each(twins, chance)
            gone = max(each.gone_after for each in restarts[-5:])
            print(f"round {number + 1} of {rounds}: gone after {gone:.1f} s", flush=True)
        traffic.stop.set()
    await world.quiet()
    see_no_failure(traffic)
    see_good_ends(twins, restarts)
    see_nothing_run_again(twins, world)
    waits = await answered_once(world, traffic.made["create_booking"])
    assert max(waits) < median(waits) + LEASE / 2
    insist(await check(world, twins.said.lines))
    ledger = world.platform.ledger.values()
    report(
        "rolling",
        rounds=rounds,
        restarts=len(restarts),
        longest_drain_s=round(max(each.gone_after for each in restarts), 1),
        webhooks=len(waits),
        failed=sum(each.statuses != [httpx.codes.OK] for each in ledger),
        rpcs=traffic.made.total(),
        rpc_failed=len(traffic.failed),
        ran_again=len(world.rows("SELECT * FROM watch.again")),
        statuses_sent_again=len(unanswered(twins)),
        answer_p50_ms=round(median(waits) * 1000),
        answer_p99_ms=round(quantiles(waits, n=100)[98] * 1000),
        answer_longest_ms=round(max(waits) * 1000),
    )


def see_no_failure(traffic: Traffic) -> None:
    """Each webhook was answered 200 the first time, and each call too; all had their share."""
    failed = {
        f"{datetime.fromtimestamp(each.written_time, UTC):%H:%M:%S.%f}": each.statuses
        for each in traffic.world.platform.ledger.values()
        if each.statuses != [httpx.codes.OK]
    }
    assert traffic.twins.balancer.refused == 0, failed
    assert unanswered(traffic.twins) == []
    assert (failed, traffic.failed) == ({}, [])
    assert min(traffic.twins.balancer.taken.values()) > 0
    assert len(traffic.made) == 5
    assert min(traffic.made.values()) > 5


def unanswered(twins: Twins) -> list[str]:
    """What the sandbox says of webhooks about statuses that it had to send again."""
    return [line for line in twins.said.lines if "webhook not answered" in line]


def see_good_ends(twins: Twins, restarts: Sequence[Restart]) -> None:
    """Processes ended when they were told to and only then, with 0, within their drain."""
    assert sorted(twins.said.ended) == sorted((each.name, "exit code 0") for each in restarts)
    assert len(twins.said.told("stopped")) == len(restarts)
    assert max(each.gone_after for each in restarts) < DRAIN_DELAY + DRAIN


def see_nothing_run_again(twins: Twins, world: World) -> None:
    """No lane was taken from a worker that had it still, no try came after another, and no message
    had to wait for a service."""
    assert world.rows("SELECT * FROM watch.again") == []
    assert twins.said.told("lane_lost") == []
    assert twins.said.told("lane_failed") == []


async def answered_once(world: World, booked: int) -> list[float]:
    """Seconds from each message to its answer. Each customer wrote one and heard one; the one for
    whom services booked was told of each booking besides."""
    heard: dict[str, list[float]] = {}
    for call in await world.town.journal():
        if call["status"] == httpx.codes.OK and "type" in call["body"]:
            heard.setdefault(call["to"], []).append(time_of(call))
    written = world.platform.ledger.values()
    more = {each.customer: len(heard.get(each.customer, ())) - 1 for each in written}
    assert [count for count in more.values() if count] == [booked]
    return [heard[each.customer][0] - each.written_time for each in written]


async def test_a_lane_that_runs_again_is_noticed(
    lyo_database: Callable[..., LyoDatabase],
) -> None:
    made = lyo_database("gateway")
    watch(made.superuser_url, "gateway")
    again = "SELECT owner, attempts, why FROM watch.again"
    async with Database.opened(made.url("gateway"), schema="gateway") as database:
        lanes, dead, alive = Lanes("gateway", per_tenant=False), uuid4(), uuid4()
        async with database.autocommit() as connection:
            await lanes.enqueue(connection, [NewJob("message:a", b"a", "a")])
            told = {"lanes": 1, "jobs_each": 1}
            (first,) = await lanes.claim(connection, dead, **told, lease=timedelta(hours=1))
            await lanes.release(connection, first, timedelta(), give_back=True)
            await lanes.claim(connection, dead, **told, lease=timedelta())
            handed_over = made.rows(again)
            (third,) = await lanes.claim(connection, alive, **told, lease=timedelta(hours=1))
            await lanes.release(connection, third, timedelta(hours=1), give_back=True)

    assert handed_over == []
    assert made.rows(again) == [(dead, 2, "again"), (alive, 1, "put_off")]
