"""Durable work, in order per key: enqueue it with what caused it, finish it with what it did.

A *lane* is a key with work in it; one worker at a time holds it, with a *fence* drawn for that
claim. What a claim takes out of a lane is a *set*, which stays the same until it is finished or
dead, whatever crashes meanwhile. `lane_worker.py` is the loop around this.
"""

import asyncio
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import psycopg

from services.common.database import Connection, Database
from services.common.lane_bell import LaneBell
from services.common.lanes_functions import LANE_LOST
from services.common.lanes_statements import Statements


@dataclass(frozen=True)
class NewJob:
    """What to enqueue. `tenant_id` None: the tenant of the transaction, where it has one.

    `gather`: instead of a due_time, due when the round of this length that is under way by
    PostgreSQL's clock ends, together with all others of the round.

    `ahead`: lanes are claimed in the order in which they came due, across all keys. Work that is
    due now and that somebody waits for stands so much earlier in that line, before all that came
    due in this time. Work for later is not moved, and once its lane was claimed it stands in line
    like any other.
    """

    key: str
    payload: bytes
    dedup_key: str | None = None
    due_time: datetime | None = None
    tenant_id: UUID | None = None
    gather: timedelta | None = None
    ahead: timedelta = timedelta()


@dataclass(frozen=True)
class Job:
    """One piece of work of a claim."""

    job_id: int
    payload: bytes
    dedup_key: str | None
    enqueue_time: datetime


@dataclass
class Progress:
    """What became of a claim in this process."""

    finished: bool = False
    more: bool = False
    held_until: float = math.inf
    """When the lease runs out, on the clock of the loop; the keeper moves it on."""


@dataclass(frozen=True)
class Claim:
    """A lane that we hold. `set_id` names the set of jobs, the same one after a crash."""

    key: str
    tenant_id: UUID | None
    fence: int
    attempts: int
    waits: int
    set_id: int
    jobs: tuple[Job, ...]
    progress: Progress = field(default_factory=Progress, compare=False, repr=False)

    @property
    def overdue(self) -> bool:
        """Whether our lease has run out, by our own clock: somebody else may hold the lane."""
        return asyncio.get_running_loop().time() > self.progress.held_until

    def insist(self) -> None:
        """Raise LaneLost if our lease has run out: before what no transaction can take back. A
        process that was frozen meanwhile finds out here, before its next beat."""
        if self.overdue:
            raise LaneLost


@dataclass(frozen=True)
class LaneStats:
    """`ready`: lanes that wait for a worker. `oldest_age`: how long the oldest job of them does."""

    ready: int
    oldest_age: timedelta
    dead: int


class LaneLost(Exception):
    """The lane is someone else's by now: this transaction must not be committed."""


class Again(Exception):
    """Raised by a handler: not done, through no fault of the jobs. The attempt does not count.

    The lane waits `after`; without it, a pause that grows from one time to the next.
    """

    def __init__(self, after: timedelta | None = None) -> None:
        super().__init__(f"again after {after}")
        self.after = after


class Dead(Exception):
    """Raised by a handler: no use to try these jobs again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Lanes:
    """The lane queue in the schema of one service. `per_tenant`: as its migration made it."""

    def __init__(self, schema: str, *, per_tenant: bool, database: Database | None = None) -> None:
        self.schema = schema
        self.per_tenant = per_tenant
        self.bell = LaneBell(f"{schema}_lanes", database)
        self._statements = Statements(schema)

    async def enqueue(self, connection: Connection, jobs: Sequence[NewJob]) -> list[bool]:
        """Add jobs, in the caller's transaction; False where the dedup_key is known already.

        One call with all jobs of a transaction: lanes are locked in the order of their keys,
        so that groups which overlap wait for each other and never deadlock. Afterwards `wake`.
        """
        if not jobs:
            return []
        values = {
            "keys": [job.key for job in jobs],
            "payloads": [job.payload for job in jobs],
            "dedup_keys": [job.dedup_key for job in jobs],
            "due_times": [job.due_time for job in jobs],
            "tenant_ids": [job.tenant_id for job in jobs],
            "gathers": [job.gather for job in jobs],
            "aheads": [job.ahead for job in jobs],
        }
        lanes, stored = await self._one(connection, self._statements.enqueue, values)
        if lanes != len({job.key for job in jobs}):
            raise ValueError("a lane belongs to one tenant: put the tenant into the key")
        return list(_were_stored(jobs, set(stored or ())))

    async def claim(
        self, connection: Connection, me: UUID, *, lanes: int, jobs_each: int, lease: timedelta
    ) -> list[Claim]:
        """Take up to that many lanes that are due, for as long as `lease` or until the beat."""
        values = (me, lanes, jobs_each, lease)
        cursor = await connection.execute(self._statements.claim, values)
        return list(_claims(await cursor.fetchall()))

    async def beat(
        self, connection: Connection, me: UUID, claims: Sequence[Claim], lease: timedelta
    ) -> set[int]:
        """Hold on to the lanes; the fences of those that are still ours."""
        keys, fences = [claim.key for claim in claims], [claim.fence for claim in claims]
        values = (me, keys, fences, lease)
        cursor = await connection.execute(self._statements.beat, values)
        return {fence for (fence,) in await cursor.fetchall()}

    async def finish(
        self,
        connection: Connection,
        claim: Claim,
        outcome: str = "done",
        *,
        keep: Sequence[int] = (),
    ) -> None:
        """The work is done: in the transaction of its effects. Jobs in `keep` stay for next time.

        Raises LaneLost, and nothing of the transaction can be stored, if the lane is not ours.
        """
        done = [job.job_id for job in claim.jobs if job.job_id not in keep]
        values = (claim.key, claim.fence, done, list(keep), outcome)
        claim.progress.more = await self._held(connection, self._statements.finish, values)
        claim.progress.finished = True

    async def bury(self, connection: Connection, claim: Claim, reason: str) -> None:
        """The jobs are dead: visible, out of the way of the others, and can be redriven."""
        values = (claim.key, claim.fence, [job.job_id for job in claim.jobs], reason)
        claim.progress.more = await self._held(connection, self._statements.bury, values)
        claim.progress.finished = True

    async def release(
        self, connection: Connection, claim: Claim, pause: timedelta, *, give_back: bool
    ) -> bool:
        """Let go of a lane whose work is not done; False if it was not ours any more."""
        values = (claim.key, claim.fence, pause, give_back)
        (ours,) = await self._one(connection, self._statements.release, values)
        return bool(ours)

    async def redrive(self, connection: Connection, job_ids: Sequence[int]) -> int:
        """Bring dead jobs back, in a transaction of their tenant; how many there were."""
        (count,) = await self._one(connection, self._statements.redrive, {"ids": list(job_ids)})
        return int(count)

    async def stats(self, connection: Connection) -> LaneStats:
        """How much waits, how long, and how much is dead, in all tenants."""
        ready, age, dead = await self._one(connection, self._statements.stats, ())
        return LaneStats(ready, age or timedelta(), dead)

    async def purge(self, connection: Connection, before: datetime, limit: int) -> int:
        """Forget jobs done before then: a redelivery of one would be taken for new. How many."""
        (count,) = await self._one(connection, self._statements.purge, (before, limit))
        return int(count)

    def wake(self) -> None:
        """Tell a worker, once the transaction that enqueued is committed. Without it, it polls."""
        self.bell.ring()

    async def _held(self, connection: Connection, statement: bytes, values: Any) -> bool:
        try:
            (more,) = await self._one(connection, statement, values)
        except psycopg.Error as error:
            if error.sqlstate == LANE_LOST:
                raise LaneLost from error
            raise
        return bool(more)

    async def _one(self, connection: Connection, statement: bytes, values: Any) -> tuple[Any, ...]:
        row = await (await connection.execute(statement, values)).fetchone()
        if row is None:
            raise RuntimeError("these statements always give one row")
        return row


def _were_stored(jobs: Sequence[NewJob], stored: set[str | None]) -> Iterator[bool]:
    """For each job whether it is new; of those with one dedup_key only the first."""
    for job in jobs:
        yield job.dedup_key is None or job.dedup_key in stored
        if job.dedup_key is not None:
            stored.discard(job.dedup_key)


def _claims(rows: Sequence[tuple[Any, ...]]) -> Iterator[Claim]:
    for lane, group in groupby(rows, key=lambda row: row[:6]):
        key, tenant_id, fence, attempts, waits, set_id = lane
        jobs = tuple(Job(*row[6:]) for row in group)
        yield Claim(key, tenant_id, fence, attempts, waits, set_id, jobs)
