"""An API of embeddings as OpenAI has it, on a free port: a few ideas are near each other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp import web

IDEAS = (
    {"park", "parking", "car", "vehicle", "automobile"},
    {"pay", "card", "cards", "money", "cash"},
    {"dog", "dogs", "pet", "pets", "puppy"},
)


@dataclass
class EmbeddingApi:
    """`mode`: ok, hang, error, garbage or short. `asked` has every text, by model."""

    url: str = ""
    mode: str = "ok"
    asked: list[tuple[str, str]] = field(default_factory=list)

    def texts(self, model: str) -> list[str]:
        return [text for of, text in self.asked if of == model]

    async def answer(self, request: web.Request) -> web.Response:
        said = await request.json()
        self.asked += [(said["model"], text) for text in said["input"]]
        match self.mode:
            case "hang":
                await asyncio.sleep(60)
            case "error":
                return web.json_response({"error": {"message": "no"}}, status=500)
            case "garbage":
                return web.Response(text="<html>", content_type="text/html")
        if request.headers["authorization"] != "Bearer the-key":
            return web.json_response({"error": {"message": "who?"}}, status=401)
        vectors = [vector(text) for text in said["input"]]
        if self.mode == "short":
            vectors = vectors[1:]
        data = [
            {"object": "embedding", "index": n, "embedding": each} for n, each in enumerate(vectors)
        ]
        usage = {"prompt_tokens": 7 * len(vectors), "total_tokens": 7 * len(vectors)}
        return web.json_response(
            {"object": "list", "data": data[::-1], "model": said["model"], "usage": usage}
        )


def vector(text: str) -> list[float]:
    words = set(text.lower().replace("?", " ").replace(".", " ").split())
    return [*(float(len(words & idea)) for idea in IDEAS), 0.5]


@contextlib.asynccontextmanager
async def embedding_api() -> AsyncIterator[EmbeddingApi]:
    api = EmbeddingApi()
    app = web.Application()
    app.router.add_post("/v1/embeddings", api.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        api.url = f"http://127.0.0.1:{port}/v1"
        yield api
    finally:
        await runner.cleanup()
