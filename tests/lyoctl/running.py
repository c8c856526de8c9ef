"""The services that the operator's command calls, on free ports, called as `lyoctl`."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from lyoctl.apply import Agree, apply_sources
from lyoctl.apply_change import Options
from lyoctl.operator import NAME, Stubs, stubs_of
from lyoctl.tenant_file import read
from services.assistant.servicer import Callees as AssistantCallees
from services.assistant.usecases.knowledge import Knowledge
from services.common.clients import files_of
from services.common.database import Database
from services.notifier.__main__ import Callees as NotifierCallees
from tests.assistant.running import served_assistant
from tests.booking.running import running_booking
from tests.common.serving import calling
from tests.database_fixtures import Databases, LyoDatabase
from tests.notifier.running import running_notifier
from tests.tenant.running import RunningTenant, running_tenant


@dataclass(frozen=True)
class Operated:
    """Stubs as the operator's command has them; `tenant` is the same as its other callers,
    `notifier` and `assistant` the databases of what is sent and of what models are called for,
    `knowledge` what the assistant asks."""

    stubs: Stubs
    tenant: RunningTenant
    notifier: LyoDatabase
    knowledge: Knowledge
    assistant: LyoDatabase

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
    """A tenant, a booking, a notifier and an assistant service, each with a database of its own."""
    sent, called = databases("notifier"), databases("assistant")
    async with (
        running_tenant(databases("tenant")) as tenant,
        running_booking(databases("booking"), caller=NAME) as booking,
        calling(tenant.port, caller=NAME, files=files_of("tenant"), timeout=60) as channel,
        running_notifier(
            sent,
            NotifierCallees(tenant.sending, tenant.tenants, tenant.customers),
            work=False,
        ) as notifier,
        calling(notifier.port, caller=NAME, files=files_of("notifier")) as sending,
        Database.opened(called.url("assistant"), schema="assistant") as known,
        served_assistant(
            called,
            AssistantCallees(tenant.tenants, booking.bookings, booking.catalogs),
            caller=NAME,
        ) as assistant,
    ):
        stubs = stubs_of(channel, booking.channel, sending, assistant)
        yield Operated(stubs, tenant, sent, Knowledge(known), called)
