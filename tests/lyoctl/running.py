"""The services that the operator's command calls, on free ports, called as `lyoctl`."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from lyo.tenant.v1 import access_service_pb2_grpc as access_rpc
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as rpc

from lyoctl.apply import Agree, apply_sources
from lyoctl.apply_change import Options
from lyoctl.operator import NAME, Stubs
from lyoctl.tenant_file import read
from services.common.clients import files_of
from tests.booking.running import running_booking
from tests.common.serving import calling
from tests.database_fixtures import Databases
from tests.tenant.running import RunningTenant, running_tenant


@dataclass(frozen=True)
class Operated:
    """Stubs as the operator's command has them; `tenant` is the same as its other callers."""

    stubs: Stubs
    tenant: RunningTenant

    async def apply(
        self, *paths: Path, agree: Agree = lambda _: None, **options: bool
    ) -> tuple[int, list[str]]:
        """How many changes there were, and what was told."""
        told: list[str] = []
        sources = [read(path) for path in paths]
        count = await apply_sources(sources, self.stubs, told.append, Options(**options), agree)
        return count, [line.strip() for line in told]


@contextlib.asynccontextmanager
async def operated(databases: Databases) -> AsyncIterator[Operated]:
    """A tenant and a booking service, each with a database of its own."""
    async with (
        running_tenant(databases("tenant")) as tenant,
        running_booking(databases("booking"), caller=NAME) as booking,
        calling(tenant.port, caller=NAME, files=files_of("tenant"), timeout=60) as channel,
    ):
        stubs = Stubs(
            tenants=rpc.TenantServiceStub(channel),
            channels=channel_rpc.ChannelServiceStub(channel),
            customers=customer_rpc.CustomerServiceStub(channel),
            access=access_rpc.AccessServiceStub(channel),
            catalogs=booking.catalogs,
            bookings=booking.bookings,
        )
        yield Operated(stubs, tenant)
