"""What tests turn on Meta's side: statuses out of the row, further business numbers."""

from typing import Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from sandbox.meta.numbers import Number
from sandbox.meta.parts import Parts, Sent
from sandbox.meta.statuses import Statuses


class MetaStatus(BaseModel):
    """A status out of the row. An id that Graph never gave needs `address` and `recipient`."""

    model_config = ConfigDict(extra="forbid")

    id: str
    status: Literal["sent", "delivered", "read", "played", "failed"]
    provider: Literal["meta"] = "meta"
    address: str | None = None
    recipient: str | None = None
    error_code: int | None = None
    callback_data: str | None = None


async def report_of_meta(asked: MetaStatus, parts: Parts, statuses: Statuses) -> int | None:
    """Sent at once; what the gateway said."""
    webhook = statuses.happen(
        _sent(parts, asked),
        asked.status,
        code=asked.error_code,
        callback_data=asked.callback_data,
    )
    return await parts.deliveries.send(webhook)


def meta_control_routes(parts: Parts) -> APIRouter:
    routes = APIRouter()

    @routes.post("/numbers", status_code=201)
    async def add_number(number: Number) -> Number:
        parts.numbers.add(number)
        return number

    return routes


def _sent(parts: Parts, asked: MetaStatus) -> Sent:
    """The message meant, made up where Graph never gave such an id."""
    known = parts.sent.get(asked.id)
    if known is not None:
        return known
    number = parts.numbers.get(asked.address or "")
    if number is None or not asked.recipient:
        raise HTTPException(404, f"no message {asked.id}; address and recipient would make one")
    customer = parts.customers.meet(number, asked.recipient)
    return Sent(asked.id, number, customer, asked.callback_data, "service")
