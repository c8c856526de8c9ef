"""A provider that a test writes: a real server that reads requests and answers as it is told."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from services.notifier.domain.content import Content
from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.outcomes import Outcome, Refused, TryAgain, Unclear
from services.notifier.providers.http import Http
from services.notifier.providers.provider import Outgoing, Provider, Sender

NOW = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)
MESSAGE_ID = UUID(int=1)

Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Request:
    """What came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)


@dataclass
class Somebody:
    """The server: where it is, and what it was asked."""

    url: str
    port: int
    requests: list[Request] = field(default_factory=list)


@contextlib.asynccontextmanager
async def answering(*answers: Answering) -> AsyncIterator[Somebody]:
    """Answers one request after the other, as the last of them from then on."""
    left = list(answers)
    serving: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                there.requests.append(await _request(reader))
                await (left.pop(0) if len(left) > 1 else left[0])(writer)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            writer.close()
            serving.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    there = Somebody(f"http://127.0.0.1:{port}", port)
    async with server:
        yield there
        for task in serving:
            task.cancel()
        if serving:
            await asyncio.wait(serving)


async def _request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    method, address, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(address)
    return Request(method, parts.path, parse_qs(parts.query), headers, body)


def responds(
    status: int, body: bytes | str | dict[str, Any] | list[Any] = b"", **headers: str
) -> Answering:
    """An answer; an object is written as JSON."""
    if isinstance(body, dict | list):
        body = json.dumps(body)
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever", "Connection: close", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        await writer.drain()

    return answer


def floods(status: int, megabytes: int) -> Answering:
    """An answer of so many megabytes of what might become JSON."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {megabytes << 20}\r\n\r\n".encode())
        writer.write(b'{"messages": [')
        for _ in range(megabytes * 16):
            writer.write(b" " * 65_536)
            await writer.drain()

    return answer


async def hangs(_: asyncio.StreamWriter) -> None:
    """No answer, as long as the test lasts."""
    await asyncio.Event().wait()


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


def outgoing(text: str = "Ciao", **changes: Any) -> Outgoing:
    """A message to a phone."""
    values: dict[str, Any] = {
        "message_id": MESSAGE_ID,
        "recipient": Recipient(RecipientKind.PHONE, "+393331234567"),
        "content": Content(text),
        "attempt": 1,
    }
    return Outgoing(**{**values, **changes})


@contextlib.asynccontextmanager
async def quick_http(seconds: float = 5) -> AsyncIterator[Http]:
    time = timedelta(seconds=seconds)
    async with Http.opened(connect=time, total=time) as http:
        yield http


async def outcome_of(provider: Provider, sender: Sender, wanted: Outgoing | None = None) -> Outcome:
    """What sending leads to, raised or not."""
    try:
        return await provider.send(wanted or outgoing(), sender)
    except (Refused, TryAgain, Unclear) as outcome:
        return outcome
