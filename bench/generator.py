"""Sends webhooks as Meta does, as cheaply as it can: `python -m bench.generator`, then JSON lines.

Bytes are made and signed before the clock runs; what runs is 32 kept connections, each of which
sends the next request when it has the answer to the last.
"""

import asyncio
import math
import time
from collections import deque
from typing import Any

import uvloop

from bench.bodies import BELLA, body, signature
from bench.processes import obey

CUSTOMERS = 1000
TEXT = (
    "Good evening! We would like a table for the four of us, by the window, if there still is one. "
    * 5
)
_END = b"\r\n\r\n"


def body_of(number: int) -> bytes:
    """A text message of about 930 bytes, of one of a thousand customers."""
    customer = f"5215550{number % CUSTOMERS:06d}"
    wamid = f"wamid.HBgNNTIxNTU1MDAwMDAwMBUCABIYFjNFQjBDMDg3RkY{number:012d}"
    return body(BELLA, customer, TEXT, wamid, 1_795_000_000)


def request(number: int) -> bytes:
    """All bytes of the request, signed."""
    sent = body_of(number)
    return (
        b"POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: facebookexternalua\r\n"
        b"Accept: */*\r\nContent-Type: application/json\r\n"
        b"X-Hub-Signature-256: %s\r\nContent-Length: %d\r\n\r\n%s"
        % (signature(sent).encode(), len(sent), sent)
    )


class Connection(asyncio.Protocol):
    """One kept connection, which takes requests from the pile until none is left."""

    def __init__(self, pile: deque[bytes], times: list[float]) -> None:
        self._pile = pile
        self._times = times
        self._received = b""
        self._begun = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop; nothing is sent before `next`."""
        self._transport: Any = transport

    def next(self) -> None:
        """Send the next request, or be done."""
        if not self._pile:
            self._transport.close()
            return
        self._begun = time.perf_counter()
        self._transport.write(self._pile.popleft())

    def data_received(self, data: bytes) -> None:
        """Called by the loop."""
        self._received += data
        if not _whole(self._received):
            return
        if not self._received.startswith(b"HTTP/1.1 200"):
            self._fail(f"answered {self._received[:200]!r}")
            return
        self._times.append(time.perf_counter() - self._begun)
        self._received = b""
        self.next()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop."""
        if self._begun and self._received == b"" and not self._pile:
            self._settle()
        else:
            self._fail(f"connection lost: {exc}")

    def _settle(self) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError(why))
        self._pile.clear()
        self._transport.close()


def _whole(received: bytes) -> bool:
    """Whether an answer is complete; all three servers say how long their bodies are."""
    end = received.find(_END)
    if end < 0:
        return False
    head = received[:end].lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return len(received) >= end + len(_END) + int(length)


async def send(port: int, first: int, count: int, at_once: int) -> dict[str, float]:
    """Send so many; return how long all took, and the answer times of the middle and the last."""
    pile = deque(request(number) for number in range(first, first + count))
    times: list[float] = []
    loop = asyncio.get_running_loop()
    connections = [
        (await loop.create_connection(lambda: Connection(pile, times), "127.0.0.1", port))[1]
        for _ in range(at_once)
    ]
    begun = time.perf_counter()
    for each in connections:
        each.next()
    await asyncio.gather(*(each.done for each in connections))
    seconds = time.perf_counter() - begun
    if len(times) != count:
        raise RuntimeError(f"{len(times)} of {count} requests were answered")
    times.sort()
    return {"seconds": seconds, "p50": times[count // 2], "p99": times[math.ceil(count * 0.99) - 1]}


if __name__ == "__main__":
    uvloop.run(obey(send))
