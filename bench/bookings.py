"""CreateBooking, 32 at once, by one process: many tenants with ten resources each, most succeed."""

import asyncio
import contextlib
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from google.protobuf.duration_pb2 import Duration
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import booking_service_pb2_grpc as rpc
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc

from bench.places import folder, postgres, service_database
from bench.processes import Server, served
from bench.report import Breach, Figure, say
from bench.rounds import cpu_of
from lyoctl.embedded import Embedded
from lyoctl.installation import Installation
from services.common.clients import files_of, open_channel
from services.common.errors import FailedPrecondition
from services.common.fields import timestamp
from services.common.mesh import Signer
from services.common.settings import Keys

AT_ONCE = 32
TENANTS = 20
RESOURCES = 10
DAYS = 14
OPENS, CLOSES = 9 * 60, 19 * 60
LENGTH = timedelta(minutes=30)
DEMANDED = 500
SUCCEED = 0.9
"""So large a part of them at least must be booked, or it is refusals that are measured."""


@dataclass
class Round:
    """So many calls, in so many seconds, and the CPU seconds of the process meanwhile."""

    outcomes: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0
    spent: float = 0.0


@dataclass(frozen=True)
class Shops:
    """The process behind a channel, and tenants in it."""

    stub: "rpc.BookingServiceAsyncStub"
    server: Server
    tenant_ids: list[str]

    async def run(self, wishes: Iterator[pb.CreateBookingRequest], count: int) -> Round:
        """Book so often, 32 at once."""
        made = Round()
        wanted = iter(list(itertools.islice(wishes, count)))
        spent, begun = cpu_of(self.server.pid), time.perf_counter()
        await asyncio.gather(*(self._book(wanted, made) for _ in range(AT_ONCE)))
        made.seconds = time.perf_counter() - begun
        made.spent = cpu_of(self.server.pid) - spent
        return made

    async def _book(self, wishes: Iterator[pb.CreateBookingRequest], made: Round) -> None:
        for wish in wishes:
            begun = time.perf_counter()
            try:
                await self.stub.CreateBooking(wish)
                made.outcomes["BOOKED"] += 1
            except FailedPrecondition as refused:
                made.outcomes[refused.reason] += 1
            made.waits.append(time.perf_counter() - begun)


async def measure(quick: bool) -> list[Figure]:
    """Bookings a second, and what one costs."""
    count, rounds = (400, 2) if quick else (2_000, 5)
    with postgres() as database, folder() as home:
        async with _shops(database, home) as shops:
            wishes = _wishes(shops.tenant_ids)
            await shops.run(wishes, 200)  # connections are opened, statements prepared
            made = []
            for number in range(rounds):
                made.append(await shops.run(wishes, count))
                say(f"  round {number + 1} of {rounds}: {_rate(made[-1]):.0f} bookings/s")
    _check(made)
    return _figures(made)


def _rate(made: Round) -> float:
    return made.outcomes["BOOKED"] / made.seconds


def _check(rounds: list[Round]) -> None:
    outcomes = sum((each.outcomes for each in rounds), Counter[str]())
    if outcomes["BOOKED"] < SUCCEED * outcomes.total():
        raise Breach(f"too few were booked: {dict(outcomes)}")
    if strange := outcomes.keys() - {"BOOKED", "SLOT_TAKEN"}:
        raise Breach(f"answered with {sorted(strange)}")


def _figures(rounds: list[Round]) -> list[Figure]:
    """Of the median round."""
    middle = sorted(rounds, key=_rate)[len(rounds) // 2]
    waits = sorted(wait for each in rounds for wait in each.waits)
    calls = len(waits)
    name = f"CreateBooking, {AT_ONCE} at once"
    booked = sum(each.outcomes["BOOKED"] for each in rounds)
    return [
        Figure(
            "bookings",
            name,
            _rate(middle),
            "bookings/s",
            demand=DEMANDED,
            at_most=False,
            n=calls,
            note=f"{booked} of {calls} booked, one process",
        ),
        Figure("bookings", f"{name}: p50", waits[calls // 2], "s", n=calls),
        Figure("bookings", f"{name}: p99", waits[calls * 99 // 100], "s", n=calls),
        Figure(
            "bookings",
            f"{name}: CPU of the process",
            middle.spent / middle.outcomes.total() * 1e6,
            "us a call",
            n=calls,
        ),
    ]


def _wishes(tenant_ids: list[str]) -> Iterator[pb.CreateBookingRequest]:
    """Wishes for any resource, over all tenants and two weeks."""
    chance = random.Random(5)  # noqa: S311 - the same wishes each time
    first = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = range(OPENS, CLOSES, 30)
    while True:
        day = first + timedelta(days=2 + chance.randrange(DAYS))
        yield pb.CreateBookingRequest(
            tenant_id=chance.choice(tenant_ids),
            request_id=str(uuid4()),
            customer_id=str(uuid4()),
            start_time=timestamp(day + timedelta(minutes=chance.choice(starts))),
            origin=pb.ORIGIN_CONVERSATION,
        )


@contextlib.asynccontextmanager
async def _shops(database: Embedded, home: Path) -> AsyncIterator[Shops]:
    installation = Installation.on_free_ports(home, {})
    port = int(installation.listen["booking"].rpartition(":")[2])
    url = service_database(database, "booking", "booking")
    variables = installation.told("booking", url)
    async with served("booking", ["services.booking", "serve"], variables, port) as server:
        signer = Signer(Keys.read(home / "key", make=False).mesh, "assistant")
        target = f"127.0.0.1:{port}"
        async with open_channel(target, signer, files=files_of("booking"), timeout=30) as channel:
            catalogs = catalog_rpc.CatalogServiceStub(channel)
            tenant_ids = [await _opened(catalogs) for _ in range(TENANTS)]
            yield Shops(rpc.BookingServiceStub(channel), server, tenant_ids)


async def _opened(catalogs: "catalog_rpc.CatalogServiceAsyncStub") -> str:
    """A new tenant: half an hour with one of ten, every day."""
    length = Duration()
    length.FromTimedelta(LENGTH)
    cut = catalog_pb.Offering(name="cut", display_name="Cut", length=length, is_default=True)
    hours = [
        catalog_pb.Opening(weekday=weekday, start_minute=OPENS, end_minute=CLOSES)
        for weekday in catalog_pb.Weekday.values()[1:]
    ]
    request = catalog_pb.ApplyCatalogRequest(
        tenant_id=str(uuid4()),
        request_id=str(uuid4()),
        time_zone="UTC",
        approval=catalog_pb.APPROVAL_AUTOMATIC,
        offerings=[cut],
        resources=[
            catalog_pb.Resource(
                name=f"r{number}",
                display_name=f"R{number}",
                offering_names=["cut"],
                weekly_hours=hours,
            )
            for number in range(RESOURCES)
        ],
    )
    await catalogs.ApplyCatalog(request)
    return request.tenant_id
