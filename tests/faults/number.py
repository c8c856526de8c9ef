"""One number of a business at its provider: who writes to it, its calls, and its breaker."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx

from tests.faults.beside import EVERY_SECONDS, time_of
from tests.faults.conftest import BREAKER_SECONDS
from tests.faults.world import World
from tests.journeys.waiting import eventually

_OPEN = """
    SELECT extract(epoch FROM open_until)::float8
      FROM notifier.breakers JOIN tenant.channels USING (tenant_id)
     WHERE provider = 'meta' AND address = %s
"""
_LOOK_SECONDS = 0.05
_MINUTE = 60.0


@dataclass
class Number:
    """Customers who write `help` to it from now on, each of whom is answered once."""

    world: World
    address: str
    since: float = field(default_factory=time.time)
    customers: list[str] = field(default_factory=list)
    opened_until: float | None = None
    """Up to when nobody was to call, as far as it was seen first."""

    @property
    def path(self) -> str:
        """What every call that sends from it has in its path, and no other."""
        return f"/{self.address}/"

    async def customer(self) -> None:
        self.customers.append(self.world.customer())
        await self.world.platform.text(self.address, self.customers[-1], "help")

    async def answered(self, within: float) -> None:
        """Return once all customers have their answer."""
        for each in self.customers:
            await self.world.answer(each, 1, within=within)
        await self.world.quiet()

    # What the provider saw

    async def calls(self) -> list[dict[str, Any]]:
        """The calls that asked it to send from the number since then, the oldest first."""
        calls = await self.world.town.journal()
        ours = (each for each in calls if self.path in each["path"] and "type" in each["body"])
        return [each for each in ours if time_of(each) >= self.since]

    async def taken_lately(self) -> int:
        """How many calls of the last minute the provider took: they count for the breaker."""
        calls = await self.world.town.journal()
        minute = time.time() - _MINUTE
        lately = (each for each in calls if self.path in each["path"] and time_of(each) > minute)
        return sum(each["status"] == httpx.codes.OK for each in lately)

    async def to_see(self) -> list[float]:
        """When calls were made to see whether the provider is back, and the first one that was
        taken: all failing ones since the breaker was seen open, and one more."""
        assert self.opened_until, "the breaker did not open"
        later = [each for each in await self.calls() if time_of(each) >= self.opened_until]
        failing = [each for each in later if each["status"] != httpx.codes.OK]
        return [time_of(each) for each in later[: len(failing) + 1]]

    async def insist_on_probes(self, least: int) -> float:
        """While it was open single calls were made, each once it had been open for its time; the
        shortest time between two."""
        times = await self.to_see()
        assert len(times) > least
        shortest = min(later - earlier for earlier, later in pairwise(times))
        assert shortest >= BREAKER_SECONDS, f"called again after {shortest:.2f} s"
        return shortest

    async def insist_on_calls(self, failing: tuple[int | None, ...]) -> float:
        """Those that failed came first, and then one for each message: calls by message."""
        calls = await self.calls()
        statuses = [each["status"] for each in calls]
        taken = [each for each in calls if each["status"] == httpx.codes.OK]
        assert set(statuses[: -len(taken)]) == set(failing)
        assert statuses[-len(taken) :] == [httpx.codes.OK] * len(self.customers)
        ids = {each["body"]["biz_opaque_callback_data"] for each in taken}
        assert len(ids) == len(self.customers)
        return len(calls) / len(self.customers)

    # Its breaker

    def open_until(self) -> float | None:
        rows = self.world.rows(_OPEN, self.address)
        return rows[0][0] if rows else None

    async def opens(self) -> None:
        """Return once its breaker is seen open."""
        self.opened_until = await eventually(
            lambda: asyncio.to_thread(self.open_until),
            every=_LOOK_SECONDS,
            what="a breaker that opens",
        )

    async def closes(self) -> None:
        """Return once its breaker is closed, for which somebody may have to write."""
        if await asyncio.to_thread(self.open_until) is not None:
            await self.world.ask(self.address, self.world.customer(), "help", 1)
        await eventually(
            lambda: asyncio.to_thread(self.open_until),
            lambda until: until is None,
            what="a breaker that closes",
        )


@asynccontextmanager
async def writing(number: Number) -> AsyncIterator[None]:
    """While the block lasts a customer writes every quarter of a second."""
    over = asyncio.Event()

    async def write() -> None:
        while not over.is_set():
            await number.customer()
            await asyncio.sleep(EVERY_SECONDS)

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        yield
        over.set()
