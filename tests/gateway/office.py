"""A gateway with the real tenant and booking services behind it, for who comes with an API key.

async with running_office(database) as office:
    key = await office.key("tenants:read")
    answer = await office.ask("GET", "/admin/tenants", key)
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from lyo.tenant.v1 import access_service_pb2 as access_pb

from services.assistant.servicer import Callees as AssistantCallees
from services.common.database import Database
from services.common.grants import Grants, asked_over
from services.common.process import Process
from services.common.server import serving_asgi
from services.common.settings import Keys, ProcessSettings
from services.gateway.__main__ import mesh_of, parts_of
from services.gateway.doors import Callees
from services.gateway.settings import Settings
from services.notifier.__main__ import Callees as NotifierCallees
from tests.assistant.running import served_assistant
from tests.booking.running import RunningBooking, running_booking
from tests.booking.salon import NOW
from tests.common.serving import ACTORS
from tests.database_fixtures import LyoDatabase
from tests.gateway.payloads import SECRET
from tests.gateway.running import KEY
from tests.notifier.running import RunningNotifier, running_notifier
from tests.tenant.running import RunningTenant, new_id, running_tenant

EVERYTHING = "*"
BOSS = "development-key-of-these-tests"


@dataclass(frozen=True)
class Office:
    """What a test asks by HTTP, and what it arranges behind."""

    url: str
    http: httpx.AsyncClient
    tenant: RunningTenant
    booking: RunningBooking
    notifier: RunningNotifier

    async def ask(
        self, method: str, path: str, key: str | None = BOSS, **more: Any
    ) -> httpx.Response:
        """The answer to a request with this API key."""
        headers = dict(more.pop("headers", {}))
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
        return await self.http.request(method, path, headers=headers, **more)

    async def key(
        self, *scopes: str, tenant_id: str = "", tenant_ids: tuple[str, ...] = (), **more: Any
    ) -> str:
        """A new API key: for a tenant, for some, or for all."""
        request = access_pb.CreateApiKeyRequest(
            tenant_id=tenant_id,
            request_id=new_id(),
            client=f"test-{new_id()[:8]}",
            scopes=scopes or (EVERYTHING,),
            tenant_ids=tenant_ids,
            all_tenants=not (tenant_id or tenant_ids),
            **more,
        )
        return (await self.tenant.access.CreateApiKey(request)).plain

    async def refused_within(self, seconds: float, key: str) -> str:
        """Why the key is refused, once it is."""
        end = time.monotonic() + seconds
        while (answer := await self.ask("GET", "/admin/tenants", key)).status_code == 200:
            assert time.monotonic() < end, f"not within {seconds} s"
            await asyncio.sleep(0.1)
        return str(answer.json()["reason"])


@contextlib.asynccontextmanager
async def running_office(
    database: LyoDatabase, *, env: Any = "test", **settings: Any
) -> AsyncIterator[Office]:
    """Serve while the block runs; `BOSS` is a key that opens everything."""
    gateway = Settings(WHATSAPP_APP_SECRET=SECRET, **settings)
    process_settings = ProcessSettings(env=env)
    async with (
        running_tenant(database, development_key=BOSS) as tenant,
        running_booking(database, now=lambda: NOW) as booking,
        running_notifier(
            database,
            NotifierCallees(tenant.sending, tenant.tenants, tenant.customers),
            work=False,
        ) as notifier,
        served_assistant(
            database, AssistantCallees(tenant.tenants, booking.bookings, booking.catalogs)
        ) as assistant,
        Database.opened(database.url("gateway"), schema="gateway") as opened,
        Process("gateway", process_settings, Keys(KEY), opened) as process,
    ):
        grants = Grants(asked_over(tenant.channel))
        channels = {
            "tenant": tenant.channel,
            "booking": booking.channel,
            "notifier": notifier.channel,
            "assistant": assistant,
        }
        callees = Callees(grants, ACTORS, channels.__getitem__)
        parts = parts_of(process, gateway, mesh_of(process), callees)
        drain = timedelta(seconds=1)
        async with serving_asgi("127.0.0.1:0", parts.asgi, http=parts.http, drain=drain) as port:
            url = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as http:
                yield Office(url, http, tenant, booking, notifier)
