"""A quick worker on a queue of `lane_queue.py`, and ways to wait for what it does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

from services.common import metrics
from services.common.backoff import Backoff
from services.common.lane_worker import LaneWorker
from services.common.lanes import Claim
from tests.common.lane_queue import Queue

Handle = Callable[[Claim], Awaitable[None]]

TICK = timedelta(milliseconds=20)
NONE = Backoff(timedelta(), timedelta())
FOREVER = timedelta(hours=1)


def worker_of(queue: Queue, handle: Handle, **changed: Any) -> LaneWorker:
    """A quick worker: it polls, beats and backs off within milliseconds."""
    quick: dict[str, Any] = {
        "lease": timedelta(milliseconds=400),
        "heartbeat": timedelta(milliseconds=100),
        "poll": TICK,
        "failing": NONE,
        "waiting": NONE,
    }
    return LaneWorker(queue.database, queue.lanes, handle, **{**quick, **changed})


@contextlib.asynccontextmanager
async def working(queue: Queue, handle: Handle, **changed: Any) -> AsyncIterator[asyncio.Event]:
    """A worker that runs while the block does, and is then told to stop."""
    stop = asyncio.Event()
    running = asyncio.create_task(worker_of(queue, handle, **changed).run(stop))
    try:
        yield stop
    finally:
        stop.set()
        await running


async def until(holds: Callable[[], object], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.01)


async def gone(queue: Queue, key: str = "k") -> None:
    """Wait until nothing is left to do on the lane."""
    async with asyncio.timeout(10):
        while await asyncio.to_thread(queue.lane, "key", key):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def jobs(queue: Queue, columns: str) -> list[tuple[object, ...]]:
    return queue.made.rows(f"SELECT {columns} FROM sample.lane_jobs ORDER BY job_id")


def metric(name: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, {"queue": "sample"}) or 0.0
