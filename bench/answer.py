"""How long from a customer's message to its answer, accepted by the provider?

Everything runs as under `make run`, on free ports: one message at a time, so that the figure is the
path itself and not a queue. Half of the messages are questions, half are bookings.
"""

import asyncio
import math
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx

from bench.bodies import LA_TERRAZA
from bench.places import folder
from bench.report import Breach, Figure
from lyoctl.installation import Installation
from lyoctl.mesh import running

PATIENCE = 30.0


async def measure(quick: bool) -> list[Figure]:
    """Start from an empty folder, then ask and book, one after the other."""
    count, warm = (20, 5) if quick else (200, 20)
    with folder() as home:
        begun = time.monotonic()
        async with running(Installation.on_free_ports(home, {}), lambda *_: None) as mesh:
            start = time.monotonic() - begun
            async with httpx.AsyncClient(
                base_url=mesh.installation.sandbox_url, timeout=30, trust_env=False
            ) as http:
                helped = [await answer_time(http, n, "help") for n in range(count)]
                booked = [await answer_time(http, n, words) for n, words in bookings(count)]
    started = Figure("answer", "start from an empty folder", start, "s")
    return [started, *_figures("help", helped[warm:]), *_figures("book", booked[warm:])]


def bookings(count: int) -> Iterator[tuple[int, str]]:
    """Free times: two dinners a day, at one of the four tables of the restaurant."""
    day = datetime.now(UTC) + timedelta(days=2)
    for number in range(count):
        clock = ("13:00", "20:00")[number % 2]
        yield count + number, f"book {day + timedelta(days=number // 2):%m/%d} {clock}"


async def answer_time(http: httpx.AsyncClient, number: int, words: str) -> float:
    """Milliseconds from the phone's message to the provider's acceptance of the answer; Breach
    where none comes."""
    customer = f"52155500{number:05d}"
    path = f"/phones/whatsapp/{LA_TERRAZA}/{customer}/messages"
    written = time.time()
    (await http.post(path, json={"text": words})).raise_for_status()
    while time.time() < written + PATIENCE:
        calls = (await http.get("/journal", params={"provider": "meta", "to": customer})).json()
        if calls and calls[0]["status"] == httpx.codes.OK:
            return (datetime.fromisoformat(calls[0]["time"]).timestamp() - written) * 1000
        await asyncio.sleep(0.005)
    raise Breach(f"{words!r} had no answer after {PATIENCE:.0f} s")


def _figures(words: str, times: list[float]) -> list[Figure]:
    kept = sorted(times)
    name, n = f"{words}: message in to answer accepted", len(kept)
    last = kept[math.ceil(n * 0.99) - 1]
    return [
        Figure("answer", f"{name}, p50", statistics.median(kept), "ms", n=n),
        Figure("answer", f"{name}, p99", last, "ms", n=n),
    ]
