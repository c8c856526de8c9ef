"""Customers who write: `python -m bench.chain_load`, then JSON lines (bench/processes.py).

An open loop: a message is due every 1/rate s, whatever became of those before, and its time counts
from when it was due. Each customer asks for help and books five seconds later; then others come.
"""

import asyncio
import os
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import aiohttp
import uvloop

from bench.bodies import BELLA, LA_TERRAZA, body, signature
from bench.processes import obey

SECONDS_BETWEEN = 5
LAST_DAY = 345
"""Bookings are spread over the days to come, so that time stays free."""

TABLES = ("13:00", "14:30", "16:00", "17:30", "19:00", "20:30")
CHAIRS = tuple(
    f"{hour:02}:{minute:02}"
    for hour, minute in product((9, 10, 11, 12, 14, 15, 16, 17, 18), (0, 30))
)
WORKING = range(1, 6)
"""Tuesday to Saturday, as `date.weekday` counts."""


class Customers:
    """Who writes what next: half of the messages are questions, half are bookings."""

    def __init__(self) -> None:
        self.written = 0
        self._free = {LA_TERRAZA: _free_tables(), BELLA: _free_chairs()}

    def next(self, rate: float) -> tuple[str, str, str]:
        """Address, customer and text of the next message."""
        number, books = divmod(self.written, 2)
        self.written += 1
        if not books:
            return *_somebody(number), "help"
        earlier = number - int(rate / 2 * SECONDS_BETWEEN)
        address, customer = _somebody(earlier % 1_000_000)  # nobody asked so long ago: a stranger
        return address, customer, f"book {next(self._free[address])}"


def _somebody(number: int) -> tuple[str, str]:
    """Customers of two businesses."""
    return (BELLA, f"393331{number:06d}") if number % 2 else (LA_TERRAZA, f"5215550{number:06d}")


def _free_tables() -> Iterator[str]:
    return (f"{day:%m/%d} {at}" for _, day, at in product(range(4), _days(), TABLES))


def _free_chairs() -> Iterator[str]:
    open_days = [day for day in _days() if day.weekday() in WORKING]
    return (f"{day:%m/%d} {at}" for _, day, at in product(range(2), open_days, CHAIRS))


def _days() -> list[date]:
    return [datetime.now(UTC).date() + timedelta(days=n) for n in range(2, LAST_DAY)]


class Load:
    """Sends, remembers when each message was due, and reads from the sandbox what came of it."""

    def __init__(self, http: aiohttp.ClientSession, gateway: str, sandbox: str) -> None:
        self._http = http
        self._gateway = gateway
        self._sandbox = sandbox
        self._customers = Customers()
        self._due: dict[str, deque[float]] = defaultdict(deque)
        self._seen = 0
        self._refused = 0
        self._acknowledged = 0
        """Of the bookings that were asked for."""

    async def do(self, what: str, **how: Any) -> dict[str, Any]:
        """`send` so many messages, tell of their `answers`, or count the `bookings`."""
        if what == "send":
            return await self.send(**how)
        if what == "answers":
            return await self.answers()
        return {"asked": self._customers.written // 2, "acknowledged": self._acknowledged}

    async def send(self, rate: float, count: int) -> dict[str, Any]:
        """Send at that rate; done when every webhook was answered."""
        self._refused = 0
        begin = time.time() + 0.02
        late = 0.0
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                due = begin + number / rate
                await asyncio.sleep(max(0.0, due - time.time()))
                late = max(late, time.time() - due)
                address, customer, text = self._customers.next(rate)
                self._due[customer].append(due)
                wamid = f"wamid.BENCH{self._customers.written:09d}"
                sent = body(address, customer, text, wamid, int(time.time()))
                group.create_task(self._post(sent, books=text != "help"))
        return {"end": begin + count / rate, "late": late, "refused": self._refused}

    async def _post(self, sent: bytes, *, books: bool) -> None:
        headers = {"X-Hub-Signature-256": signature(sent), "Content-Type": "application/json"}
        try:
            async with self._http.post(self._gateway, data=sent, headers=headers) as answer:
                self._refused += answer.status != 200
                self._acknowledged += books and answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            self._refused += 1

    async def answers(self) -> dict[str, Any]:
        """How long each message waited, in ms, of those answered since this was asked last."""
        asked = {"provider": "meta", "since": str(self._seen)}
        async with self._http.get(f"{self._sandbox}/journal", params=asked) as journal:
            entries = await journal.json()
        waited = []
        for entry in entries:
            self._seen = max(self._seen, entry["id"])
            if entry["status"] == 200 and (due := self._due.get(entry["to"])):
                accepted = datetime.fromisoformat(entry["time"]).timestamp()
                waited.append(round((accepted - due.popleft()) * 1000, 1))
        unanswered = sum(map(len, self._due.values()))
        self._due.clear()
        return {"waited": waited, "unanswered": unanswered}


async def main() -> None:
    """Do as told until the standard input ends."""
    timeout = aiohttp.ClientTimeout(total=120)
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=3)  # uvicorn: 5
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        load = Load(http, os.environ["BENCH_GATEWAY_URL"], os.environ["BENCH_SANDBOX_URL"])
        await obey(load.do)


if __name__ == "__main__":
    uvloop.run(main())
