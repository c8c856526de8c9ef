"""What tests turn: a status out of the row, of any provider that tells statuses."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Discriminator, Tag

from sandbox.meta.controls import MetaStatus, report_of_meta
from sandbox.twilio.controls import TwilioStatus, report_of_twilio
from sandbox.world import World


def _provider(asked: Any) -> str:
    """Without one, it is Meta's."""
    given = asked.get("provider", "meta") if isinstance(asked, dict) else asked.provider
    return str(given)


AskedStatus = Annotated[
    Annotated[MetaStatus, Tag("meta")] | Annotated[TwilioStatus, Tag("twilio")],
    Discriminator(_provider),
]


def status_routes(world: World) -> APIRouter:
    routes = APIRouter()

    @routes.post("/statuses")
    async def report(asked: AskedStatus) -> dict[str, int | None]:
        """Sent at once; answers what the gateway said."""
        if isinstance(asked, TwilioStatus):
            told = await report_of_twilio(asked, world.twilio_parts, world.twilio_statuses)
        else:
            told = await report_of_meta(asked, world.meta, world.statuses)
        return {"gateway_status": told}

    return routes
