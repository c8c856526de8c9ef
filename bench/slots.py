"""The slot race: 32 CreateBooking at once on one slot, while four busy loops take the CPU.

Two booking processes take the calls in turn, one resource performs the offering. Whatever the
machine does: one winner each, 31 SLOT_TAKEN with alternatives, no deadlock.
"""

import asyncio
import contextlib
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import psycopg
from google.protobuf.duration_pb2 import Duration
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import booking_service_pb2_grpc as rpc
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc

from bench.busy import busy_loops
from bench.places import folder, postgres, service_database
from bench.processes import served
from bench.report import Breach, Figure, keeping, say
from lyoctl.embedded import Embedded
from lyoctl.installation import Installation
from services.common.clients import files_of, open_channel
from services.common.errors import FailedPrecondition
from services.common.fields import timestamp
from services.common.mesh import Signer
from services.common.settings import Keys

AT_ONCE = 32
BUSY_LOOPS = 4
LENGTH = timedelta(minutes=30)
DATABASE = "booking"


class Asked(NamedTuple):
    """What one of them was answered, after how many seconds."""

    outcome: str
    seconds: float


@dataclass(frozen=True)
class Booking:
    """The two processes behind one channel, and a tenant in them."""

    stub: "rpc.BookingServiceAsyncStub"
    tenant_id: str

    async def race(self, start: datetime) -> list[Asked]:
        """All at once for the slot that starts then."""
        return await asyncio.gather(*(self.ask(start) for _ in range(AT_ONCE)))

    async def ask(self, start: datetime) -> Asked:
        wish = pb.CreateBookingRequest(
            tenant_id=self.tenant_id,
            request_id=str(uuid4()),
            customer_id=str(uuid4()),
            start_time=timestamp(start),
            origin=pb.ORIGIN_CONVERSATION,
        )
        begun = time.perf_counter()
        try:
            await self.stub.CreateBooking(wish)
            outcome = "BOOKED"
        except FailedPrecondition as refused:
            told = "" if refused.details.get("alternatives") else " without alternatives"
            outcome = refused.reason + told
        except Exception as error:
            outcome = f"{type(error).__name__}: {error}"
        return Asked(outcome, time.perf_counter() - begun)


async def measure(quick: bool) -> list[Figure]:
    """So many races; the longest that anyone waited."""
    rounds = 10 if quick else 100
    with postgres() as database, folder() as home:
        async with _booking(database, home) as booking, busy_loops(BUSY_LOOPS):
            races = await _races(booking, rounds)
        deadlocks = _deadlocks(database)
        figures = _figures(races, deadlocks)
        with keeping(figures):
            _check_rows(database, rounds)
            if deadlocks:
                raise Breach(f"{deadlocks} deadlocks in {rounds} races")
    return figures


async def _races(booking: Booking, rounds: int) -> list[list[Asked]]:
    first = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first += timedelta(days=2)
    await booking.race(first - LENGTH)  # connections are opened, statements prepared
    races = []
    for number in range(rounds):
        race = await booking.race(first + number * LENGTH)
        outcomes = Counter(each.outcome for each in race)
        if outcomes != {"BOOKED": 1, "SLOT_TAKEN": AT_ONCE - 1}:
            raise Breach(f"race {number}: {dict(outcomes)}")
        races.append(race)
        if (number + 1) % 10 == 0:
            longest = max(each.seconds for race in races for each in race)
            say(f"  race {number + 1} of {rounds}: nobody waited longer than {longest:.3f} s")
    return races


def _figures(races: Sequence[Sequence[Asked]], deadlocks: int) -> list[Figure]:
    waits = sorted(each.seconds for race in races for each in race)
    name, n = f"{AT_ONCE} at once on one slot, {BUSY_LOOPS} busy loops", len(waits)
    winners = [each.seconds for race in races for each in race if each.outcome == "BOOKED"]
    return [
        Figure("slots", f"{name}: longest wait", waits[-1], "s", demand=1.0, n=n),
        Figure("slots", f"{name}: p50", statistics.median(waits), "s", n=n),
        Figure("slots", f"{name}: p50 of winners", statistics.median(winners), "s", n=len(winners)),
        Figure("slots", "winners a race", len(winners) / len(races), "", n=len(races)),
        Figure("slots", "deadlocks", deadlocks, "", demand=0, n=len(races)),
    ]


@contextlib.asynccontextmanager
async def _booking(database: Embedded, home: Path) -> AsyncIterator[Booking]:
    url = service_database(database, DATABASE, "booking")
    async with contextlib.AsyncExitStack() as stack:
        ports = [await stack.enter_async_context(_process(url, home)) for _ in range(2)]
        target = "ipv4:" + ",".join(f"127.0.0.1:{port}" for port in ports)
        keys = Keys.read(home / "key", make=False)
        signer = Signer(keys.mesh, "assistant")
        channel = open_channel(target, signer, files=files_of("booking"), timeout=30)
        await stack.enter_async_context(channel)
        tenant_id = await _opened(catalog_rpc.CatalogServiceStub(channel))
        yield Booking(rpc.BookingServiceStub(channel), tenant_id)


@contextlib.asynccontextmanager
async def _process(url: str, home: Path) -> AsyncIterator[int]:
    installation = Installation.on_free_ports(home, {})
    port = int(installation.listen["booking"].rpartition(":")[2])
    variables = installation.told("booking", url)
    async with served("booking", ["services.booking", "serve"], variables, port) as server:
        yield server.port


async def _opened(catalogs: "catalog_rpc.CatalogServiceAsyncStub") -> str:
    """A new tenant: half an hour with the one who is always there."""
    length = Duration()
    length.FromTimedelta(LENGTH)
    cut = catalog_pb.Offering(name="cut", display_name="Cut", length=length, is_default=True)
    hours = [
        catalog_pb.Opening(weekday=weekday, start_minute=0, end_minute=24 * 60)
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
                name="anna", display_name="Anna", offering_names=["cut"], weekly_hours=hours
            )
        ],
    )
    await catalogs.ApplyCatalog(request)
    return request.tenant_id


def _check_rows(database: Embedded, rounds: int) -> None:
    """What the callers were told is what the database holds: a booking for each race, and one to
    warm up."""
    with psycopg.connect(database.url(database=DATABASE)) as connection:
        row = connection.execute(
            "SELECT count(*), count(DISTINCT start_time) FROM booking.booking_segments"
        ).fetchone()
    if row != (rounds + 1, rounds + 1):
        raise Breach(f"{rounds + 1} races left {row} bookings and starts")


def _deadlocks(database: Embedded) -> int:
    """Of the whole server; counted when the processes are gone, and have told all they counted."""
    with psycopg.connect(database.url()) as connection:
        row = connection.execute("SELECT sum(deadlocks)::int FROM pg_stat_database").fetchone()
    return int(row[0]) if row else 0
