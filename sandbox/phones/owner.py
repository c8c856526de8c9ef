"""The API behind the owner's tab. The browser speaks to us alone; we speak to Lyo."""

from collections.abc import Awaitable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from sandbox.answers import as_json
from sandbox.lyo import Refused
from sandbox.owner import Owner, Step

Day = Annotated[date, Query(ge=date(2000, 1, 1), le=date(2099, 12, 31))]


class Decision(BaseModel):
    """What goes with a decision."""

    model_config = ConfigDict(extra="forbid")

    etag: str = Field("", pattern=r"^[\w.:=+/-]{0,100}$")
    """Of the booking as the owner saw it."""
    reason: str = Field("", max_length=500)
    """Why it is cancelled; the customer reads it."""


def owner_routes(owner: Owner) -> APIRouter:
    routes = APIRouter()

    @routes.get("/owner/{tenant}/day")
    async def day(tenant: str, date: Day | None = None) -> Response:
        """The requests that wait and the bookings of the day, today without another wish."""
        return await _answered(owner.day(tenant, date))

    @routes.post("/owner/{tenant}/bookings/{booking_id}/{step}")
    async def decide(tenant: str, booking_id: UUID, step: Step, decision: Decision) -> Response:
        """Approve, cancel or mark as missed."""
        asked = owner.decide(
            tenant, str(booking_id), step, etag=decision.etag, reason=decision.reason
        )
        return await _answered(asked)

    return routes


async def _answered(asked: Awaitable[dict[str, Any]]) -> Response:
    """The answer, or Lyo's refusal in words."""
    try:
        return as_json(await asked)
    except Refused as refusal:
        told = {"reason": refusal.reason, "message": refusal.message}
        return as_json(told, refusal.status)
