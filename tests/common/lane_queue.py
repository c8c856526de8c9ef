"""A lane queue to test with: its database, and short words for what is done to it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from services.common import lanes_sql
from services.common.database import Database
from services.common.lanes import Claim, Lanes, NewJob
from services.common.row_security import tenant_table_sql
from tests.database_fixtures import LyoDatabase

TENANT = uuid4()
LEASE = timedelta(seconds=30)
TABLES = (
    *lanes_sql.create("sample", per_tenant=True),
    "CREATE TABLE effects (n bigint GENERATED ALWAYS AS IDENTITY, tenant_id uuid, body text)",
    *tenant_table_sql("effects"),
)


@dataclass
class Queue:
    """One queue as a worker process sees it."""

    made: LyoDatabase
    database: Database
    lanes: Lanes
    tenant: UUID = TENANT
    me: UUID = field(default_factory=uuid4)

    def another(self) -> "Queue":
        """The same queue as seen by another process."""
        lanes = Lanes("sample", per_tenant=True, database=self.database)
        return Queue(self.made, self.database, lanes, self.tenant)

    async def put(self, *bodies: str, key: str = "k", due: datetime | None = None) -> list[bool]:
        return await self.put_jobs([NewJob(key, body.encode(), body, due) for body in bodies])

    async def put_jobs(self, jobs: Sequence[NewJob]) -> list[bool]:
        async with self.database.tenant_transaction(self.tenant) as connection:
            return await self.lanes.enqueue(connection, jobs)

    async def claim(
        self, *, lanes: int = 10, jobs_each: int = 20, lease: timedelta = LEASE
    ) -> list[Claim]:
        async with self.database.autocommit() as connection:
            return await self.lanes.claim(
                connection, self.me, lanes=lanes, jobs_each=jobs_each, lease=lease
            )

    async def beat(self, *claims: Claim, lease: timedelta = LEASE) -> set[int]:
        async with self.database.autocommit() as connection:
            return await self.lanes.beat(connection, self.me, claims, lease)

    async def finish(self, claim: Claim, *, keep: Sequence[int] = ()) -> None:
        """Store the bodies of what is not kept as effects and finish, in one transaction."""
        async with self.database.tenant_transaction(self.tenant) as connection:
            for body in [job.payload.decode() for job in claim.jobs if job.job_id not in keep]:
                await connection.execute(
                    "INSERT INTO effects (tenant_id, body) VALUES (%s, %s)", (self.tenant, body)
                )
            await self.lanes.finish(connection, claim, keep=keep)

    async def release(
        self, claim: Claim, pause: timedelta = timedelta(), *, give_back: bool = False
    ) -> bool:
        async with self.database.transaction() as connection:
            return await self.lanes.release(connection, claim, pause, give_back=give_back)

    async def bury(self, claim: Claim, reason: str = "POISON") -> None:
        async with self.database.transaction() as connection:
            await self.lanes.bury(connection, claim, reason)

    async def redrive(self, *job_ids: int) -> int:
        async with self.database.tenant_transaction(self.tenant) as connection:
            return await self.lanes.redrive(connection, job_ids)

    async def purge(self, before: datetime, limit: int = 1000) -> int:
        async with self.database.autocommit() as connection:
            return await self.lanes.purge(connection, before, limit)

    def effects(self) -> list[str]:
        return [
            str(body) for (body,) in self.made.rows("SELECT body FROM sample.effects ORDER BY n")
        ]

    def lane(self, column: str, key: str = "k") -> object:
        """A column of the lane's row; None also where there is no such lane."""
        found = self.made.rows(f"SELECT {column} FROM sample.lanes WHERE key = %s", key)
        return found[0][0] if found else None

    async def emptied(self) -> None:
        """Wait until no lane is left."""
        while await asyncio.to_thread(self.made.rows, "SELECT FROM sample.lanes"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    def expire(self) -> None:
        """Time passes: all leases run out."""
        self.made.run("sample", "UPDATE lanes SET available_time = now() - interval '1 second'")

    def come_due(self) -> None:
        """Time passes: all that was for later is due."""
        self.made.run("sample", "UPDATE lane_jobs SET due_time = now() - interval '1 second'")
        self.expire()


@asynccontextmanager
async def opened_queue(
    fresh: Callable[..., LyoDatabase], tables: Sequence[str] = TABLES
) -> AsyncIterator[Queue]:
    made = fresh("sample", made_by=tables)
    async with Database.opened(made.url("sample"), schema="sample") as database:
        yield Queue(made, database, Lanes("sample", per_tenant=True, database=database))


def texts(claim: Claim) -> list[str]:
    return [job.payload.decode() for job in claim.jobs]
