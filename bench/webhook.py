"""Webhook to durable row, 32 at once: the gateway, a monolith that inserts one by one, the ceiling.

Each has a process and a database of its own in one PostgreSQL, and gets the same bytes. What any of
them answered with 200 is looked for in its database afterwards.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from bench.bodies import SECRET
from bench.places import empty_database, folder, postgres, service_database
from bench.processes import Server, Told, free_port, served, told
from bench.report import Breach, Figure, keeping
from bench.rounds import Measured, Round, cpu_of, interleaved, median, ratio
from lyoctl.embedded import Embedded
from lyoctl.installation import Installation

AT_ONCE = 32
OURS, MONOLITH, CEILING = "gateway", "monolith", "ceiling"


@dataclass
class Receiver:
    """A server, where its rows are, and how many webhooks it has said to have stored."""

    server: Server
    generator: Told
    postgres: Embedded
    table: str
    sent: int = 0

    async def run(self, count: int) -> Round:
        """Send so many; the CPU of the generator is told apart."""
        before, asking = self._spent(), cpu_of(self.generator.pid)
        answered = await self.generator.ask(
            port=self.server.port, first=self.sent, count=count, at_once=AT_ONCE
        )
        self.sent += count
        spent = {name: after - before[name] for name, after in self._spent().items()}
        asking = cpu_of(self.generator.pid) - asking
        return Round(count, answered["seconds"], spent, asking)

    def _spent(self) -> dict[str, float]:
        database = cpu_of(self.postgres.pid or 0, with_children=True)
        return {"server": cpu_of(self.server.pid), "PostgreSQL": database}

    def check(self) -> None:
        """Nothing that was acknowledged is missing."""
        url = self.postgres.url(database=self.server.name)
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*self.table.split(".")))
        with psycopg.connect(url) as connection:
            row = connection.execute(count).fetchone()
        stored = row[0] if row else 0
        if stored != self.sent:
            raise Breach(f"{self.server.name} acknowledged {self.sent} and stored {stored}")


async def measure(quick: bool) -> list[Figure]:
    """Requests a second and CPU of the three, in turn."""
    count, rounds = (300, 2) if quick else (3000, 11)
    async with contextlib.AsyncExitStack() as stack:
        database = stack.enter_context(postgres())
        home = stack.enter_context(folder())
        generator = await stack.enter_async_context(told(["bench.generator"]))
        receivers = [
            Receiver(await stack.enter_async_context(server), generator, database, table)
            for server, table in (
                (_gateway(database, home), "gateway.lane_jobs"),
                (_plain(MONOLITH, empty_database(database, MONOLITH)), "webhooks"),
                (_plain(CEILING, _lanes(database, CEILING)), "gateway.lane_jobs"),
            )
        ]
        runs = {each.server.name: partial(each.run, count) for each in receivers}
        measured = await interleaved(runs, rounds)
        figures = _figures(measured)
        with keeping(figures):
            for each in receivers:
                each.check()
    return figures


@contextlib.asynccontextmanager
async def _gateway(database: Embedded, home: Path) -> AsyncIterator[Server]:
    """The process of production, which only serves: what is in its lanes stays there."""
    installation = Installation.on_free_ports(home, {"WHATSAPP_APP_SECRET": SECRET.decode()})
    variables = installation.told(OURS, _lanes(database, OURS))
    port = int(installation.listen[OURS].rpartition(":")[2])
    async with served(OURS, ["services.gateway", "serve"], variables, port) as server:
        yield server


@contextlib.asynccontextmanager
async def _plain(name: str, url: str) -> AsyncIterator[Server]:
    """An opponent of this folder."""
    port = free_port()
    variables = {"BENCH_DATABASE_URL": url, "BENCH_PORT": str(port)}
    arguments = [f"bench.{name}", *(["webhook"] if name == MONOLITH else [])]
    async with served(name, arguments, variables, port) as server:
        yield server


def _lanes(database: Embedded, name: str) -> str:
    return service_database(database, name, "gateway")


def _figures(measured: Measured) -> list[Figure]:
    ours, monolith, ceiling = measured[OURS], measured[MONOLITH], measured[CEILING]
    told = [each for name, rounds in measured.items() for each in _own(name, rounds)]
    return [
        *told,
        _apart([each for rounds in measured.values() for each in rounds]),
        Figure(
            "webhook",
            "requests/s against the monolith",
            ratio(ours, monolith, lambda each: each.rate),
            "x",
            demand=1.8,
            at_most=False,
            n=len(ours),
            note="aim 3",
        ),
        Figure(
            "webhook",
            "CPU a request against the monolith",
            ratio(ours, monolith, lambda each: each.price),
            "x",
            demand=0.45,
            n=len(ours),
            note="server and PostgreSQL together",
        ),
        Figure(
            "webhook",
            "requests/s against the ceiling",
            ratio(ours, ceiling, lambda each: each.rate),
            "x",
            demand=0.6,
            at_most=False,
            n=len(ours),
        ),
    ]


def _apart(rounds: list[Round]) -> Figure:
    """What it cost to ask: on the same cores, and in no other figure."""
    price = median(rounds, lambda each: each.generator / each.count * 1e6)
    return Figure("webhook", "generator, CPU (counted apart)", price, "us a request", n=len(rounds))


def _own(name: str, rounds: list[Round]) -> list[Figure]:
    """What one of them does by itself."""
    requests = rounds[0].count * len(rounds)
    server = median(rounds, lambda each: each.price_of("server"))
    database = median(rounds, lambda each: each.price_of("PostgreSQL"))
    spent = f"server {server:.0f}, PostgreSQL {database:.0f}"
    rate = median(rounds, lambda each: each.rate)
    price = median(rounds, lambda each: each.price)
    return [
        Figure("webhook", f"{name}, {AT_ONCE} at once", rate, "requests/s", n=requests),
        Figure("webhook", f"{name}, CPU", price, "us a request", n=requests, note=spent),
    ]
