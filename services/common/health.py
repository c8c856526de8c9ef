"""The small HTTP server of a process: /livez, /readyz, /metrics. For operators, never public."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from services.common import metrics
from services.common.logs import event
from services.common.server import bind

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[None]]
Answer = tuple[int, str, bytes]

REQUEST_SECONDS = 5
TEXT = "text/plain; charset=utf-8"
PHRASES = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}


class Health:
    """Whether this process should get work: it has started, does not drain, and its checks pass.

    The checks run by themselves, never on request: a probe costs nothing and tells what was so a
    moment ago. Liveness is another thing: a process without its database is alive.
    """

    def __init__(self, *, every: float = 2.0, patience: float = 2.0) -> None:
        self.every = every
        self.patience = patience
        self.started = False
        self.draining = False
        self.checks: Mapping[str, Check] = {}
        self.failing: set[str] = set()

    @property
    def ready(self) -> bool:
        return self.started and not self.draining and not self.failing

    def report(self) -> dict[str, object]:
        """What /readyz says: the state, and each check by name."""
        checks = {name: "failing" if name in self.failing else "ok" for name in self.checks}
        return {"status": self._state(), "checks": checks}

    def _state(self) -> str:
        if self.draining:
            return "draining"
        if not self.started:
            return "starting"
        return "failing" if self.failing else "ready"

    async def look(self) -> None:
        """Run every check once."""
        await asyncio.gather(*(self._look_at(name, check) for name, check in self.checks.items()))

    async def _look_at(self, name: str, check: Check) -> None:
        try:
            async with asyncio.timeout(self.patience):
                await check()
        except Exception as error:
            if name not in self.failing:
                event(log, "check_failing", level=logging.WARNING, check=name, error=error)
            self.failing.add(name)
            return
        if name in self.failing:
            event(log, "check_recovered", check=name)
        self.failing.discard(name)

    async def watch(self) -> None:
        """Look again and again, and measure how late the loop is."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self.every
            await asyncio.sleep(self.every)
            metrics.LOOP_LAG.set(max(0.0, loop.time() - due))
            await self.look()


@contextlib.asynccontextmanager
async def serving_health(
    address: str, health: Health, *, request_seconds: float = REQUEST_SECONDS
) -> AsyncIterator[int]:
    """Answer on the address while the block runs; yields the port. A request may take so long."""
    sock = bind(address)
    server = await asyncio.start_server(
        lambda reader, writer: _connection(health, request_seconds, reader, writer), sock=sock
    )
    watch = asyncio.create_task(health.watch())
    port: int = sock.getsockname()[1]
    event(log, "health_listening", port=port)
    try:
        yield port
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
        server.close()


async def _connection(
    health: Health, seconds: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """One request, one answer, closed."""
    try:
        async with asyncio.timeout(seconds):
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(_response(head, health))
            await writer.drain()
    except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _response(head: bytes, health: Health) -> bytes:
    method, path = (*head.split(b"\r\n", 1)[0].split(b" "), b"", b"")[:2]
    status, kind, body = _answer(method, path.split(b"?", 1)[0], health)
    lines = (
        f"HTTP/1.1 {status} {PHRASES[status]}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode() + (b"" if method == b"HEAD" else body)


def _answer(method: bytes, path: bytes, health: Health) -> Answer:
    if method not in {b"GET", b"HEAD"}:
        return 405, TEXT, b"GET only\n"
    if path == b"/livez":
        return 200, TEXT, b"alive\n"
    if path == b"/readyz":
        return (
            200 if health.ready else 503,
            "application/json",
            json.dumps(health.report()).encode(),
        )
    if path == b"/metrics":
        return 200, metrics.EXPOSITION_TYPE, metrics.exposition()
    return 404, TEXT, b"/livez, /readyz, /metrics\n"
