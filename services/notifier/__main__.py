"""Starts the notifier: read settings, build, serve and work."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lyo.notifier.v1 import message_service_pb2_grpc as rpc
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.flags import Flags, asked_over
from services.common.lane_worker import LaneWorker
from services.common.lanes import Lanes
from services.common.life import command
from services.common.paging import PageTokens
from services.common.process import Parts, Process
from services.common.server import Registration
from services.common.settings import BadSettings, ProcessSettings
from services.common.upkeep import Upkeep
from services.notifier.providers.channel_health import ChannelHealth
from services.notifier.providers.http import HostNotAllowed, Http, checked_url
from services.notifier.providers.meta import HOSTS, Meta
from services.notifier.providers.provider import Platform, Providers
from services.notifier.providers.tenant import Senders
from services.notifier.servicer import MessageServicer
from services.notifier.settings import Settings
from services.notifier.usecases.calling import Calling
from services.notifier.usecases.delivery import Delivery
from services.notifier.usecases.messages import MessageUseCases

if TYPE_CHECKING:
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub


@dataclass(frozen=True)
class Callees:
    """Whom the notifier calls."""

    channels: "ChannelServiceAsyncStub"
    tenants: "TenantServiceAsyncStub"


@dataclass(frozen=True)
class Notifier:
    """The service, wired: what answers calls, and what works."""

    registration: Registration
    worker: LaneWorker
    upkeep: Upkeep


@contextlib.asynccontextmanager
async def wired(
    settings: Settings,
    process: ProcessSettings,
    *,
    database: Database,
    callees: Callees,
    key: Callable[[str], bytes],
    now: Clock,
) -> AsyncIterator[Notifier]:
    """Everything of the notifier around one HTTP client, which is closed at the end. `key` gives
    32 bytes for a purpose, the same in every process of the installation."""
    graph_url = _graph_url(settings, loopback=not process.production)
    lanes = Lanes("notifier", per_tenant=True, database=database)
    async with Http.opened(total=settings.timeout) as http:
        meta = Meta(http, graph_url, settings.graph_version, now)
        providers: Providers = {Platform.WHATSAPP: meta}
        calling = Calling(database, Senders(callees.channels, now), providers)
        usecases = MessageUseCases(database, lanes, key("notifier lanes"), now)
        delivery = Delivery(
            database,
            lanes,
            calling,
            ChannelHealth(callees.channels, now),
            Flags(asked_over(callees.tenants), now),
            patience=settings.patience,
            per_channel=max(settings.concurrency // 2, 1),
            now=now,
        )
        yield Notifier(
            registration=Registration(
                rpc.add_MessageServiceServicer_to_server,
                MessageServicer(usecases, PageTokens(key("notifier page tokens"))),
                "lyo.notifier.v1.MessageService",
            ),
            worker=LaneWorker(
                database,
                lanes,
                delivery.handle,
                concurrency=settings.concurrency,
                per_lane=1,  # the outcome of a message and its lane's release: one transaction
                lease=timedelta(seconds=process.lease_seconds),
                heartbeat=timedelta(seconds=process.heartbeat_seconds),
                poll=timedelta(seconds=process.poll_seconds),
                drain=process.drain,
                now=now,
            ),
            upkeep=Upkeep(database, [requests.purge], now=now),
        )


def _graph_url(settings: Settings, *, loopback: bool) -> str:
    try:
        return checked_url(settings.graph_url, HOSTS, loopback=loopback)
    except HostNotAllowed as error:
        raise BadSettings(f"LYO_NOTIFIER_GRAPH_URL: {error}") from None


@contextlib.asynccontextmanager
async def build(process: Process) -> AsyncIterator[Parts]:
    """The notifier as its process runs it."""
    tenant = process.channel("tenant")
    async with wired(
        Settings(),
        process.settings,
        database=process.database,
        callees=Callees(
            channels=channel_rpc.ChannelServiceStub(tenant),
            tenants=tenant_rpc.TenantServiceStub(tenant),
        ),
        key=process.installation_key,
        now=process.now,
    ) as notifier:
        yield Parts(
            registrations=[notifier.registration],
            workers=[notifier.worker, notifier.upkeep],
            checks={"database": process.database.ping},
        )


if __name__ == "__main__":
    command("notifier", build)
