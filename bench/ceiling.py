"""The ceiling of the webhook: how fast may it be, when it does nothing but store?

`python -m bench.ceiling`: bare ASGI under the same server as the gateway, the same statement of the
lane queue, in groups; no signature, no sealing, no limits, no metrics, no pool. It reads
BENCH_DATABASE_URL and BENCH_PORT.
"""

import asyncio
import os
from collections import deque
from typing import Any

import psycopg
import uvloop

from services.common.lanes_statements import Statements
from services.common.server import serving_asgi

GROUP = 128
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"22")],
}
_BODY = {"type": "http.response.body", "body": b'{"status":"processed"}'}

Waiting = tuple[bytes, asyncio.Future[None]]


class Ceiling:
    """Stores what comes in while the last group is being stored."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._statement = Statements("gateway").enqueue
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Waiting] = deque()
        self._storing: asyncio.Task[None] | None = None

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        """Called by the server for each request."""
        body = b""
        more = True
        while more:
            part = await receive()
            body += part["body"]
            more = part.get("more_body", False)
        stored = self._loop.create_future()
        self._waiting.append((body, stored))
        if self._storing is None:
            self._storing = self._loop.create_task(self._store_all())
        await stored
        await send(_START)
        await send(_BODY)

    async def _store_all(self) -> None:
        while self._waiting:
            group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
            await self._store([body for body, _ in group])
            for _, stored in group:
                stored.set_result(None)
        self._storing = None

    async def _store(self, bodies: list[bytes]) -> None:
        messages = [_cut(body, b'"messages":[', b"]") for body in bodies]
        nothing = [None] * len(bodies)
        values = {
            "keys": [_cut(each, b'"from":"', b'"').decode() for each in messages],
            "payloads": messages,
            "dedup_keys": [_cut(each, b'"id":"', b'"').decode() for each in messages],
            "due_times": nothing,
            "tenant_ids": nothing,
            "gathers": nothing,
        }
        await (await self._connection.execute(self._statement, values)).fetchone()


def _cut(text: bytes, begin: bytes, end: bytes) -> bytes:
    """What stands between two marks: far cheaper than to read the JSON."""
    return text.partition(begin)[2].partition(end)[0]


async def main() -> None:
    """Serve until it is told to end."""
    url, port = os.environ["BENCH_DATABASE_URL"], os.environ["BENCH_PORT"]
    async with (
        await psycopg.AsyncConnection.connect(url, autocommit=True) as connection,
        serving_asgi(f"127.0.0.1:{port}", Ceiling(connection)),
    ):
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
