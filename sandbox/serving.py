"""A running sandbox, for as long as a block lasts: `python -m sandbox` and the tests use it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass

import uvicorn

from sandbox.app import create_app
from sandbox.clock import Clock, utc_now
from sandbox.settings import Settings
from sandbox.world import World, open_world

DRAIN_SECONDS = 3
BACKLOG = 1024


class CannotListen(Exception):
    """The address is taken, or none at all; says what to do."""


class Server(uvicorn.Server):
    """uvicorn without signal handlers: whoever runs it has his own."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@contextlib.asynccontextmanager
async def running(settings: Settings, now: Clock = utc_now) -> AsyncIterator["Running"]:
    """Listen; at the end long polls and hanging calls are let go, so that nothing delays it."""
    with _bound(settings.listen) as listener:
        async with open_world(settings, now) as world:
            server = Server(_config(world))
            serving = asyncio.create_task(server.serve([listener]))
            try:
                await _started(server, serving)
                yield Running(world, _url(listener), serving)
            finally:
                world.release()
                server.should_exit = True
                await serving


@dataclass(frozen=True)
class Running:
    world: World
    url: str
    ended: asyncio.Task[None]


def _bound(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    try:
        listener = socket.create_server((host, int(port)), backlog=BACKLOG)
    except (OSError, ValueError) as error:
        raise CannotListen(
            f"sandbox: cannot listen on {address} ({error}); LYO_SANDBOX_LISTEN names another"
        ) from error
    # Not set by the event loop on a socket made outside it; without it, answers wait for ACKs.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


def _config(world: World) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(world),
        access_log=False,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


async def _started(server: Server, serving: asyncio.Task[None]) -> None:
    """Return when it serves; what kept it from doing so is raised."""
    listening = asyncio.create_task(server.listening.wait())
    await asyncio.wait({listening, serving}, return_when=asyncio.FIRST_COMPLETED)
    listening.cancel()
    if serving.done():
        serving.result()
