"""Starts the assistant: read settings, build, serve."""

import contextlib
from collections.abc import AsyncIterator

from lyo.booking.v1 import booking_service_pb2_grpc as booking_rpc
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.assistant.knowing import knowing
from services.assistant.models import chat_model_of, opened_host
from services.assistant.servicer import Callees, registrations
from services.assistant.settings import Settings
from services.assistant.storage import usage as model_calls
from services.assistant.usecases.usage import UsageUseCases
from services.common import requests
from services.common.life import command
from services.common.process import Parts, Process
from services.common.upkeep import Upkeep


@contextlib.asynccontextmanager
async def build(process: Process) -> AsyncIterator[Parts]:
    booking = process.channel("booking")
    callees = Callees(
        tenants=tenant_rpc.TenantServiceStub(process.channel("tenant")),
        bookings=booking_rpc.BookingServiceStub(booking),
        catalog=catalog_rpc.CatalogServiceStub(booking),
    )
    settings, database, now = Settings(), process.database, process.now
    token_key = process.installation_key("assistant/page-tokens")
    usage = UsageUseCases(database, settings.usage_rules)
    production = process.settings.production
    async with opened_host(settings, production=production, now=now) as host:
        known = knowing(database, settings, host, usage.record, now=now)
        yield Parts(
            registrations=registrations(
                database,
                callees,
                settings,
                token_key,
                knowledge=known.knowledge,
                model=chat_model_of(host, settings),
                now=now,
            ),
            workers=[
                Upkeep(database, [requests.purge], now=now),
                Upkeep(database, [model_calls.purge], now=now, kept=settings.usage_kept),
                *known.workers,
            ],
            checks={"database": database.ping},
        )


if __name__ == "__main__":
    command("assistant", build)
