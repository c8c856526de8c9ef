"""Who wrote to whom, among 10,000 tenants with 1,000,000 customers: ResolveInbound over gRPC.

One tenant process, whose caller signs as the gateway does. Who writes is drawn at random, so hardly
anybody is asked for twice. Half of the customers are named by their phone and their user id, half
by the user id alone.
"""

import asyncio
import contextlib
import random
import statistics
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as pb
from lyo.tenant.v1 import customer_service_pb2_grpc as rpc

from bench.places import folder, postgres, service_database
from bench.processes import served
from bench.report import Breach, Figure, say
from lyoctl.embedded import Embedded
from lyoctl.installation import Installation
from services.common.clients import files_of, open_channel
from services.common.mesh import Signer
from services.common.settings import Keys
from tests.tenant.many import seed

DATABASE = "tenant"
AT_ONCE = 8
SEED = 20260301


@dataclass(frozen=True)
class Sizes:
    tenants: int
    customers: int
    calls: int

    @property
    def told(self) -> str:
        return f"{self.tenants:,} tenants, {self.customers:,} customers"


FULL = Sizes(tenants=10_000, customers=1_000_000, calls=5_000)
QUICK = Sizes(tenants=100, customers=5_000, calls=300)

Ask = Callable[[int], pb.ResolveInboundRequest]


@dataclass(frozen=True)
class Resolving:
    """The process behind a channel, and who may write to it."""

    stub: "rpc.CustomerServiceAsyncStub"
    sizes: Sizes
    chance: random.Random

    async def known(self, _: int) -> float:
        """Somebody who is known writes; after how many seconds we know who."""
        number = self.chance.randint(1, self.sizes.customers)
        request = _request(self.sizes, number, _identities(number, both=number % 2 == 0))
        seconds, answer = await self._asked(request)
        if answer.customer.display_name != f"Customer {number}":
            raise Breach(f"customer {number} was taken for {answer.customer.display_name!r}")
        return seconds

    async def new(self, number: int) -> float:
        """Somebody writes for the first time."""
        identities = _identities(2 * self.sizes.customers + number, both=True)
        seconds, answer = await self._asked(_request(self.sizes, number + 1, identities))
        if answer.customer.display_name:
            raise Breach(f"somebody new was taken for {answer.customer.display_name!r}")
        return seconds

    async def _asked(
        self, request: pb.ResolveInboundRequest
    ) -> tuple[float, pb.ResolveInboundResponse]:
        begun = time.perf_counter()
        answer = await self.stub.ResolveInbound(request)
        return time.perf_counter() - begun, answer


async def measure(quick: bool) -> list[Figure]:
    """How long one waits who asks alone, and who asks with others."""
    sizes = QUICK if quick else FULL
    with postgres() as database, folder() as home:
        url = service_database(database, DATABASE, "tenant")
        _fill(database, sizes)
        async with _resolving(url, home, sizes) as resolving:
            for n in range(200):  # connections are opened, statements prepared
                await resolving.known(n)
            alone = [await resolving.known(n) for n in range(sizes.calls)]
            together, elapsed = await _together(resolving, sizes.calls)
            new = [await resolving.new(n) for n in range(sizes.calls // 10)]
    return [
        _figure(f"{sizes.told}: known, alone, p50", statistics.median(alone), len(alone), 2.0),
        _figure(f"{sizes.told}: known, alone, p99", _p99(alone), len(alone)),
        _figure(f"known, {AT_ONCE} at once, p50", statistics.median(together), len(together)),
        Figure(
            "resolve", f"known, {AT_ONCE} at once", len(together) / elapsed, "/s", n=len(together)
        ),
        _figure("new, alone, p50", statistics.median(new), len(new)),
    ]


async def _together(resolving: Resolving, calls: int) -> tuple[list[float], float]:
    async def ask() -> list[float]:
        return [await resolving.known(n) for n in range(calls // AT_ONCE)]

    begun = time.perf_counter()
    waits = await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return [each for some in waits for each in some], time.perf_counter() - begun


def _fill(database: Embedded, sizes: Sizes) -> None:
    say(f"  {sizes.told} ...")
    with psycopg.connect(database.url(database=DATABASE)) as connection:
        seed(
            connection,
            tenants=sizes.tenants,
            owners=sizes.tenants,
            customers=sizes.customers,
        )


@contextlib.asynccontextmanager
async def _resolving(url: str, home: Path, sizes: Sizes) -> AsyncIterator[Resolving]:
    installation = Installation.on_free_ports(home, {})
    port = int(installation.listen["tenant"].rpartition(":")[2])
    variables = installation.told("tenant", url)
    async with served("tenant", ["services.tenant", "serve"], variables, port) as server:
        signer = Signer(Keys.read(home / "key", make=False).mesh, "gateway")
        target = f"127.0.0.1:{server.port}"
        async with open_channel(target, signer, files=files_of("tenant")) as channel:
            stub = rpc.CustomerServiceStub(channel)
            yield Resolving(stub, sizes, random.Random(SEED))  # noqa: S311 (no secret)


def _request(sizes: Sizes, number: int, identities: list[pb.Identity]) -> pb.ResolveInboundRequest:
    """A message of a customer to the tenant that the customers of this number are of."""
    return pb.ResolveInboundRequest(
        request_id=str(uuid4()),
        platform=channel_pb.PLATFORM_WHATSAPP,
        address=str(1 + (number - 1) % sizes.tenants),
        identities=identities,
    )


def _identities(number: int, *, both: bool) -> list[pb.Identity]:
    user = pb.Identity(kind=pb.IDENTITY_KIND_WHATSAPP_USER, value=f"IT.{number}")
    phone = pb.Identity(kind=pb.IDENTITY_KIND_PHONE, value=f"+39{3_000_000_000 + number}")
    return [phone, user] if both else [user]


def _figure(name: str, seconds: float, n: int, demand: float | None = None) -> Figure:
    return Figure("resolve", name, seconds * 1000, "ms", demand=demand, n=n)


def _p99(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.99)]
