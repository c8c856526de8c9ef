"""What goes on beside the trouble: others write and are answered, and no transaction waits."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from tests.faults.world import World

NOT_DELAYED_SECONDS = 2.0
EVERY_SECONDS = 0.25

# Longer than a transaction waits for its next statement, shorter than a call that hangs.
_IDLE = """
    SELECT usename, query FROM pg_stat_activity
     WHERE state LIKE 'idle in transaction%' AND now() - state_change > interval '1 second'
"""


@dataclass
class Others:
    """Customers whom the trouble does not concern: one writes every quarter of a second."""

    world: World
    address: str
    customers: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """How long each waited for the answer, the longest last."""
    idle: list[tuple[Any, ...]] = field(default_factory=list)
    samples: int = 0

    @property
    def p99(self) -> float:
        """In each hundred one waited longer; below a hundred this is the longest wait."""
        return self.waits[-1 - len(self.waits) // 100]

    def insist(self, *, full: bool) -> None:
        """Nobody waited, and nothing was open while a provider kept us waiting.

        A small run has few customers, beside other tests: one in twenty may meet a stall of the
        machine there. Who had to wait for the trouble would be most of them.
        """
        assert not self.idle, f"a transaction was open across a call: {self.idle[0]}"
        assert self.samples
        longest = self.p99 if full else self.waits[-1 - len(self.waits) // 20]
        assert longest < NOT_DELAYED_SECONDS, f"others waited: {self.waits[-5:]}"

    def figures(self) -> dict[str, Any]:
        return {
            "others": len(self.waits),
            "others_p99_s": round(self.p99, 2),
            "others_longest_s": round(self.waits[-1], 2),
            "idle_in_transaction": f"{len(self.idle)} in {self.samples} samples",
        }

    async def write(self, over: asyncio.Event) -> None:
        while not over.is_set():
            self.customers.append(self.world.customer())
            await self.world.platform.text(self.address, self.customers[-1], "help")
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self, over: asyncio.Event) -> None:
        url = self.world.database_url
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            while not over.is_set():
                self.idle += await (await connection.execute(_IDLE)).fetchall()
                self.samples += 1
                await asyncio.sleep(0.1)

    async def measure(self) -> None:
        written = self.world.platform.written(self.customers)
        answers = [await self.world.answer(each.customer, 1) for each in written]
        pairs = zip(answers, written, strict=True)
        self.waits += [time_of(answer) - each.written_time for answer, each in pairs]
        self.waits.sort()


@asynccontextmanager
async def beside(others: Others) -> AsyncIterator[None]:
    """While the block lasts the others write to their address; then it is seen how they fared,
    and no fault is left."""
    over, others.customers = asyncio.Event(), []
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(others.write(over))
            group.create_task(others.look(over))
            yield
            over.set()
        await others.measure()
    finally:
        await others.world.town.mend()


def time_of(call: Mapping[str, Any]) -> float:
    """When the call of the journal came, as `time.time()`."""
    return datetime.fromisoformat(call["time"]).timestamp()
