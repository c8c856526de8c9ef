"""The two ends of `post`: who is posted to, and who posts as a provider's file does, or bare.

python -m bench.post_ends server <port>
python -m bench.post_ends client <url>      # told over its standard input
"""

import asyncio
import sys
import time
from datetime import timedelta
from typing import Any

import aiohttp
import uvloop
from aiohttp import web

from bench.processes import obey
from services.common.logs import Secret
from services.notifier.providers.http import Http

BODY = {
    "messaging_product": "whatsapp",
    "recipient_type": "individual",
    "to": "393331234567",
    "type": "text",
    "text": {"body": "Your booking is confirmed: Taglio (Anna), Thursday 24 December, 15:30"},
    "biz_opaque_callback_data": "6f1f6c9e-5f0b-4b8e-8f4e-0d1f2c3b4a59",
}
ANSWER = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "393331234567", "wa_id": "393331234567"}],
    "messages": [{"id": "wamid.HBgMMzkzMzMxMjM0NTY3FQIAERgSQjI3"}],
}
TOKEN = Secret("a-token-of-the-bench")


async def serve(port: int) -> None:
    """Takes every POST as Graph does, until it is ended."""

    async def accept(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response(ANSWER)

    app = web.Application()
    app.router.add_post("/{rest:.*}", accept)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


class Client:
    """Posts in both ways, over connections that stay open."""

    def __init__(self, url: str, ours: Http, bare: aiohttp.ClientSession) -> None:
        self.url = url
        self.ours = ours
        self.bare = bare

    async def run(self, kind: str, count: int, at_once: int) -> dict[str, Any]:
        """So many, so many at once; how long it took and what it cost this process."""
        post = self._ours if kind == "ours" else self._bare
        left = iter(range(count))

        async def some() -> None:
            for _ in left:
                await post()

        cpu, begun = time.process_time(), time.perf_counter()
        await asyncio.gather(*(some() for _ in range(at_once)))
        return {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}

    async def _ours(self) -> None:
        answer = await self.ours.post_json(self.url, BODY, bearer=TOKEN)
        if answer.status != 200 or answer.body != ANSWER:
            raise RuntimeError(f"answered {answer.status}")

    async def _bare(self) -> None:
        headers = {"Authorization": f"Bearer {TOKEN.reveal()}"}
        async with self.bare.post(self.url, json=BODY, headers=headers) as response:
            if await response.json() != ANSWER:
                raise RuntimeError(f"answered {response.status}")


async def client(url: str) -> None:
    """Does what it is told."""
    connector = aiohttp.TCPConnector(limit=256)
    async with (
        Http.opened(total=timedelta(seconds=10)) as ours,
        aiohttp.ClientSession(connector=connector) as bare,
    ):
        await obey(Client(url, ours, bare).run)


if __name__ == "__main__":
    role, where = sys.argv[1:]
    uvloop.run(serve(int(where)) if role == "server" else client(where))
