"""Where OpenAI listens, and what tests script there."""

from fastapi import APIRouter, Request, Response

from sandbox.answers import as_json
from sandbox.openai.api import ROOT
from sandbox.openai.scripts import Script, Scripts
from sandbox.world import World

PLACES = ("/chat/completions", "/embeddings", "/models", "/models/{name:path}")


def openai_routes(world: World) -> APIRouter:
    routes = APIRouter()

    async def openai(request: Request) -> Response:
        return await world.door.answer(world.openai, request)

    for place in PLACES:
        routes.add_api_route(ROOT + place, openai, methods=["GET", "POST"])
    return routes


def openai_control_routes(scripts: Scripts) -> APIRouter:
    routes = APIRouter()

    @routes.post("/models/scripts", status_code=201)
    async def add_script(script: Script) -> dict[str, int]:
        return {"id": scripts.add(script)}

    @routes.get("/models/scripts")
    async def known_scripts() -> Response:
        """With how many answers of each were given."""
        return as_json(scripts.as_json())

    @routes.delete("/models/scripts", status_code=204)
    async def clear_scripts() -> None:
        scripts.clear()

    return routes
