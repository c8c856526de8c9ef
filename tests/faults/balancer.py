"""A balancer as they stand before gateways: TCP, new connections only to who says it is healthy."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence

import httpx

LOOK_SECONDS = 0.1
LATE_LOOKS = 3
"""Who says no is left at once; who only is slow, after so many looks without an answer."""
CHUNK = 64 * 1024


class Balancer:
    """Passes each connection to one of `doors` (`host:port`), in turn among the healthy ones.

    A connection, once made, stays where it is: only the gateway behind it can end it.
    """

    def __init__(self, doors: Sequence[str]) -> None:
        self.doors = doors
        self.healthy: set[str] = set()
        self.taken = dict.fromkeys(doors, 0)
        """Connections that each door was given."""
        self.refused = 0
        """Connections that nobody took: the sender sees them closed."""
        self.url = ""
        self._turns = itertools.count()
        self._open: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Balancer"]:
        """Listen, and look at the doors, while the block runs."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        self.url = f"http://{host}:{port}"
        async with httpx.AsyncClient(timeout=1, trust_env=False) as http:
            looks = [asyncio.create_task(self._watch(http, door)) for door in self.doors]
            try:
                yield self
            finally:
                server.close()
                ended = [*looks, *self._open]
                for task in ended:
                    task.cancel()
                await asyncio.gather(*ended, return_exceptions=True)

    async def _watch(self, http: httpx.AsyncClient, door: str) -> None:
        late = 0
        while True:
            healthy = await _is_healthy(http, door)
            late = late + 1 if healthy is None else 0
            if healthy:
                self.healthy.add(door)
            elif healthy is False or late >= LATE_LOOKS:
                self.healthy.discard(door)
            await asyncio.sleep(LOOK_SECONDS)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            await self._pass(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await self._connect()
        if behind is None:
            self.refused += 1
            return
        answers, requests = behind
        sides = [
            asyncio.create_task(_copy(reader, requests)),
            asyncio.create_task(_copy(answers, writer)),
        ]
        try:
            # Whichever side ends it, the other one is to know at once.
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for side in sides:
                side.cancel()
            await asyncio.gather(*sides, return_exceptions=True)
            requests.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """To the door whose turn it is; where that refuses, nothing is lost yet: to the next."""
        doors = [door for door in self.doors if door in self.healthy]
        turn = next(self._turns)
        for number in range(len(doors)):
            door = doors[(turn + number) % len(doors)]
            host, port = door.rsplit(":", 1)
            with contextlib.suppress(OSError):
                behind = await asyncio.open_connection(host, int(port))
                self.taken[door] += 1
                return behind
        return None


async def _is_healthy(http: httpx.AsyncClient, door: str) -> bool | None:
    """What it says; None where it does not answer in time."""
    try:
        # A connection of its own each time: one that is open says nothing of new ones.
        answer = await http.get(f"http://{door}/health", headers={"Connection": "close"})
    except httpx.TimeoutException:
        return None
    except httpx.TransportError:
        return False
    return answer.is_success


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await source.read(CHUNK):
            target.write(chunk)
            await target.drain()
