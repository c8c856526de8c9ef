"""Starts the booking service: build, serve, follow changes, forget what is old."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceStub
from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceStub
from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceStub
from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceStub

from services.booking.providers.notifier import Messages
from services.booking.providers.tenant import Contacts
from services.booking.servicer import registrations
from services.booking.usecases.following import Following
from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.lane_worker import LaneWorker
from services.common.lanes import Lanes
from services.common.life import command
from services.common.process import Parts, Process
from services.common.settings import ProcessSettings
from services.common.upkeep import Upkeep

if TYPE_CHECKING:
    from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceAsyncStub
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub
    from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceAsyncStub
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub

FOLLOWED_AT_ONCE = 16
"""Bookings, by one process: so many that who books does not wait for them."""


@dataclass(frozen=True)
class Callees:
    """Whom the booking service calls."""

    messages: "MessageServiceAsyncStub"
    tenants: "TenantServiceAsyncStub"
    channels: "ChannelServiceAsyncStub"
    customers: "CustomerServiceAsyncStub"


def worker_of(
    database: Database, lanes: Lanes, callees: Callees, settings: ProcessSettings, now: Clock
) -> LaneWorker:
    """Follows changes of bookings, as the settings of all processes say."""
    contacts = Contacts(callees.tenants, callees.channels, callees.customers, now)
    following = Following(database, lanes, contacts, Messages(callees.messages), now=now)
    return LaneWorker(
        database,
        lanes,
        following.handle,
        concurrency=FOLLOWED_AT_ONCE,
        per_lane=1,  # what a job did and its lane's release: one transaction
        lease=timedelta(seconds=settings.lease_seconds),
        heartbeat=timedelta(seconds=settings.heartbeat_seconds),
        poll=timedelta(seconds=settings.poll_seconds),
        drain=settings.drain,
        now=now,
    )


def callees_of(process: Process) -> Callees:
    """Stubs of the services that the booking service calls."""
    tenant = process.channel("tenant")
    return Callees(
        messages=MessageServiceStub(process.channel("notifier")),
        tenants=TenantServiceStub(tenant),
        channels=ChannelServiceStub(tenant),
        customers=CustomerServiceStub(tenant),
    )


@contextlib.asynccontextmanager
async def build(process: Process) -> AsyncIterator[Parts]:
    """The booking service as its process runs it."""
    database, now = process.database, process.now
    lanes = Lanes("booking", per_tenant=True, database=database)
    worker = worker_of(database, lanes, callees_of(process), process.settings, now)
    yield Parts(
        registrations=registrations(
            database, process.installation_key("booking/page-tokens"), now=now, lanes=lanes
        ),
        workers=[worker, Upkeep(database, [requests.purge], now=now)],
        checks={"database": database.ping},
    )


if __name__ == "__main__":
    command("booking", build)
