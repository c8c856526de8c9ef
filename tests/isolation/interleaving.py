"""Transactions of many tenants at once, on fewer connections than there are tasks.

Each writes a row of its tenant, changes and reads whatever it can see, and is cancelled now and
then: what it saw and what is stored in the end tells whether tenants were ever mixed.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from services.common.database import Connection, Database
from services.common.row_security import tenant_table_sql
from tests.database_fixtures import LyoDatabase

TASKS = 32
TENANTS = 50
CONNECTIONS = 5
KEPT = 20
"""Rows of a tenant that are kept: to read them all must not become the work."""

SEEN = """
    CREATE TABLE seen (
        tenant_id uuid NOT NULL,
        number bigint GENERATED ALWAYS AS IDENTITY,
        written_by uuid NOT NULL,
        changed_by uuid,
        PRIMARY KEY (tenant_id, number)
    )"""
TABLES = (SEEN, *tenant_table_sql("seen"))

Begin = Callable[[UUID], AbstractAsyncContextManager[Connection]]
"""Begins a transaction of a tenant."""


@dataclass
class Play:
    """What happened: how transactions ended, and each sight of a row that is another tenant's."""

    chance: random.Random
    tenants: list[UUID]
    ended: Counter[str] = field(default_factory=Counter)
    foreign: list[tuple[UUID, UUID]] = field(default_factory=list)

    @classmethod
    def of(cls, chance: random.Random) -> "Play":
        return cls(chance, [UUID(int=chance.getrandbits(128)) for _ in range(TENANTS)])

    async def interleave(self, begin: Begin, rounds: int) -> None:
        """So many transactions in each of the tasks."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(TASKS):
                tasks.create_task(self._one_after_the_other(begin, rounds))

    async def _one_after_the_other(self, begin: Begin, rounds: int) -> None:
        for _ in range(rounds):
            tenant = self.chance.choice(self.tenants)
            work = asyncio.create_task(self._transaction(begin, tenant))
            if self.chance.random() < 0.2:
                pause = self.chance.uniform(0, 0.02)
                asyncio.get_running_loop().call_later(pause, work.cancel)
            (outcome,) = await asyncio.gather(work, return_exceptions=True)
            self.ended["done" if outcome is None else type(outcome).__name__] += 1

    async def _transaction(self, begin: Begin, tenant: UUID) -> None:
        async with begin(tenant) as connection:
            await self._look(connection, tenant)
            await connection.execute(
                "INSERT INTO seen (tenant_id, written_by) VALUES (%s, %s)", (tenant, tenant)
            )
            if self.chance.random() < 0.3:
                await asyncio.sleep(self.chance.uniform(0, 0.002))
            await connection.execute("UPDATE seen SET changed_by = %s", (tenant,))
            await self._look(connection, tenant)
            if self.chance.random() < 0.05:
                await connection.execute("SELECT 1 / 0")
            await connection.execute(
                "DELETE FROM seen WHERE number <= (SELECT max(number) - %s FROM seen)", (KEPT,)
            )

    async def _look(self, connection: Connection, tenant: UUID) -> None:
        found = await connection.execute("SELECT DISTINCT tenant_id, written_by FROM seen")
        rows = await found.fetchall()
        self.foreign += [(tenant, each) for row in rows for each in row if each != tenant]


def opened(made: LyoDatabase) -> AbstractAsyncContextManager[Database]:
    """A pool of five, patient enough for 32 tasks on a busy machine."""
    return Database.opened(
        made.url("sample"),
        min_size=CONNECTIONS,
        max_size=CONNECTIONS,
        connection_wait=timedelta(seconds=60),
    )


def stored_for_another(made: LyoDatabase) -> int:
    """Rows that one tenant has and another wrote or changed."""
    condition = "written_by <> tenant_id OR changed_by <> tenant_id"
    ((count,),) = made.rows(f"SELECT count(*)::int FROM sample.seen WHERE {condition}")
    assert isinstance(count, int)
    return count


async def left_on_connections(database: Database) -> set[str | None]:
    """Which tenant the connections of the pool are still set to: '' or None is none."""

    async def look() -> str | None:
        async with database.transaction() as connection:
            found = await connection.execute("SELECT current_setting('lyo.tenant', true)")
            await asyncio.sleep(0.01)  # so that all of them are asked
            row = await found.fetchone()
        return row[0] if row else None

    return set(await asyncio.gather(*(look() for _ in range(CONNECTIONS))))
