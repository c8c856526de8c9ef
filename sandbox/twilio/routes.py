"""Where Twilio listens: its messages and its contents."""

from fastapi import APIRouter, Request, Response

from sandbox.world import World

PLACES = (
    "/2010-04-01/{path:path}",
    "/v1/Content",
    "/v1/ContentAndApprovals",
    "/v1/Content/{path:path}",
)


def twilio_routes(world: World) -> APIRouter:
    routes = APIRouter()

    async def twilio(request: Request) -> Response:
        return await world.door.answer(world.twilio, request)

    for place in PLACES:
        routes.add_api_route(place, twilio, methods=["GET", "POST", "DELETE"])
    return routes
