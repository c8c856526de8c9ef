"""What is around an RPC of ours, against a bare grpc.aio echo: CPU of both ends together.

Both ends are processes of their own, with uvloop, and 32 calls of 1 KB are under way. Around ours
are request id, trace, metrics, signed caller, policy, deadline, validation and a log line.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.places import folder
from bench.processes import Told, told
from bench.report import Figure
from bench.rounds import Measured, Round, cpu_of, interleaved, median, ratio

AT_ONCE = 32
KINDS = ("bare", "full", "traced")


@dataclass(frozen=True)
class Pair:
    """A server and its client."""

    server: Told
    client: Told

    async def run(self, count: int) -> Round:
        """Make so many calls."""
        before = self._spent()
        answered = await self.client.ask(count=count, at_once=AT_ONCE)
        spent = {name: after - before[name] for name, after in self._spent().items()}
        return Round(count, answered["seconds"], spent)

    def _spent(self) -> dict[str, float]:
        return {"server": cpu_of(self.server.pid), "client": cpu_of(self.client.pid)}


async def measure(quick: bool) -> list[Figure]:
    """CPU per call of each kind, in turn."""
    count, rounds = (320, 2) if quick else (2560, 9)
    async with contextlib.AsyncExitStack() as stack:
        home = stack.enter_context(folder())
        pairs = {kind: await stack.enter_async_context(_pair(kind, home)) for kind in KINDS}
        runs = {kind: partial(pair.run, count) for kind, pair in pairs.items()}
        measured = await interleaved(runs, rounds)
    return _figures(measured)


@contextlib.asynccontextmanager
async def _pair(kind: str, home: Path) -> AsyncIterator[Pair]:
    variables = {"BENCH_LOG": str(home / f"{kind}.log")}
    async with told(["bench.rpc_ends", "serve", kind], variables) as server:
        port = (await server.answer())["port"]
        own = {**variables, "BENCH_PORT": str(port)}
        async with told(["bench.rpc_ends", "call", kind], own) as client:
            yield Pair(server, client)


def _figures(measured: Measured) -> list[Figure]:
    bare = measured["bare"]
    prices = [_price(kind, rounds) for kind, rounds in measured.items()]
    demands = [
        Figure(
            "rpc",
            f"{kind}: CPU a call against bare",
            ratio(measured[kind], bare, lambda each: each.price),
            "x",
            demand=1.5,
            n=len(bare),
            note=note,
        )
        for kind, note in (
            ("full", "as run without a collector"),
            ("traced", "a span recorded at both ends"),
        )
    ]
    return [*prices, *demands]


def _price(kind: str, rounds: list[Round]) -> Figure:
    server = median(rounds, lambda each: each.price_of("server"))
    client = median(rounds, lambda each: each.price_of("client"))
    price = median(rounds, lambda each: each.price)
    note = f"server {server:.0f}, client {client:.0f}"
    calls = rounds[0].count * len(rounds)
    return Figure("rpc", f"{kind}, {AT_ONCE} at once, CPU", price, "us a call", n=calls, note=note)
