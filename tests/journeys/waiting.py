"""Waiting for what nobody tells: look, and look again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

Found = TypeVar("Found")


async def eventually(
    look: Callable[[], Awaitable[Found] | Found],
    holds: Callable[[Found], object] = bool,
    *,
    within: float = 60,
    every: float = 0.02,
    what: str = "what was waited for",
) -> Found:
    """What `look` finds, once it holds; fails after so many seconds, with what it found last."""
    end = time.monotonic() + within
    while True:
        found = look()
        if isinstance(found, Awaitable):
            found = await found
        found = cast("Found", found)
        if holds(found):
            return found
        assert time.monotonic() < end, f"{what}: {found!r:.300} after {within} s"
        await asyncio.sleep(every)
