"""Who answers in the chain: the mesh as `make run` starts it, and the monolith of two workers.

Both have a sandbox of their own with the same settings, a generator of their own, and a database in
the same PostgreSQL.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from bench.backends import Backends
from bench.places import empty_database
from bench.processes import Told, free_port, served, told
from bench.report import Breach
from bench.rounds import cpu_of
from lyoctl.installation import DATABASE, GRPC_SERVICES, SERVICES, Installation
from lyoctl.mesh import Mesh, running

MONOLITH = "monolith"
# The generator writes to the gateway itself, so the sandbox has seen nobody write.
SETTINGS = {"LYO_ENV": "development", "LYO_SANDBOX_WINDOW_HOURS": "0"}
WAITING = """
SELECT (SELECT count(*) FROM gateway.lanes WHERE key LIKE 'message:%')
     + (SELECT count(*) FROM notifier.lanes)
"""
"""Every message and every answer, also one that is in hand or is tried again later."""
STATUSES_WAITING = """
SELECT count(*) FROM gateway.lanes WHERE key LIKE 'status:%'
   AND (owner IS NOT NULL OR available_time <= clock_timestamp())
"""
"""Those that are due, or in hand: one that gathers for its half second waits for nothing."""

STATUS_SECONDS = 3 * 0.4
"""After an answer, until the sandbox has told all its statuses."""
PATIENCE = 120.0

Cpu = Callable[[], Mapping[str, float]]


@dataclass
class Opponent:
    """`waiting` counts messages without an answer, `statuses` those that should be noted by now,
    `untold` answers without all statuses."""

    name: str
    load: Told
    database_url: str
    sandbox_url: str
    waiting: str
    statuses: str
    untold: str
    booked: str
    cpu: Cpu
    """CPU seconds so far of each process, generator and sandbox included."""

    counts: Callable[[], Mapping[str, float]] = field(default=dict)
    """Whatever else is counted: calls, log lines."""

    own: int = 0
    """Transactions of the bench itself."""

    asking: float = 0.0
    """CPU seconds of PostgreSQL for what the bench asks it."""

    def spent(self) -> dict[str, float]:
        """CPU seconds so far of each process; PostgreSQL without what the bench asks."""
        spent = self.cpu()
        server = spent["PostgreSQL"] - self.asking
        return {**spent, "PostgreSQL": server, "SQL bench": self.asking}

    async def until_answered(self) -> float:
        """The time at which nobody waited for an answer any more."""
        return await self._until_none(self.waiting)

    async def until_caught_up(self) -> float:
        """The time at which no status waited that was due; others may still come."""
        return await self._until_none(self.statuses)

    async def until_told(self) -> None:
        """Return when all statuses have come in and were noted."""
        await asyncio.sleep(STATUS_SECONDS + 0.2)
        await self._until_none(self.untold)

    async def bookings(self) -> int:
        """How many stand in the database."""
        return await self.number(self.booked)

    async def number(self, query: str) -> int:
        """The one number that the query gives."""
        self.own += 2  # to connect is one
        async with await psycopg.AsyncConnection.connect(self.database_url) as connection:
            row = await (await connection.execute(query.encode())).fetchone()
        return int(row[0]) if row else 0

    async def _until_none(self, query: str) -> float:
        end = time.time() + PATIENCE
        self.own += 1
        async with await psycopg.AsyncConnection.connect(
            self.database_url, autocommit=True
        ) as connection:
            while time.time() < end:
                asked = time.time()
                self.own += 1
                row = await (await connection.execute(query.encode())).fetchone()
                if row == (0,):
                    self.asking += cpu_of(connection.info.backend_pid)
                    return asked
                await asyncio.sleep(0.05)
        raise Breach(f"{self.name}: still {row and row[0]} left after {PATIENCE:.0f} s")


@contextlib.asynccontextmanager
async def the_mesh(
    home: Path, lines: Counter[str]
) -> AsyncIterator[tuple[Mesh, Backends, Opponent]]:
    """Everything as under `make run`; `lines` counts what each process logs."""
    installation = Installation.on_free_ports(home, SETTINGS)

    def count(name: str, _: str) -> None:
        lines[name] += 1

    async with (
        running(installation, count) as mesh,
        _writing(installation.gateway_url, installation.sandbox_url) as load,
    ):
        if mesh.postgres is None:
            raise RuntimeError("the bench runs on a PostgreSQL of its own")
        backends = Backends(mesh.postgres.pid or 0, (DATABASE, MONOLITH))
        yield (
            mesh,
            backends,
            Opponent(
                name="mesh",
                load=load,
                database_url=mesh.postgres.url(database=DATABASE),
                sandbox_url=installation.sandbox_url,
                waiting=WAITING,
                statuses=STATUSES_WAITING,
                untold="SELECT count(*) FROM gateway.lanes",
                booked="SELECT count(*) FROM booking.bookings WHERE state = 'confirmed'",
                cpu=lambda: {
                    **_cpu_of_mesh(mesh, backends),
                    "generator": cpu_of(load.pid),
                    "bench": cpu_of(psutil.Process().pid),
                },
                counts=lambda: {
                    **{f"log {name}": lines[name] for name in SERVICES},
                    **_calls(mesh),
                },
            ),
        )


@contextlib.asynccontextmanager
async def the_monolith(mesh: Mesh, backends: Backends) -> AsyncIterator[Opponent]:
    """Two workers beside the mesh, on the same PostgreSQL."""
    if mesh.postgres is None:
        raise RuntimeError("the bench runs on a PostgreSQL of its own")
    url = empty_database(mesh.postgres, MONOLITH)
    port, sandbox_port = free_port(), free_port()
    gateway, sandbox = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sandbox_port}"
    settings = {
        **mesh.told("sandbox"),
        "LYO_SANDBOX_LISTEN": f"127.0.0.1:{sandbox_port}",
        "LYO_SANDBOX_GATEWAY_URL": gateway,
    }
    told_what = {
        "BENCH_DATABASE_URL": url,
        "BENCH_PORT": str(port),
        "BENCH_SANDBOX_URL": sandbox,
    }
    async with (
        served("sandbox of the monolith", ["sandbox"], settings, sandbox_port) as outside,
        served(MONOLITH, ["bench.monolith", "chain"], told_what, port) as server,
        _writing(gateway, sandbox) as load,
    ):
        yield Opponent(
            name=MONOLITH,
            load=load,
            database_url=url,
            sandbox_url=sandbox,
            waiting="SELECT 0",  # a webhook that was answered has its answer
            statuses="SELECT 0",  # and its status
            untold="SELECT count(*) FROM messages WHERE state <> 'read'",
            booked="SELECT count(*) FROM bookings",
            cpu=lambda: {
                "workers": cpu_of(server.pid, with_children=True),
                "PostgreSQL": backends.all_but(DATABASE),
                "sandbox": cpu_of(outside.pid),
                "generator": cpu_of(load.pid),
            },
        )


@contextlib.asynccontextmanager
async def _writing(gateway: str, sandbox: str) -> AsyncIterator[Told]:
    where = {
        "BENCH_GATEWAY_URL": f"{gateway}/webhooks/whatsapp",
        "BENCH_SANDBOX_URL": sandbox,
    }
    async with told(["bench.chain_load"], where) as load:
        yield load


def _cpu_of_mesh(mesh: Mesh, backends: Backends) -> dict[str, float]:
    """`SQL gateway` is what PostgreSQL spends for the gateway, a part of PostgreSQL."""
    spent = {name: cpu_of(mesh.children[name].pid or 0) for name in (*SERVICES, "sandbox")}
    sql = {f"SQL {name}": backends.of_role(f"lyo_{name}") for name in SERVICES}
    return {**spent, "PostgreSQL": backends.all_but(MONOLITH), **sql}


def _calls(mesh: Mesh) -> dict[str, float]:
    """Calls that the services answered so far, by method: `call HandleTurn`."""
    counted: Counter[str] = Counter()
    for name in GRPC_SERVICES:
        address = mesh.installation.metrics[name]
        said = httpx.get(f"http://{address}/metrics", trust_env=False, timeout=10).text
        for line in said.splitlines():
            if line.startswith("grpc_server_call_started_total{"):
                method = line.split('"')[1].rpartition("/")[2]
                counted[f"call {method}"] += int(float(line.rpartition(" ")[2]))
    return dict(counted)


def transactions(opponent: Opponent) -> int:
    """Commits in the opponent's database so far, without those of the bench."""
    with psycopg.connect(opponent.database_url, dbname="postgres") as connection:
        row: Any = connection.execute(
            "SELECT xact_commit FROM pg_stat_database WHERE datname = %s",
            (psycopg.conninfo.conninfo_to_dict(opponent.database_url)["dbname"],),
        ).fetchone()
    return int(row[0]) - opponent.own
