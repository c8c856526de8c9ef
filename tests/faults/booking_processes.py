"""Two processes of the booking service on one database, called in turn, while the CPU is busy."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from lyo.booking.v1 import booking_service_pb2_grpc as rpc
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc
from lyo.booking.v1 import link_service_pb2_grpc as link_rpc

from bench.processes import served
from lyoctl.installation import Installation
from services.common.clients import open_channel
from services.common.mesh import Signer
from services.common.settings import Keys
from tests.booking.running import RunningBooking
from tests.database_fixtures import LyoDatabase

TIMEOUT_SECONDS = 60.0
"""For each call: on a machine with better things to do it is waited for, and judged by its
answer."""


@contextlib.asynccontextmanager
async def two_bookings(database: LyoDatabase, home: Path) -> AsyncIterator[RunningBooking]:
    """Both behind one channel that repeats nothing: whatever goes wrong is seen."""
    async with contextlib.AsyncExitStack() as stack:
        ports = [await stack.enter_async_context(_process(database, home)) for _ in range(2)]
        target = "ipv4:" + ",".join(f"127.0.0.1:{port}" for port in ports)
        signer = Signer(Keys.read(home / "key", make=False).mesh, "gateway")
        channel = open_channel(target, signer, timeout=TIMEOUT_SECONDS)
        await stack.enter_async_context(channel)
        yield RunningBooking(
            channel,
            rpc.BookingServiceStub(channel),
            catalog_rpc.CatalogServiceStub(channel),
            link_rpc.LinkServiceStub(channel),
        )


@contextlib.asynccontextmanager
async def _process(database: LyoDatabase, home: Path) -> AsyncIterator[int]:
    installation = Installation.on_free_ports(home, {})
    port = int(installation.listen["booking"].rpartition(":")[2])
    variables = installation.told("booking", database.url("booking"))
    async with served("booking", ["services.booking", "serve"], variables, port) as server:
        yield server.port
