"""Keeps what came in, in groups: while one group is being stored the next one gathers.

Nobody is answered before what they sent is committed. Idle it costs nothing; busy, one
transaction stores what a hundred webhooks brought.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import psycopg

from services.common import failpoints
from services.common.clock import Clock, utc_now
from services.common.database import Database
from services.common.errors import Unavailable
from services.common.lanes import Lanes, NewJob
from services.common.logs import event
from services.gateway import metrics
from services.gateway.storage.set_aside import SetAside, SetAsides

log = logging.getLogger(__name__)

WEBHOOKS_A_GROUP = 128
JOBS_A_GROUP = 2000
"""A webhook with more makes a group by itself."""

ACCEPT_SECONDS = 1.9
"""For the answer to be out within two."""

ROUND_MARGIN = 0.005
"""Seconds after the end of a round in which jobs gather: then they are due beyond doubt."""

CONNECTION_SECONDS = 1.0
"""Of it, for a connection."""


class Arrival(NamedTuple):
    """What one webhook brought: jobs, and its body where parts of it were set aside."""

    whole: SetAside
    jobs: Sequence[NewJob]

    @property
    def odd(self) -> bool:
        return bool(self.whole.reasons)


class _Waiting(NamedTuple):
    """A webhook whose sender waits for its commit, by the loop's clock no longer than `until`."""

    arrival: Arrival
    stored: asyncio.Future[int]
    until: float

    def tell(self, new: int) -> None:
        if not self.stored.done():
            self.stored.set_result(new)

    def fail(self, error: Exception) -> None:
        if not self.stored.done():
            self.stored.set_exception(error)


class Inbox:
    """Stores arrivals once, and their lanes, and wakes the worker."""

    def __init__(
        self, database: Database, lanes: Lanes, set_asides: SetAsides, now: Clock = utc_now
    ) -> None:
        self._database = database
        self._lanes = lanes
        self._set_asides = set_asides
        self._now = now
        # Kept: to ask for it is a system call in Python 3.11.
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Waiting] = deque()
        self._group: Sequence[_Waiting] = ()
        self._storing: asyncio.Task[None] | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._last_round = 0.0

    async def accept(self, arrival: Arrival) -> int:
        """Return once all of it is committed: how many jobs are new. Else raise Unavailable."""
        until = self._loop.time() + ACCEPT_SECONDS
        waiting = _Waiting(arrival, self._loop.create_future(), until)
        self._waiting.append(waiting)
        if self._storing is None:
            self._storing = self._loop.create_task(self._store_all())
        if self._watch is None:
            self._watch = self._loop.call_at(until, self._fail_late)
        return await waiting.stored

    def _fail_late(self) -> None:
        """Answer those who have waited as long as they may: one timer, for the oldest of them."""
        now = self._loop.time()
        for each in self._group:
            if each.until <= now:
                each.fail(_away())
        while self._waiting and self._waiting[0].until <= now:
            self._waiting.popleft().fail(_away())
        unanswered = (each for each in chain(self._group, self._waiting) if not each.stored.done())
        oldest = next(unanswered, None)
        self._watch = self._loop.call_at(oldest.until, self._fail_late) if oldest else None

    async def _store_all(self) -> None:
        try:
            while group := self._next_group():
                self._group = group
                await self._store(group)
            self._group = ()
        finally:
            self._storing = None

    def _next_group(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        jobs = 0
        while self._waiting and len(group) < WEBHOOKS_A_GROUP:
            jobs += len(self._waiting[0].arrival.jobs)
            if group and jobs > JOBS_A_GROUP:
                break
            waiting = self._waiting.popleft()
            if not waiting.stored.done():  # its sender was answered: it took too long
                group.append(waiting)
        return group

    async def _store(self, group: Sequence[_Waiting]) -> None:
        """Store a group at once; where that is refused, one by one."""
        try:
            new = await self._commit([each.arrival for each in group])
        except Unavailable as away:
            for each in group:
                each.fail(away)
        except Exception as error:
            event(log, "group_refused", level=logging.WARNING, error=error, webhooks=len(group))
            for each in group:
                await self._store_alone(each)
        else:
            failpoints.reach("gateway.inbox_committed")
            metrics.GROUPS.observe(len(group))
            for each, count in zip(group, new, strict=True):
                each.tell(count)

    async def _store_alone(self, waiting: _Waiting) -> None:
        """What cannot be stored even by itself is set aside: sent again it would fare no better."""
        if waiting.stored.done():  # the others took too long, and its sender was answered
            return
        try:
            waiting.tell((await self._commit([waiting.arrival]))[0])
        except Unavailable as away:
            waiting.fail(away)
        except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
            waiting.fail(error)  # a deadlock, a schema that is not ours: later it fares better
        except Exception as error:
            event(log, "webhook_not_storable", level=logging.ERROR, error=error)
            await self._set_aside(waiting)

    async def _set_aside(self, waiting: _Waiting) -> None:
        whole, jobs = waiting.arrival
        whole = whole._replace(reasons={**whole.reasons, "NOT_STORABLE": len(jobs)})
        try:
            await self._commit([Arrival(whole, jobs=())])
        except Exception as error:
            waiting.fail(error)
        else:
            waiting.tell(0)

    async def _commit(self, arrivals: Sequence[Arrival]) -> list[int]:
        """All of it in one transaction; for each arrival how many of its jobs are new."""
        odd = [each.whole for each in arrivals if each.odd]
        # What is one statement is a transaction by itself, in one round trip instead of three.
        begun = self._database.transaction if odd else self._database.autocommit
        try:
            async with asyncio.timeout(CONNECTION_SECONDS) as limit, begun() as connection:
                limit.reschedule(self._loop.time() + ACCEPT_SECONDS)
                if odd:
                    await self._set_asides.add(connection, odd)
                jobs = [job for each in arrivals for job in each.jobs]
                stored = await self._lanes.enqueue(connection, jobs)
        except TimeoutError:
            raise _away() from None
        self._wake(jobs)
        return _counted(arrivals, stored)

    def _wake(self, jobs: Sequence[NewJob]) -> None:
        """Now, for what is due; for what gathers, at the end of its round."""
        gathers = {job.gather for job in jobs}
        if None in gathers:
            self._lanes.wake()
        for gather in gathers:
            if gather is not None:
                self._wake_after_round(gather.total_seconds())

    def _wake_after_round(self, seconds: float) -> None:
        """Once for each round. Where our clock and PostgreSQL's differ, the poll finds the work."""
        now = self._now().timestamp()
        end = (now // seconds + 1) * seconds
        if end > self._last_round:
            self._last_round = end
            self._loop.call_later(end - now + ROUND_MARGIN, self._lanes.wake)


def _counted(arrivals: Iterable[Arrival], stored: Iterable[bool]) -> list[int]:
    following = iter(stored)
    return [sum(next(following) for _ in each.jobs) for each in arrivals]


def _away() -> Unavailable:
    return Unavailable("DATABASE_AWAY", "what you sent could not be stored; send it again")
