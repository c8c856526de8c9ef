"""One installation under faults: the processes, who writes to it, and what is looked at after."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from lyoctl.mesh import Mesh
from tests.faults.platform import ANSWER_SECONDS, Platform, Written
from tests.journeys.phone import Town
from tests.journeys.waiting import eventually

QUIET_SECONDS = 60.0

# All that is not finished: lanes with work, and messages on their way out.
# What follows a booking may be planned for days to come.
_UNDER_WAY = """
    SELECT (SELECT count(*) FROM gateway.lanes) + (SELECT count(*) FROM notifier.lanes)
        + (SELECT count(*) FROM booking.lanes
            WHERE owner IS NOT NULL OR available_time <= clock_timestamp())
"""

# Messages to these customers of which a status may still come.
_UNREAD = """
    SELECT count(*) FROM notifier.messages
     WHERE ltrim(recipient, '+') = ANY (%s)
       AND state IN ('queued', 'sending', 'ambiguous', 'accepted', 'sent', 'delivered')
"""

_numbers = itertools.count(1)


@dataclass
class World:
    """`faults`: the folder of LYO_FAULT. `town`: the sandbox, with the half of Meta that sends."""

    mesh: Mesh
    platform: Platform
    town: Town
    faults: Path

    def customer(self) -> str:
        """A phone number that nobody had before."""
        return f"39350{next(_numbers):07}"

    # Faults

    def arm(self, point: str, *, after_ms: float = 0) -> None:
        """Whoever reaches the point next is killed."""
        (self.faults / point).write_text(str(after_ms or ""))

    def freeze(self, point: str) -> None:
        """Whoever reaches the point next stops there, until it is sent SIGCONT."""
        (self.faults / point).write_text("freeze")

    async def struck(self, point: str, within: float = 10) -> None:
        """Return once somebody was killed there."""
        armed = self.faults / point
        gone = f"nobody reached {point}"
        await eventually(lambda: not armed.exists(), within=within, every=0.01, what=gone)

    # What became of it

    async def answers(self, customer: str) -> list[dict[str, Any]]:
        """The messages to the customer that Meta accepted, each as it did so first."""
        first: dict[str, dict[str, Any]] = {}
        for call in await self.town.journal(customer):
            if call["status"] == httpx.codes.OK and "type" in call["body"]:
                first.setdefault(call["body"]["biz_opaque_callback_data"], call)
        return list(first.values())

    async def answer(self, customer: str, number: int, within: float = 30) -> dict[str, Any]:
        """The answer of this number, the first is 1, awaited."""
        answers = await eventually(
            lambda: self.answers(customer),
            lambda answers: len(answers) >= number,
            within=within,
            what=f"no answer {number} to {customer}",
        )
        return answers[number - 1]

    async def ask(self, address: str, customer: str, text: str, number: int) -> dict[str, Any]:
        """Write, and read the answer of this number."""
        await self.platform.text(address, customer, text)
        return await self.answer(customer, number)

    async def quiet(self, within: float = QUIET_SECONDS) -> None:
        """Return once nothing is under way any more."""
        await _none(self.under_way, within, "lanes that are not empty")

    async def all_read(self, customers: Sequence[str], within: float = QUIET_SECONDS) -> None:
        """Return once these have read what was sent to them, and nothing more comes of it."""
        await _none(lambda: self.unread(customers), within, "messages that are not read")
        await self.quiet()

    async def unread(self, customers: Sequence[str]) -> int:
        """Messages to these of which a status may still come."""
        return int((await asyncio.to_thread(self.rows, _UNREAD, list(customers)))[0][0])

    async def under_way(self) -> int:
        """Lanes with work; more than none while the database is away."""
        try:
            return int((await asyncio.to_thread(self.rows, _UNDER_WAY))[0][0])
        except psycopg.OperationalError:
            return 1

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds, as the one whom no policy binds."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(query.encode(), values or None).fetchall()

    @property
    def database_url(self) -> str:
        assert self.mesh.postgres
        return self.mesh.postgres.url(database="lyo")

    def acknowledged(self, customers: Sequence[str]) -> list[Written]:
        """What these customers wrote and was answered 200."""
        return [each for each in self.platform.written(customers) if each.acknowledged]


async def _none(count: Callable[[], Awaitable[int]], within: float, what: str) -> None:
    await eventually(count, lambda left: left == 0, within=within, every=0.05, what=what)


@asynccontextmanager
async def opened_world(mesh: Mesh, faults: Path, url: str, **client: Any) -> AsyncIterator[World]:
    """The world of running processes. The platform writes to `url`, by such a client."""
    async with (
        httpx.AsyncClient(
            base_url=mesh.installation.sandbox_url, timeout=30, trust_env=False
        ) as sandbox,
        httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, **client) as http,
    ):
        yield World(mesh, Platform(http, url), Town(sandbox), faults)
