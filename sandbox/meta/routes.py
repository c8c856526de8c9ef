"""Where Graph listens: everything below /v<version>/."""

from fastapi import APIRouter, Request, Response

from sandbox.world import World


def graph_routes(world: World) -> APIRouter:
    routes = APIRouter()

    @routes.api_route("/v{path:path}", methods=["GET", "POST", "DELETE"])
    async def graph(request: Request) -> Response:
        return await world.door.answer(world.graph, request)

    return routes
