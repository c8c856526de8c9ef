"""The loop around a lane queue: claim, run the handler, let go in whatever way it ends.

A handler does its effects and `lanes.finish` in one transaction of its own. What it raises says
how its lane goes on. Again, Unavailable, ResourceExhausted: later, and the attempt does not count.
Dead: never. Anything else is a bug: tried `max_attempts` times, as what crashes the process is.
"""

import asyncio
import contextlib
import logging
import random
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

from services.common import context, lane_metrics
from services.common.backoff import Backoff
from services.common.clock import Clock, utc_now
from services.common.database import UNLUCKY, Connection, Database
from services.common.errors import MeshError, ResourceExhausted, Unavailable
from services.common.lane_keeper import LaneKeeper
from services.common.lanes import Again, Claim, Dead, LaneLost, Lanes
from services.common.logs import event
from services.common.upkeep import Upkeep

log = logging.getLogger(__name__)

Handle = Callable[[Claim], Awaitable[None]]

FAILING = Backoff(timedelta(seconds=1), timedelta(minutes=5))
WAITING = Backoff(timedelta(milliseconds=250), timedelta(seconds=30))

_LATER = (Again, Unavailable, ResourceExhausted, *UNLUCKY)
_AT_ONCE = timedelta()


class LaneWorker:
    """Works on a queue, up to `concurrency` lanes at once and `per_lane` jobs of each.

    `limit` is how long a handler may take; `drain` how long those under way may go on at the end.
    """

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        handle: Handle,
        *,
        concurrency: int = 64,
        per_lane: int = 20,
        lease: timedelta = timedelta(seconds=6),
        heartbeat: timedelta = timedelta(seconds=2),
        poll: timedelta = timedelta(seconds=1),
        max_attempts: int = 5,
        failing: Backoff = FAILING,
        waiting: Backoff = WAITING,
        limit: timedelta = timedelta(minutes=2),
        drain: timedelta = timedelta(seconds=20),
        now: Clock = utc_now,
    ) -> None:
        self._database = database
        self._lanes = lanes
        self._handle = handle
        self._concurrency = concurrency
        self._per_lane = per_lane
        self._lease = lease
        self._poll = poll
        self._max_attempts = max_attempts
        self._failing = failing
        self._waiting = waiting
        self._limit = limit
        self._drain = drain
        self._me = uuid.uuid4()
        self._keeper = LaneKeeper(database, lanes, self._me, lease=lease, heartbeat=heartbeat)
        self._upkeep = Upkeep(database, [lanes.purge], now=now)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; then finish what is under way, or hand it over."""
        bell = self._lanes.bell
        bell.attach(self._has_room, self._database)
        try:
            async with asyncio.TaskGroup() as group:
                sides = [
                    group.create_task(self._keeper.keep()),
                    group.create_task(bell.listen(self._database.url)),
                    group.create_task(self._upkeep.run(stop)),
                    group.create_task(
                        lane_metrics.observe(self._database, self._lanes, 5 * self._poll)
                    ),
                    group.create_task(self._ring_at(stop)),
                ]
                try:
                    await self._claim_until(stop)
                    await self._wait_for_running()
                finally:
                    await self._hand_over()
                    for side in sides:
                        side.cancel()
        finally:
            bell.detach()

    # Claiming

    async def _claim_until(self, stop: asyncio.Event) -> None:
        rung = self._lanes.bell.rung
        while not stop.is_set():
            rung.clear()
            if not await self._claim():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._poll.total_seconds()):
                        await rung.wait()

    async def _claim(self) -> bool:
        """Take as many lanes as there is room for; true where there may be more of them."""
        room = self._concurrency - len(self._keeper)
        if room <= 0:
            return False
        try:
            async with self._database.autocommit() as connection:
                # Asked only now: the connection may have been waited for through an outage. After
                # one our own lanes look like anybody's: to take them before they were given back
                # would count an attempt that nobody made.
                if self._keeper.overdue():
                    return False
                asked = asyncio.get_running_loop().time()
                claims = await self._lanes.claim(
                    connection, self._me, lanes=room, jobs_each=self._per_lane, lease=self._lease
                )
        except (Unavailable, *UNLUCKY) as error:
            event(log, "claim_failed", level=logging.WARNING, reason=type(error).__name__)
            return False
        for claim in claims:
            self._start(claim, asked)
        lane_metrics.CLAIMS.labels(self._lanes.schema).inc(len(claims))
        return len(claims) == room

    def _start(self, claim: Claim, asked: float) -> None:
        task = asyncio.create_task(self._work(claim))
        self._keeper.add(claim, task, asked=asked)
        task.add_done_callback(lambda _: self._ended(claim))

    def _ended(self, claim: Claim) -> None:
        was_full = not self._has_room()
        self._keeper.remove(claim)
        if was_full or claim.progress.more:
            self._lanes.bell.rung.set()

    def _has_room(self) -> bool:
        return len(self._keeper) < self._concurrency

    async def _ring_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._lanes.bell.rung.set()

    # One claim

    async def _work(self, claim: Claim) -> None:
        tenant = str(claim.tenant_id) if claim.tenant_id else None
        with context.work(tenant_id=tenant, timeout=self._limit.total_seconds()):
            try:
                await self._run(claim)
            except LaneLost:
                self._lost(claim)
            except Dead as dead:
                await self._bury(claim, dead.reason)
            except _LATER as error:
                await self._let_go(claim, self._pause(claim, error), give_back=True)
            except asyncio.CancelledError:
                await self._cancelled(claim)
            except Exception as error:
                await self._failed(claim, error)

    async def _run(self, claim: Claim) -> None:
        if claim.attempts > self._max_attempts:  # each time the process ended with it
            raise Dead("ATTEMPTS_EXHAUSTED")
        async with asyncio.timeout(self._limit.total_seconds()):
            await self._handle(claim)
        if not claim.progress.finished:
            async with self._database.autocommit() as connection:
                await self._lanes.finish(connection, claim)

    async def _failed(self, claim: Claim, error: Exception) -> None:
        if claim.overdue and not await self._ours(claim):
            self._lost(claim)  # it may have failed because another one has done the work
            return
        lane_metrics.FAILED.labels(self._lanes.schema).inc()
        event(
            log,
            "lane_failed",
            level=logging.ERROR,
            error=error,
            queue=self._lanes.schema,
            set_id=claim.set_id,
            attempt=claim.attempts,
        )
        if claim.attempts >= self._max_attempts:
            await self._bury(claim, _reason(error))
        else:
            pause = self._failing.pause(claim.attempts - 1)
            await self._let_go(claim, pause, give_back=False)

    async def _ours(self, claim: Claim) -> bool:
        """Whether the lane is ours all the same; where nobody answers, letting go of it tells."""
        self._keeper.leave(claim)
        try:
            async with self._database.autocommit() as connection:
                return bool(await self._lanes.beat(connection, self._me, [claim], self._lease))
        except (Unavailable, *UNLUCKY):
            return True

    async def _cancelled(self, claim: Claim) -> None:
        """By the keeper, because the lane is lost or its lease ran out, or because we go."""
        if self._keeper.has_lost(claim):
            self._lost(claim)
        else:
            await self._let_go(claim, _AT_ONCE, give_back=True)

    def _lost(self, claim: Claim) -> None:
        lane_metrics.LOST.labels(self._lanes.schema).inc()
        event(
            log,
            "lane_lost",
            level=logging.WARNING,
            queue=self._lanes.schema,
            set_id=claim.set_id,
        )

    def _pause(self, claim: Claim, error: Exception) -> timedelta:
        asked = error.after if isinstance(error, Again) else getattr(error, "retry_after", None)
        return self._waiting.pause(claim.waits) if asked is None else asked

    async def _bury(self, claim: Claim, reason: str) -> None:
        event(
            log,
            "lane_jobs_dead",
            level=logging.ERROR,
            queue=self._lanes.schema,
            set_id=claim.set_id,
            jobs=[job.job_id for job in claim.jobs],
            reason=reason,
        )

        async def bury(connection: Connection) -> None:
            await self._lanes.bury(connection, claim, reason)

        await self._surely(claim, bury)

    async def _let_go(self, claim: Claim, pause: timedelta, *, give_back: bool) -> None:
        async def release(connection: Connection) -> None:
            if not await self._lanes.release(connection, claim, pause, give_back=give_back):
                raise LaneLost

        await self._surely(claim, release)

    async def _surely(self, claim: Claim, act: Callable[[Connection], Awaitable[None]]) -> None:
        """As soon as the database answers: until then an outage must not cost an attempt."""
        self._keeper.leave(claim)
        while True:
            try:
                async with self._database.autocommit() as connection:
                    return await act(connection)
            except LaneLost:
                return self._lost(claim)
            except (Unavailable, *UNLUCKY):
                pause = self._poll.total_seconds() * random.uniform(0.1, 1)  # noqa: S311
                await asyncio.sleep(pause)

    # Stopping

    async def _wait_for_running(self) -> None:
        if tasks := self._keeper.tasks():
            event(log, "lanes_draining", queue=self._lanes.schema, lanes=len(tasks))
            await asyncio.wait(tasks, timeout=self._drain.total_seconds())

    async def _hand_over(self) -> None:
        """Let go of the lanes of handlers that did not end: others take them up at once."""
        for timeout in (2.0, 0.5):  # the second time for those that cannot reach the database
            if tasks := self._keeper.tasks():
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks, timeout=timeout)


def _reason(error: Exception) -> str:
    """Why jobs are dead, without any text: it could hold what people wrote."""
    return error.reason if isinstance(error, MeshError) else type(error).__name__
