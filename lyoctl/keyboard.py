"""What is typed, line by line, without holding up Ctrl-C."""

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator

LONGEST_LINE = 1024 * 1024


async def typed_lines(source: int) -> AsyncIterator[str]:
    """Every line of the file descriptor, until its end.

    A thread reads, because a terminal, a pipe and a file all can be read so; it is a daemon, and
    reads past sys.stdin and its lock, so that nobody waits for it at the end of the process.
    """
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    loop = asyncio.get_running_loop()

    def feed() -> None:
        with contextlib.suppress(RuntimeError):  # the loop was closed
            while chunk := _read(source):
                loop.call_soon_threadsafe(reader.feed_data, chunk)
            loop.call_soon_threadsafe(reader.feed_eof)

    threading.Thread(target=feed, name="keyboard", daemon=True).start()
    async for line in reader:
        yield line.decode(errors="replace")


def _read(source: int) -> bytes:
    try:
        return os.read(source, 4096)
    except OSError:  # the terminal is gone
        return b""
