"""Webhooks that a test signs and sends by itself, as Meta does, past the sandbox."""

import time
from typing import Any

import httpx

from tests.gateway.payloads import change, envelope, raw, signature, value
from tests.journeys.phone import Phone

PATH = "/webhooks/whatsapp"


def webhook(
    address: str, customer: str, message_id: str, content: dict[str, Any], written_time: float
) -> bytes:
    """The body with one message of a customer; `content` is its type and what that holds."""
    message = {
        "from": customer,
        "id": message_id,
        "timestamp": str(int(written_time)),
        **content,
    }
    concerns = value(
        metadata={"display_phone_number": "390655500001", "phone_number_id": address},
        contacts=[{"profile": {"name": "Giulia"}, "wa_id": customer}],
        messages=[message],
    )
    return raw(envelope(change(concerns)))


def text_webhook(phone: Phone, message_id: str, words: str) -> bytes:
    """The body of a text that is written now."""
    return webhook(phone.address, phone.customer, message_id, text(words), time.time())


def text(words: str) -> dict[str, Any]:
    """The content of a message of words."""
    return {"type": "text", "text": {"body": words}}


def signed(body: bytes) -> dict[str, str]:
    """The header with which Meta sends it."""
    return {"X-Hub-Signature-256": signature(body)}


async def deliver(gateway_url: str, body: bytes) -> httpx.Response:
    """Send it once, signed, by a connection of its own."""
    async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
        return await http.post(gateway_url + PATH, content=body, headers=signed(body))
