"""The booking service on a free port, for the tests of everybody who calls it.

async with running_booking(lyo_database("booking"), now=lambda: NOW) as booking:
    await booking.catalogs.ApplyCatalog(...)
    await booking.bookings.CreateBooking(...)
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import grpc
from lyo.booking.v1 import booking_service_pb2_grpc as booking_rpc
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc
from lyo.booking.v1 import link_service_pb2_grpc as link_rpc

from services.booking.domain.link import Links
from services.booking.servicer import registrations
from services.common.clock import Clock, utc_now
from services.common.database import Database
from tests.booking.calendars import at
from tests.common.serving import reachable
from tests.database_fixtures import LyoDatabase

TOKEN_KEY = b"the key of page tokens in tests."
LINKS = Links(b"the key of booking links in test")


@dataclass(frozen=True)
class RunningBooking:
    """Stubs of a booking service that runs."""

    channel: grpc.aio.Channel
    bookings: "booking_rpc.BookingServiceAsyncStub"
    catalogs: "catalog_rpc.CatalogServiceAsyncStub"
    links: "link_rpc.LinkServiceAsyncStub"


class TurningClock:
    """A clock that shows what it is told."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.time

    def turn(self, wall: str, zone: str = "Europe/Rome") -> None:
        """Show what the wall of the zone shows."""
        self.time = at(wall, zone)

    def pass_by(self, **length: float) -> None:
        """Let so much time pass: `pass_by(minutes=10)`."""
        self.time += timedelta(**length)


@dataclass(frozen=True)
class Turning(RunningBooking):
    """A booking service with a clock that can be turned."""

    clock: TurningClock


@contextlib.asynccontextmanager
async def running_booking(
    database: LyoDatabase, *, now: Clock = utc_now, caller: str = "gateway"
) -> AsyncIterator[RunningBooking]:
    """Serve bookings from this database; `caller` calls."""
    async with (
        Database.opened(database.url("booking"), schema="booking", max_size=32) as opened,
        reachable(registrations(opened, TOKEN_KEY, links=LINKS, now=now), caller=caller) as channel,
    ):
        yield RunningBooking(
            channel,
            booking_rpc.BookingServiceStub(channel),
            catalog_rpc.CatalogServiceStub(channel),
            link_rpc.LinkServiceStub(channel),
        )
