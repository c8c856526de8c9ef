"""A gateway in process, on a free port: everything as in production but the signal handlers.

async with running_gateway(database.url("gateway")) as gateway:
    answer = await gateway.deliver(webhook(text("hello")))
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from services.common.database import Database
from services.common.health import Health
from services.common.process import Parts, Process
from services.common.server import serving_asgi
from services.common.settings import Keys, ProcessSettings
from services.gateway.__main__ import mesh_of, parts_of
from services.gateway.inbound import Mesh
from services.gateway.settings import Settings
from tests.gateway.payloads import SECRET, TOKEN, raw, signature

KEY = b"a key that all processes of a test share"
QUICK = ProcessSettings(
    env="test", lease_seconds=1.5, heartbeat_seconds=0.5, poll_seconds=0.1, drain_seconds=2
)


@dataclass
class RunningGateway:
    """A gateway that serves, and a client to it."""

    url: str
    http: httpx.AsyncClient
    health: Health
    database: Database
    parts: Parts

    async def deliver(self, content: Any, *, path: str = "/webhooks/whatsapp") -> httpx.Response:
        """Send a webhook as Meta does, signed."""
        return await self.deliver_raw(raw(content), path=path)

    async def deliver_raw(self, body: bytes, *, path: str = "/webhook") -> httpx.Response:
        headers = {"x-hub-signature-256": signature(body), "content-type": "application/json"}
        return await self.http.post(path, content=body, headers=headers)


@contextlib.asynccontextmanager
async def running_gateway(
    database_url: str,
    *,
    mesh: Mesh | None = None,
    secrets: str = SECRET,
    tokens: str = TOKEN,
    **more: Any,
) -> AsyncIterator[RunningGateway]:
    """Serve while the block runs; with a `mesh` also have answered what came in. `more`: other
    variables of the gateway."""
    settings = Settings(WHATSAPP_APP_SECRET=secrets, WHATSAPP_WEBHOOK_VERIFY_TOKEN=tokens, **more)
    async with (
        Database.opened(database_url, schema="gateway") as database,
        Process("gateway", QUICK, Keys(KEY), database) as process,
    ):
        parts = parts_of(process, settings, mesh or mesh_of(process))
        process.health.checks = parts.checks
        await process.health.look()
        chosen = parts.workers if mesh else ()
        workers = [asyncio.create_task(each.run(process.stopping)) for each in chosen]
        try:
            async with serving_asgi("127.0.0.1:0", parts.asgi, drain=timedelta(seconds=2)) as port:
                process.health.started = True
                url = f"http://127.0.0.1:{port}"
                async with httpx.AsyncClient(base_url=url, timeout=10) as http:
                    yield RunningGateway(url, http, process.health, database, parts)
        finally:
            process.stopping.set()
            await asyncio.gather(*workers)
