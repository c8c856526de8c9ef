"""A gateway that only listens: keeps what it is sent, checks the signature, answers as told."""

import asyncio
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

APP_SECRET = "sandbox-app-secret"


class ListeningGateway:
    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[bytes] = []
        self.signed: list[bool] = []
        self.statuses: list[int] = []
        """What to answer, in this order; 200 from then on."""
        self.arrived = asyncio.Condition()

    def clear(self) -> None:
        self.bodies.clear()
        self.signed.clear()
        self.statuses.clear()

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        digest = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        async with self.arrived:
            self.bodies.append(body)
            self.signed.append(request.headers.get("X-Hub-Signature-256") == f"sha256={digest}")
            self.arrived.notify_all()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def wait_for(self, count: int, seconds: float = 5) -> list[dict[str, Any]]:
        """The first `count` bodies, once they are there."""
        async with self.arrived, asyncio.timeout(seconds):
            await self.arrived.wait_for(lambda: len(self.bodies) >= count)
        return [json.loads(body) for body in self.bodies[:count]]

    async def messages(self, count: int = 1) -> list[dict[str, Any]]:
        return [message for value in await self._values(count) for message in value["messages"]]

    async def reported(self, count: int) -> list[dict[str, Any]]:
        """Statuses, once `count` bodies are there."""
        values = await self._values(count)
        return [status for value in values for status in value.get("statuses", [])]

    async def _values(self, count: int) -> list[dict[str, Any]]:
        bodies = await self.wait_for(count)
        return [body["entry"][0]["changes"][0]["value"] for body in bodies]


@contextlib.asynccontextmanager
async def listening(port: int = 0) -> AsyncIterator[ListeningGateway]:
    gateway = ListeningGateway()
    app = web.Application()
    app.router.add_post("/webhooks/whatsapp", gateway.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    gateway.url = "http://{}:{}".format(*runner.addresses[0][:2])
    try:
        yield gateway
    finally:
        await runner.cleanup()
