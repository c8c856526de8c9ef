"""The life of a process: read the settings, build, run until told to stop, drain, exit.

`python -m services.<name> serve`, `work`, `serve work` or `migrate`. Exit codes: 0 after a drain,
1 when something broke, 2 when the environment is not usable, with one line that says why.
"""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, Self

import grpc
import psycopg
import uvloop

from services.common import failpoints, logs, telemetry
from services.common.bootstrap import bootstrap
from services.common.clients import files_of, open_channel
from services.common.clock import Clock, utc_now
from services.common.database import Database, UnsafeDatabase
from services.common.errors import Unavailable
from services.common.health import Check, Health, serving_health
from services.common.logs import event
from services.common.mesh import Policy, Signer, Verifier
from services.common.migrate import SchemaBehind, migrate, wait_for_schema
from services.common.server import PortInUse, Registration, RunningServer, serving, serving_asgi
from services.common.server_interceptor import ServerCalls
from services.common.settings import (
    BadSettings,
    Keys,
    ProcessSettings,
    ServiceSettings,
    owner_url,
    runtime_url,
)

log = logging.getLogger(__name__)

LOOK_FOR_DATABASE = timedelta(seconds=2)

USAGE = "say what to do: serve, work, serve work, or migrate"


class Worker(Protocol):
    """Something that works in the background until it is told to stop."""

    async def run(self, stop: asyncio.Event) -> None:
        """Work; once `stop` is set take nothing new, finish what is in hand, return."""


@dataclass(frozen=True)
class Parts:
    """What a service is made of: servicers or an ASGI app, workers, and what /readyz asks."""

    registrations: Sequence[Registration] = ()
    workers: Sequence[Worker] = ()
    asgi: Any = None
    checks: Mapping[str, Check] = field(default_factory=dict)


class Process:
    """What every service is given to build itself with."""

    def __init__(
        self,
        name: str,
        settings: ProcessSettings,
        keys: Keys,
        database: Database,
        health: Health | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.database = database
        self.now: Clock = utc_now
        self.health = health or Health()
        self.stopping = asyncio.Event()
        """Set when the process drains: streams that would go on for ever end then."""
        self.policy = Policy.load()
        self._keys = keys
        self._channels = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._channels.aclose()

    def installation_key(self, purpose: str) -> bytes:
        """32 bytes for this purpose, the same in every process of the installation."""
        return self._keys.derived(f"installation/{purpose}")

    def channel(self, service: str) -> grpc.aio.Channel:
        """A new channel to another service. It is closed when the process ends."""
        target = ServiceSettings.of(service).target or f"dns:///{self.policy.listen[service]}"
        channel = open_channel(
            target,
            Signer(self._keys.mesh, self.name, now=self.now),
            files=files_of(service),
            never_repeated=self.policy.never_repeated,
        )
        self._channels.push_async_callback(channel.close)
        return channel

    def interceptor(self) -> ServerCalls:
        """What guards the calls to this process."""
        verifier = Verifier(self._keys.mesh, now=self.now)
        return ServerCalls(verifier, self.policy, calls_at_once=self.settings.calls_at_once)


Build = Callable[[Process], AbstractAsyncContextManager[Parts]]


def command(name: str, build: Build, *, listen: str | None = None) -> None:
    """What `python -m services.<name>` does; `listen` where the call graph names no address."""
    try:
        actions = _actions(sys.argv[1:])
        settings = ProcessSettings()
        failpoints.arm(settings.fault)
        keys = Keys.read(settings.key_file, make=not settings.production)
        logs.configure(name, settings.log_level)
        if "migrate" in actions:
            code = _migrate(name, settings, keys)
        else:
            life = _Life(name, build, listen=listen, actions=actions, settings=settings, keys=keys)
            code = uvloop.run(life.run())
    except (BadSettings, UnsafeDatabase) as error:
        code = _complain(name, error, 2)
    except (SchemaBehind, Unavailable, psycopg.OperationalError) as error:
        code = _complain(name, error, 1)
    sys.exit(code)


def _actions(arguments: Sequence[str]) -> frozenset[str]:
    actions = frozenset(arguments)
    if not actions or not (actions <= {"serve", "work"} or actions == {"migrate"}):
        raise BadSettings(USAGE)
    return actions


def _complain(name: str, error: Exception, code: int) -> int:
    for line in str(error).splitlines():
        print(f"{name}: {line}", file=sys.stderr)
    return code


def _migrate(name: str, settings: ProcessSettings, keys: Keys) -> int:
    """Make roles and schema where nobody else did, then run the migrations as the owner."""
    if ServiceSettings.of(name).owner_database_url is None and settings.database_url:
        bootstrap(settings.database_url.get_secret_value(), [name], keys.password)
    migrate(name, owner_url(name, settings, keys))
    event(log, "migrated")
    return 0


class _Life:
    """One process from its first socket to its last."""

    def __init__(
        self,
        name: str,
        build: Build,
        *,
        listen: str | None,
        actions: frozenset[str],
        settings: ProcessSettings,
        keys: Keys,
    ) -> None:
        own, defaults = ServiceSettings.of(name), Policy.load()
        self.name = name
        self.build = build
        self.actions = actions
        self.settings = settings
        self.keys = keys
        self.listen = own.listen or listen or defaults.listen.get(name, "127.0.0.1:0")
        self.metrics = own.metrics_listen or defaults.metrics.get(name, "127.0.0.1:0")
        self.stop = asyncio.Event()
        self.health = Health()

    async def run(self) -> int:
        """Live until a signal; one that comes before the process is ready ends it at once."""
        loop, life = asyncio.get_running_loop(), asyncio.create_task(self.live())
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.told_to_stop, life)
        try:
            code = await life
        except asyncio.CancelledError:
            code = 0
        except PortInUse as error:
            which = "METRICS_LISTEN" if error.address == self.metrics else "LISTEN"
            raise BadSettings(f"{error}; set LYO_{self.name.upper()}_{which}") from None
        event(log, "stopped", code=code)
        return code

    def told_to_stop(self, life: asyncio.Task[int]) -> None:
        self.stop.set()
        if not self.health.started:
            life.cancel()

    async def live(self) -> int:
        """Open from the inside outwards, so that the service's own port is the last."""
        async with AsyncExitStack() as stack:
            stack.enter_context(telemetry.tracing(self.name, self.settings.otlp_endpoint))
            await stack.enter_async_context(serving_health(self.metrics, self.health))
            url = runtime_url(self.name, self.settings, self.keys)
            database = await self.connected(stack, url)
            await wait_for_schema(database, self.name)
            process = Process(self.name, self.settings, self.keys, database, self.health)
            parts = await stack.enter_async_context(self.built(process))
            self.health.checks = parts.checks
            await self.health.look()
            return await self.serve(process, parts)

    async def connected(self, stack: AsyncExitStack, url: str) -> Database:
        """The database as soon as it answers: until then we are alive and not ready, since to end
        and be started again would only make the wait longer."""
        while True:
            opened = Database.opened(url, schema=self.name, patience=LOOK_FOR_DATABASE)
            try:
                return await stack.enter_async_context(opened)
            except Unavailable:
                event(log, "waiting_for_database", level=logging.WARNING)

    @contextlib.asynccontextmanager
    async def built(self, process: Process) -> AsyncIterator[Parts]:
        async with process, self.build(process) as parts:
            yield parts

    async def serve(self, process: Process, parts: Parts) -> int:
        """Serve and work until told to stop, then drain."""
        chosen = parts.workers if "work" in self.actions else ()
        workers = [asyncio.create_task(each.run(process.stopping)) for each in chosen]
        try:
            async with self.server(process, parts) as server:
                self.health.started = True
                event(log, "ready", serves="serve" in self.actions, workers=len(workers))
                code = await self.stopped(workers)
                end = await self.leave(process, server)
            # The block has let the calls under way finish, while the workers finished theirs.
            if workers:
                left = end - asyncio.get_running_loop().time()
                await asyncio.wait(workers, timeout=max(0.0, left))
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
        return code

    @contextlib.asynccontextmanager
    async def server(self, process: Process, parts: Parts) -> AsyncIterator[RunningServer | None]:
        """The server of this process; none where it only works."""
        drain = self.settings.drain
        if "serve" not in self.actions:
            yield None
        elif parts.asgi is not None:
            async with serving_asgi(self.listen, parts.asgi, drain=drain):
                yield None
        else:
            async with serving(
                self.listen,
                parts.registrations,
                process.interceptor(),
                reflection=not self.settings.production,
                drain=drain,
            ) as server:
                yield server

    async def stopped(self, workers: Sequence[asyncio.Task[None]]) -> int:
        """Return when told to stop; also when a worker ends by itself, which none should."""
        signalled = asyncio.create_task(self.stop.wait())
        await asyncio.wait({signalled, *workers}, return_when=asyncio.FIRST_COMPLETED)
        signalled.cancel()
        for worker in workers:
            if worker.done() and not self.stop.is_set():
                event(log, "worker_ended", level=logging.ERROR, error=worker.exception())
                return 1
        return 0

    async def leave(self, process: Process, server: RunningServer | None) -> float:
        """Say that we go, wait until those who route have seen it, take nothing new.

        Returns when the drain must be over, on the clock of the loop.
        """
        self.health.draining = True
        event(log, "draining", seconds=self.settings.drain_seconds)
        if server is not None:
            await server.refuse()
        if "serve" in self.actions:  # nobody is to be warned of who only works
            await asyncio.sleep(self.settings.drain_delay.total_seconds())
        process.stopping.set()
        return asyncio.get_running_loop().time() + self.settings.drain_seconds
