"""The notifier on a free port, for the tests of everybody who calls it.

async with (
    running_tenant(lyo_database("tenant")) as tenant,
    running_notifier(lyo_database("notifier"), callees, graph_url=sandbox.url) as notifier,
):
    await notifier.messages.Send(...)                 # as the gateway
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import grpc
from lyo.notifier.v1 import message_service_pb2_grpc as rpc
from lyo.notifier.v1 import preference_service_pb2_grpc as preference_rpc
from lyo.notifier.v1 import provider_service_pb2_grpc as provider_rpc
from lyo.notifier.v1 import template_service_pb2_grpc as template_rpc

from services.common.clients import files_of
from services.common.clock import Clock, utc_now
from services.common.database import Database
from services.common.server import serving
from services.common.settings import ProcessSettings
from services.notifier.__main__ import Callees, Notifier, wired
from services.notifier.settings import Settings
from tests.common.serving import calling, guard
from tests.database_fixtures import LyoDatabase

if TYPE_CHECKING:
    from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceAsyncStub
    from lyo.notifier.v1.preference_service_pb2_grpc import PreferenceServiceAsyncStub
    from lyo.notifier.v1.provider_service_pb2_grpc import ProviderServiceAsyncStub
    from lyo.notifier.v1.template_service_pb2_grpc import TemplateServiceAsyncStub

NOWHERE = "http://127.0.0.1:9"
"""A graph_url for tests that send nothing."""

ELSEWHERE = {
    "twilio_url": NOWHERE,
    "twilio_content_url": NOWHERE,
    "ZAPTRA_API_URL": NOWHERE,
}
"""Nothing leaves for other providers either, where a test does not say where they are."""

QUICK = ProcessSettings(env="test", lease_seconds=1.5, heartbeat_seconds=0.5, poll_seconds=0.1)


class RunningNotifier:
    """A notifier that listens on `port`; its stubs call it as the gateway."""

    def __init__(
        self, port: int, channel: grpc.aio.Channel, notifier: Notifier, database: Database
    ) -> None:
        self.port = port
        self.messages: MessageServiceAsyncStub = rpc.MessageServiceStub(channel)
        self.preferences: PreferenceServiceAsyncStub = preference_rpc.PreferenceServiceStub(channel)
        self.providers: ProviderServiceAsyncStub = provider_rpc.ProviderServiceStub(channel)
        self.templates: TemplateServiceAsyncStub = template_rpc.TemplateServiceStub(channel)
        self.notifier = notifier
        self.database = database
        self.channel = channel

    @contextlib.asynccontextmanager
    async def called_by(self, caller: str) -> "AsyncIterator[MessageServiceAsyncStub]":
        """A stub that calls as this service; the call graph says who may."""
        async with calling(self.port, caller=caller, files=files_of("notifier")) as channel:
            yield rpc.MessageServiceStub(channel)

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """With the worker that sends."""
        stop = asyncio.Event()
        task = asyncio.create_task(self.notifier.worker.run(stop))
        try:
            yield
        finally:
            stop.set()
            await task


@contextlib.asynccontextmanager
async def running_notifier(
    database: LyoDatabase,
    callees: Callees,
    *,
    graph_url: str = NOWHERE,
    work: bool = True,
    now: Clock = utc_now,
    **settings: Any,
) -> AsyncIterator[RunningNotifier]:
    """`callees`: stubs whose caller is `notifier` where it sends. `settings`: fields
    of services.notifier.settings, or their variables where they have old names. It is never quiet,
    where they do not say when: tests are run at night, too."""
    url = database.url("notifier")
    async with (
        Database.opened(url, schema="notifier") as opened,
        wired(
            Settings(graph_url=graph_url, **{**ELSEWHERE, "quiet_hours": "never", **settings}),
            QUICK,
            database=opened,
            callees=callees,
            key=str.encode,
            now=now,
        ) as notifier,
        serving(
            "127.0.0.1:0", notifier.registrations, guard(), drain=timedelta(seconds=1)
        ) as server,
        calling(server.port, caller="gateway", files=files_of("notifier")) as channel,
    ):
        running = RunningNotifier(server.port, channel, notifier, opened)
        async with running.working() if work else contextlib.nullcontext():
            yield running
