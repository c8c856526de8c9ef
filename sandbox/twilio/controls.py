"""What tests turn on Twilio's side: statuses out of the row, further senders."""

from typing import Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from sandbox.twilio.accounts import Accounts, Sender
from sandbox.twilio.parts import Parts, Sent
from sandbox.twilio.statuses import Statuses


class TwilioStatus(BaseModel):
    """A status out of the row. A SID that Twilio never gave needs `address`, `recipient` and
    `callback`."""

    model_config = ConfigDict(extra="forbid")

    provider: Literal["twilio"]
    id: str
    status: Literal[
        "queued", "sending", "sent", "delivered", "undelivered", "read", "failed", "canceled"
    ]
    address: str | None = None
    recipient: str | None = None
    callback: str | None = None
    error_code: int | None = None


async def report_of_twilio(asked: TwilioStatus, parts: Parts, statuses: Statuses) -> int | None:
    """Sent at once; what the gateway said. None where nobody asked to be told."""
    callback = statuses.happen(_sent(parts, asked), asked.status, asked.error_code)
    return await parts.deliveries.send(callback) if callback else None


def twilio_control_routes(accounts: Accounts) -> APIRouter:
    routes = APIRouter()

    @routes.post("/twilio/senders", status_code=201)
    async def add_sender(sender: Sender) -> Sender:
        accounts.add(sender)
        return sender

    return routes


def _sent(parts: Parts, asked: TwilioStatus) -> Sent:
    """The message meant, made up where Twilio never gave such a SID."""
    known = parts.sent.get(asked.id)
    if known is not None:
        return known
    sender = parts.accounts.sender(asked.address or "")
    if sender is None or not asked.recipient or not asked.callback:
        raise HTTPException(
            404, f"no message {asked.id}; address, recipient and callback would make one"
        )
    return Sent(asked.id, sender, asked.recipient, "", asked.callback, parts.now())
