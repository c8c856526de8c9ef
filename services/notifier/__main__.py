"""Starts the notifier: read settings, build, serve and work."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lyo.notifier.v1 import message_service_pb2_grpc as rpc
from lyo.notifier.v1 import preference_service_pb2_grpc as preference_rpc
from lyo.notifier.v1 import provider_service_pb2_grpc as provider_rpc
from lyo.notifier.v1 import template_service_pb2_grpc as template_rpc
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
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
from services.common.settings import ProcessSettings
from services.common.upkeep import Upkeep
from services.notifier.platforms import providers_of
from services.notifier.providers.channel_health import ChannelHealth
from services.notifier.providers.directory import Directory
from services.notifier.providers.http import Http
from services.notifier.providers.tenant import Senders
from services.notifier.sending import Around, delivery
from services.notifier.servicer.messages import MessageServicer, UseCases
from services.notifier.servicer.preferences import PreferenceServicer
from services.notifier.servicer.providers import ProviderServicer
from services.notifier.servicer.templates import TemplateServicer
from services.notifier.settings import Settings
from services.notifier.storage import attempts, parked
from services.notifier.usecases.accepting import Accepting
from services.notifier.usecases.account_events import AccountEventUseCases
from services.notifier.usecases.addressing import Addressing
from services.notifier.usecases.calling import Calling
from services.notifier.usecases.dead import DeadUseCases
from services.notifier.usecases.gates import Gates
from services.notifier.usecases.health import HealthUseCases
from services.notifier.usecases.hourly import Hourly
from services.notifier.usecases.inbound import InboundUseCases
from services.notifier.usecases.messages import MessageUseCases
from services.notifier.usecases.preferences import PreferenceUseCases
from services.notifier.usecases.rules import RulesUseCases
from services.notifier.usecases.scheduling import SchedulingUseCases
from services.notifier.usecases.statuses import StatusUseCases
from services.notifier.usecases.stock import Stock
from services.notifier.usecases.templates import TemplateUseCases
from services.notifier.usecases.testing import SendTestUseCase

if TYPE_CHECKING:
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub
    from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceAsyncStub
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub


@dataclass(frozen=True)
class Callees:
    """Whom the notifier calls."""

    channels: "ChannelServiceAsyncStub"
    tenants: "TenantServiceAsyncStub"
    customers: "CustomerServiceAsyncStub"


@dataclass(frozen=True)
class Notifier:
    """The service, wired: what answers calls, and what works."""

    registrations: Sequence[Registration]
    worker: LaneWorker
    upkeep: Upkeep
    hourly: Hourly


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
    lanes = Lanes("notifier", per_tenant=True, database=database)
    async with Http.opened(total=settings.timeout) as http:
        gates = Gates(rate=settings.rate_per_second, rules=settings.breaker)
        providers = providers_of(settings, http, production=process.production, now=now)
        senders = Senders(callees.channels, now)
        calling = Calling(database, senders, providers, now, details=settings.debug)
        directory = Directory(callees.tenants, callees.channels, callees.customers, now)
        addressing = Addressing(directory, database, providers.keys())
        accepting = Accepting(database, lanes, key("notifier lanes"), gates, now)
        usecases = UseCases(
            messages=MessageUseCases(addressing, accepting),
            scheduling=SchedulingUseCases(addressing, accepting),
            statuses=StatusUseCases(database, lanes, key("notifier lanes"), now),
            inbound=InboundUseCases(database, senders, providers, now),
            dead=DeadUseCases(database, lanes),
        )
        preferences = PreferenceUseCases(
            database,
            lanes,
            key("notifier lanes"),
            directory,
            longest_call=settings.longest_call,
            now=now,
        )
        templates = TemplateUseCases(database, directory, senders, providers, now)
        flags = Flags(asked_over(callees.tenants), now)
        around = Around(
            database=database,
            lanes=lanes,
            calling=calling,
            gates=gates,
            directory=directory,
            health=ChannelHealth(callees.channels, now),
            flags=flags,
            stock=Stock(templates, now),
            key=key,
            now=now,
        )
        yield Notifier(
            registrations=[
                Registration(
                    rpc.add_MessageServiceServicer_to_server,
                    MessageServicer(usecases, PageTokens(key("notifier page tokens"))),
                    "lyo.notifier.v1.MessageService",
                ),
                Registration(
                    preference_rpc.add_PreferenceServiceServicer_to_server,
                    PreferenceServicer(preferences, RulesUseCases(database, now)),
                    "lyo.notifier.v1.PreferenceService",
                ),
                Registration(
                    template_rpc.add_TemplateServiceServicer_to_server,
                    TemplateServicer(templates, PageTokens(key("notifier page tokens"))),
                    "lyo.notifier.v1.TemplateService",
                ),
                Registration(
                    provider_rpc.add_ProviderServiceServicer_to_server,
                    ProviderServicer(
                        HealthUseCases(database, directory, senders, providers, flags, now=now),
                        SendTestUseCase(directory, accepting),
                        AccountEventUseCases(database, now),
                        PageTokens(key("notifier page tokens")),
                    ),
                    "lyo.notifier.v1.ProviderService",
                ),
            ],
            worker=LaneWorker(
                database,
                lanes,
                delivery(settings, around).handle,
                concurrency=settings.concurrency,
                per_lane=1,  # the outcome of a message and its lane's release: one transaction
                lease=timedelta(seconds=process.lease_seconds),
                heartbeat=timedelta(seconds=process.heartbeat_seconds),
                poll=timedelta(seconds=process.poll_seconds),
                drain=process.drain,
                now=now,
            ),
            upkeep=Upkeep(database, [requests.purge, parked.purge, attempts.purge], now=now),
            hourly=Hourly(database, now),
        )


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
            customers=customer_rpc.CustomerServiceStub(tenant),
        ),
        key=process.installation_key,
        now=process.now,
    ) as notifier:
        yield Parts(
            registrations=notifier.registrations,
            workers=[notifier.worker, notifier.upkeep, notifier.hourly],
            checks={"database": process.database.ping},
        )


if __name__ == "__main__":
    command("notifier", build)
