"""Is a booking made once, though nobody was told that it was stored?"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import Unavailable
from tests.booking.running import running_booking
from tests.booking.salon import NOW, Salon, catalog, offering, resource, weekly
from tests.database_fixtures import LyoDatabase
from tests.faults.proxy import CommitProxy
from tests.faults.report import Report

AT_ONCE = 8
RESOURCES = 4
"""A booking made twice would find a place: who is told that it is taken was not booked twice."""


@dataclass(frozen=True)
class Through:
    """A database as it is reached by way of a proxy."""

    database: LyoDatabase
    proxy: CommitProxy

    def url(self, service: str) -> str:
        return self.proxy.through(self.database.url(service))


@dataclass
class Caller:
    """Books until enough answers were cut; asks again, with the same id, until it is told."""

    salon: Salon
    proxy: CommitProxy
    walls: Iterator[str]
    booked: dict[str, pb.Booking] = field(default_factory=dict)
    """What was answered, by request id."""
    repeated: int = 0

    async def book(self) -> None:
        while self.proxy.cut < self.proxy.cuts:
            wish = self.salon.wish(next(self.walls))
            self.booked[wish.request_id] = await self.ask(wish)

    async def ask(self, wish: pb.CreateBookingRequest) -> pb.Booking:
        async with asyncio.timeout(60):
            while True:
                try:
                    return await self.salon.ask(wish)
                except Unavailable:
                    self.repeated += 1


@pytest.fixture
def database(lyo_database) -> LyoDatabase:
    return lyo_database("booking")


@pytest.fixture
async def proxy(database: LyoDatabase) -> AsyncIterator[CommitProxy]:
    async with CommitProxy(database.url("booking")).running() as running:
        yield running


@pytest.fixture
async def salon(database: LyoDatabase, proxy: CommitProxy) -> AsyncIterator[Salon]:
    """A tenant that is always open, whose bookings reach PostgreSQL by way of the proxy."""
    always = weekly("00:00-24:00", days=range(1, 8))
    anybody = [resource(f"r{number}", hours=always) for number in range(RESOURCES)]
    async with running_booking(Through(database, proxy), now=lambda: NOW) as booking:
        yield await Salon.opened(booking, catalog([offering(is_default=True)], anybody, zone="UTC"))


async def test_bookings_are_as_many_as_request_ids_though_answers_to_commit_are_cut(
    salon: Salon, proxy: CommitProxy, database: LyoDatabase, size, report: Report
):
    caller = Caller(salon, proxy, _walls())
    proxy.cuts = size(20, 500)

    await asyncio.gather(*(caller.book() for _ in range(AT_ONCE)))

    stored = database.rows("SELECT booking_id::text, state FROM booking.bookings")
    report(
        "answers to COMMIT cut",
        cut=proxy.cut,
        request_ids=len(caller.booked),
        bookings=len(stored),
        asked_again=caller.repeated,
    )
    assert proxy.cut == proxy.cuts
    assert len(stored) == len(caller.booked)
    told = {(each.booking_id, "confirmed") for each in caller.booked.values()}
    assert set(stored) == told


def _walls() -> Iterator[str]:
    """A start of its own for each booking."""
    first = datetime.fromisoformat("2026-03-03T00:00")
    for number in itertools.count():
        yield f"{first + timedelta(minutes=30) * number:%FT%R}"
