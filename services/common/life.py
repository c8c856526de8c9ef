"""The life of a process: read the settings, build, run until told to stop, drain, exit.

`python -m services.<name> serve`, `work`, `serve work` or `migrate`. Exit codes: 0 after a drain,
1 when something broke, 2 when the environment is not usable, with one line that says why.
"""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import timedelta

import psycopg
import uvloop

from services.common import failpoints, logs, telemetry
from services.common.bootstrap import bootstrap
from services.common.database import Database, UnsafeDatabase
from services.common.errors import Unavailable
from services.common.health import Health, serving_health
from services.common.logs import event
from services.common.mesh import Policy
from services.common.migrate import SchemaBehind, migrate, wait_for_schema
from services.common.process import Build, Parts, Process
from services.common.scopes import ScopeMissing
from services.common.server import PortInUse, RunningServer, serving, serving_asgi
from services.common.settings import (
    BadSettings,
    Keys,
    ProcessSettings,
    ServiceSettings,
    owner_url,
    runtime_url,
)
from services.common.team_tls import team_credentials

log = logging.getLogger(__name__)

LOOK_FOR_DATABASE = timedelta(seconds=2)

USAGE = "say what to do: serve, work, serve work, or migrate"


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
    except (BadSettings, ScopeMissing, UnsafeDatabase) as error:
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
        self.team_listen = own.team_listen
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
            variable = f"LYO_{self.name.upper()}_{self.variable_of(error.address)}"
            raise BadSettings(f"{error}; set {variable}") from None
        event(log, "stopped", code=code)
        return code

    def variable_of(self, address: str) -> str:
        """Which of our variables says this address."""
        known = {self.metrics: "METRICS_LISTEN", self.team_listen: "TEAM_LISTEN"}
        return known.get(address, "LISTEN")

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
            async with self.servers(process, parts) as servers:
                self.health.started = True
                event(log, "ready", serves="serve" in self.actions, workers=len(workers))
                code = await self.stopped(workers)
                end = await self.leave(process, servers)
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
    async def servers(self, process: Process, parts: Parts) -> AsyncIterator[list[RunningServer]]:
        """The gRPC servers of this process; none where it speaks HTTP or only works."""
        drain = self.settings.drain
        async with AsyncExitStack() as stack:
            servers: list[RunningServer] = []
            if "serve" in self.actions and parts.asgi is not None:
                asgi = serving_asgi(self.listen, parts.asgi, http=parts.http, drain=drain)
                await stack.enter_async_context(asgi)
            elif "serve" in self.actions:
                servers.append(await stack.enter_async_context(self.mesh_server(process, parts)))
                if self.team_listen:
                    team = self.team_server(self.team_listen, process, parts)
                    servers.append(await stack.enter_async_context(team))
            try:
                yield servers
            finally:  # at once: each may take the whole of the drain
                await asyncio.gather(*(each.drain() for each in servers))

    def mesh_server(
        self, process: Process, parts: Parts
    ) -> AbstractAsyncContextManager[RunningServer]:
        """For the services of the mesh."""
        return serving(
            self.listen,
            parts.registrations,
            process.mesh_calls(),
            reflection=not self.settings.production,
            drain=self.settings.drain,
        )

    def team_server(
        self, address: str, process: Process, parts: Parts
    ) -> AbstractAsyncContextManager[RunningServer]:
        """For internal teams: the same methods behind another door."""
        return serving(
            address,
            parts.registrations,
            process.team_calls(parts.ask),
            reflection=not self.settings.production,
            credentials=team_credentials(self.settings),
            drain=self.settings.drain,
        )

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

    async def leave(self, process: Process, servers: Sequence[RunningServer]) -> float:
        """Say that we go, wait until those who route have seen it, take nothing new.

        Returns when the drain must be over, on the clock of the loop.
        """
        self.health.draining = True
        event(log, "draining", seconds=self.settings.drain_seconds)
        for server in servers:
            await server.refuse()
        if "serve" in self.actions:  # nobody is to be warned of who only works
            await asyncio.sleep(self.settings.drain_delay.total_seconds())
        process.stopping.set()
        return asyncio.get_running_loop().time() + self.settings.drain_seconds
