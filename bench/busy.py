"""Loops that take the CPU from what is measured, as other programs of the machine do."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator

LOOP = """
import os, sys
while os.getppid() == int(sys.argv[1]):
    for _ in range(1_000_000):
        pass
"""


@contextlib.asynccontextmanager
async def busy_loops(count: int) -> AsyncIterator[None]:
    """They end with the block, and by themselves when this process is killed."""
    command = (sys.executable, "-c", LOOP, str(os.getpid()))
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(count):
            loop = await asyncio.create_subprocess_exec(*command)
            stack.push_async_callback(_kill, loop)
        yield


async def _kill(loop: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        loop.kill()
    await loop.wait()
