"""How long from a customer's message to its answer, accepted by the provider?

Everything runs as under `make run`, on free ports: one message at a time, so that the figure is the
path itself and not a queue. Half of the messages are questions, half are bookings.
"""

import asyncio
import logging
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from lyoctl.installation import Installation
from lyoctl.mesh import running

MESSAGES = 200
WARM = 20
LA_TERRAZA = "100000000000002"


async def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="lyo-bench-"))
    home.chmod(0o711)
    try:
        begun = time.monotonic()
        async with running(Installation.on_free_ports(home, {}), lambda *_: None) as mesh:
            print(f"start from an empty folder    {time.monotonic() - begun:6.2f} s")
            async with httpx.AsyncClient(
                base_url=mesh.installation.sandbox_url, timeout=30, trust_env=False
            ) as http:
                report("help", [await answer_time(http, n, "help") for n in range(MESSAGES)])
                report("book", [await answer_time(http, n, words) for n, words in bookings()])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def bookings() -> Iterator[tuple[int, str]]:
    """Free times: two dinners a day, at one of the four tables of the restaurant."""
    day = datetime.now(UTC) + timedelta(days=2)
    for number in range(MESSAGES):
        clock = ("13:00", "20:00")[number % 2]
        yield MESSAGES + number, f"book {day + timedelta(days=number // 2):%m/%d} {clock}"


async def answer_time(http: httpx.AsyncClient, number: int, words: str) -> float:
    """Milliseconds from the phone's message to the provider's acceptance of the answer."""
    customer = f"52155500{number:05d}"
    path = f"/phones/whatsapp/{LA_TERRAZA}/{customer}/messages"
    written = time.time()
    (await http.post(path, json={"text": words})).raise_for_status()
    while True:
        calls = (await http.get("/journal", params={"provider": "meta", "to": customer})).json()
        if calls and calls[0]["status"] == httpx.codes.OK:
            return (datetime.fromisoformat(calls[0]["time"]).timestamp() - written) * 1000
        await asyncio.sleep(0.005)


def report(what: str, times: list[float]) -> None:
    kept = sorted(times[WARM:])
    p50, p99 = statistics.median(kept), kept[int(len(kept) * 0.99) - 1]
    print(
        f"{what}: message in to answer accepted  p50 {p50:.1f} ms  p99 {p99:.1f} ms  n {len(kept)}"
    )


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.exit(asyncio.run(main()))
