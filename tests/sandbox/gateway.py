"""A gateway that only listens: keeps what it is sent, checks the signature, answers as told."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

APP_SECRET = "sandbox-app-secret"
AUTH_TOKEN = "sandbox-twilio-token"


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
        async with self.arrived:
            self.bodies.append(body)
            self.signed.append(_is_signed(request, body))
            self.arrived.notify_all()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def arrive(self, count: int, seconds: float = 5) -> list[bytes]:
        """The first `count` bodies, once they are there."""
        async with self.arrived, asyncio.timeout(seconds):
            await self.arrived.wait_for(lambda: len(self.bodies) >= count)
        return self.bodies[:count]

    async def wait_for(self, count: int, seconds: float = 5) -> list[dict[str, Any]]:
        """Meta's, read."""
        return [json.loads(body) for body in await self.arrive(count, seconds)]

    async def forms(self, count: int, seconds: float = 5) -> list[dict[str, str]]:
        """Twilio's, read."""
        bodies = await self.arrive(count, seconds)
        return [dict(parse_qsl(body.decode(), keep_blank_values=True)) for body in bodies]

    async def messages(self, count: int = 1) -> list[dict[str, Any]]:
        return [message for value in await self._values(count) for message in value["messages"]]

    async def reported(self, count: int) -> list[dict[str, Any]]:
        """Statuses, once `count` bodies are there."""
        values = await self._values(count)
        return [status for value in values for status in value.get("statuses", [])]

    async def _values(self, count: int) -> list[dict[str, Any]]:
        bodies = await self.wait_for(count)
        return [body["entry"][0]["changes"][0]["value"] for body in bodies]


def _is_signed(request: web.Request, body: bytes) -> bool:
    """As Meta signs bodies, and Twilio addresses with what was posted there."""
    if given := request.headers.get("X-Twilio-Signature"):
        pairs = sorted(parse_qsl(body.decode(), keep_blank_values=True))
        text = str(request.url) + "".join(key + value for key, value in pairs)
        signed = hmac.digest(AUTH_TOKEN.encode(), text.encode(), "sha1")
        return given == base64.b64encode(signed).decode()
    digest = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return request.headers.get("X-Hub-Signature-256") == f"sha256={digest}"


@contextlib.asynccontextmanager
async def listening(port: int = 0) -> AsyncIterator[ListeningGateway]:
    gateway = ListeningGateway()
    app = web.Application()
    for path in ("/webhooks/whatsapp", "/webhooks/twilio"):
        app.router.add_post(path, gateway.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    gateway.url = "http://{}:{}".format(*runner.addresses[0][:2])
    try:
        yield gateway
    finally:
        await runner.cleanup()
