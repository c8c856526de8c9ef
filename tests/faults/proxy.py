"""A TCP proxy before PostgreSQL that cuts the answer to COMMIT: it was done, and nobody is told."""

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator

from psycopg.conninfo import conninfo_to_dict, make_conninfo

COMMIT = b"COMMIT"
_CHUNK = 64 * 1024
_PROTOCOL_3 = 3


class CommitProxy:
    """Passes connections on to one PostgreSQL. While there are `cuts` left, every `every`th COMMIT
    is let through, and its connection is closed when PostgreSQL has answered it."""

    def __init__(self, url: str, *, every: int = 2) -> None:
        told = conninfo_to_dict(url)
        self.target = str(told["host"]), int(str(told["port"]))
        self.every = every
        self.cuts = 0
        self.cut = 0
        """How many answers were cut."""
        self.port = 0
        self._seen = 0
        self._open: set[asyncio.Task[None]] = set()

    def through(self, url: str) -> str:
        """The URL by way of the proxy. Without TLS, which it could not read."""
        return make_conninfo(url, host="127.0.0.1", port=self.port, sslmode="disable")

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["CommitProxy"]:
        """Listen while the block runs."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            answers, asked = await asyncio.open_connection(*self.target)
            await _Talk(self, reader, writer, answers, asked).run()
        except OSError:
            pass  # PostgreSQL is not there: the client sees its connection closed
        finally:
            writer.close()
            self._open.discard(task)

    def takes(self) -> bool:
        """Whether the answer to the COMMIT that goes by is cut."""
        if self.cut >= self.cuts:
            return False
        self._seen += 1
        chosen = self._seen % self.every == 0
        self.cut += chosen
        return chosen


class _Talk:
    """One connection: a client, and PostgreSQL behind."""

    def __init__(
        self,
        proxy: CommitProxy,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answers: asyncio.StreamReader,
        asked: asyncio.StreamWriter,
    ) -> None:
        self.proxy = proxy
        self.reader = reader
        self.writer = writer
        self.answers = answers
        self.asked = asked
        self.silent = asyncio.Event()
        """The answer that comes next is not for the client."""
        self.commits: set[bytes] = set()
        """The prepared statements that commit."""

    async def run(self) -> None:
        sides = [asyncio.create_task(self._ask()), asyncio.create_task(self._answer())]
        try:
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # First of all: whoever waits here can be cancelled.
            for writer in (self.writer, self.asked):
                writer.close()
            for side in sides:
                side.cancel()
            await asyncio.gather(*sides, return_exceptions=True)

    async def _ask(self) -> None:
        """What the client says, message by message."""
        with contextlib.suppress(OSError, EOFError):
            await self._begin()
            while True:
                head = await self.reader.readexactly(5)
                body = await self.reader.readexactly(struct.unpack("!i", head[1:])[0] - 4)
                if self._is_commit(head[:1], body) and self.proxy.takes():
                    self.silent.set()
                self.asked.write(head + body)
                await self.asked.drain()

    async def _begin(self) -> None:
        """The first messages have no kind: a wish for encryption, then who it is."""
        version = 0
        while version != _PROTOCOL_3:
            head = await self.reader.readexactly(8)
            length, version, _ = struct.unpack("!ihh", head)
            self.asked.write(head + await self.reader.readexactly(length - 8))

    def _is_commit(self, kind: bytes, body: bytes) -> bool:
        """A query as it is (Q), or one that was prepared (P) and is bound (B)."""
        if kind == b"P":
            name, query, _ = body.split(b"\0", 2)
            self.commits.discard(name)
            if query == COMMIT:
                self.commits.add(name)
        if kind == b"B":
            return body.split(b"\0", 2)[1] in self.commits
        return kind == b"Q" and body.rstrip(b"\0") == COMMIT

    async def _answer(self) -> None:
        """What PostgreSQL says, until it is to be kept from the client."""
        with contextlib.suppress(OSError):
            while chunk := await self.answers.read(_CHUNK):
                if self.silent.is_set():
                    return
                self.writer.write(chunk)
                await self.writer.drain()
