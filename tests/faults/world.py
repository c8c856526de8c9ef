"""One installation under faults: the processes, who writes to it, and what is looked at after."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg

from lyoctl.mesh import Mesh
from tests.faults.platform import Platform, Written

BELLA = "100000000000001"
LA_TERRAZA = "100000000000002"
STELLA = "100000000000003"

QUIET_SECONDS = 60.0

# All that is not finished: lanes with work, and messages on their way out.
_UNDER_WAY = """
    SELECT (SELECT count(*) FROM gateway.lanes) + (SELECT count(*) FROM notifier.lanes)
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
    """`faults`: the folder of LYO_FAULT. `sandbox`: a client of its API."""

    mesh: Mesh
    platform: Platform
    sandbox: httpx.AsyncClient
    faults: Path
    _days: "itertools.count[int]" = field(default_factory=lambda: itertools.count(30))

    # Who writes, and when

    def customer(self) -> str:
        """A phone number that nobody had before."""
        return f"39350{next(_numbers):07}"

    def open_day(self) -> datetime:
        """A Tuesday, Wednesday or Thursday that nobody has booked: open at every demo tenant."""
        while True:
            day = datetime.now(UTC) + timedelta(days=next(self._days))
            if day.isoweekday() in (2, 3, 4):
                return day

    # Faults

    def arm(self, point: str, *, after_ms: float = 0) -> None:
        """Whoever reaches the point next is killed."""
        (self.faults / point).write_text(str(after_ms or ""))

    def freeze(self, point: str) -> None:
        """Whoever reaches the point next stops there, until it is sent SIGCONT."""
        (self.faults / point).write_text("freeze")

    def disarm(self) -> list[str]:
        """Take back what was not reached; which points that were."""
        left = sorted(path.name for path in self.faults.iterdir())
        for name in left:
            (self.faults / name).unlink()
        return left

    async def struck(self, point: str, within: float = 10) -> None:
        """Return once somebody was killed there."""
        end = time.monotonic() + within
        while (self.faults / point).exists():
            assert time.monotonic() < end, f"nobody reached {point} within {within} s"
            await asyncio.sleep(0.01)

    # What became of it

    async def journal(self, customer: str | None = None) -> list[dict[str, Any]]:
        """What Meta was asked to send, oldest first."""
        asked = {"provider": "meta"} | ({"to": customer} if customer else {})
        return list((await self.sandbox.get("/journal", params=asked)).json())

    async def answers(self, customer: str) -> list[dict[str, Any]]:
        """The messages to the customer that Meta accepted, each as it did so first."""
        first: dict[str, dict[str, Any]] = {}
        for call in await self.journal(customer):
            if call["status"] == httpx.codes.OK and "type" in call["body"]:
                first.setdefault(call["body"]["biz_opaque_callback_data"], call)
        return list(first.values())

    async def answer(self, customer: str, number: int, within: float = 30) -> dict[str, Any]:
        """The answer of this number, the first is 1, awaited."""
        end = time.monotonic() + within
        while len(answers := await self.answers(customer)) < number:
            assert time.monotonic() < end, f"no answer {number} to {customer} within {within} s"
            await asyncio.sleep(0.03)
        return answers[number - 1]

    async def ask(self, address: str, customer: str, text: str, number: int) -> dict[str, Any]:
        """Write, and read the answer of this number."""
        await self.platform.text(address, customer, text)
        return await self.answer(customer, number)

    async def quiet(self, within: float = QUIET_SECONDS) -> None:
        """Return once nothing is under way any more."""
        end = time.monotonic() + within
        while left := await self.under_way():
            assert time.monotonic() < end, f"{left} lanes are still not empty after {within} s"
            await asyncio.sleep(0.05)

    async def all_read(self, customers: Sequence[str], within: float = QUIET_SECONDS) -> None:
        """Return once these have read what was sent to them, and nothing more comes of it."""
        end = time.monotonic() + within
        while left := (await asyncio.to_thread(self.rows, _UNREAD, list(customers)))[0][0]:
            assert time.monotonic() < end, f"{left} messages are not read after {within} s"
            await asyncio.sleep(0.02)
        await self.quiet()

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
