"""The bodies of Meta's webhooks, byte for byte as Meta writes them, and their signature."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from sandbox.meta.customers import Customer
from sandbox.meta.numbers import Number

PATH = "/webhooks/whatsapp"
SIGNATURE_HEADER = "X-Hub-Signature-256"
CONVERSATION = timedelta(hours=24)


def body_of(payload: Any) -> bytes:
    """JSON as Meta writes it: everything but ASCII escaped, slashes too."""
    text = json.dumps(payload, separators=(",", ":"))
    return text.replace("/", "\\/").encode()


def signature(body: bytes, app_secret: str) -> str:
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def of_message(number: Number, customer: Customer, message: dict[str, Any]) -> dict[str, Any]:
    return _envelope(number, {"contacts": [_contact(customer)], "messages": [message]})


def of_system(number: Number, message: dict[str, Any]) -> dict[str, Any]:
    """Meta's own messages (a changed number) come without contacts."""
    return _envelope(number, {"messages": [message]})


def of_status(number: Number, customer: Customer, status: dict[str, Any]) -> dict[str, Any]:
    if status["status"] == "failed":
        return _envelope(number, {"statuses": [status]})
    return _envelope(number, {"contacts": [_contact(customer)], "statuses": [status]})


def sender(customer: Customer) -> dict[str, Any]:
    """`from` is missing where Meta does not tell the phone."""
    phone = {} if customer.phone is None else {"from": customer.phone}
    return {**phone, "from_user_id": customer.user_id}


def status(
    message_id: str,
    name: str,
    time: datetime,
    customer: Customer,
    *,
    callback_data: str | None,
    category: str,
    billable: bool,
    errors: list[dict[str, Any]],
) -> dict[str, Any]:
    """One entry of `statuses`. A failed one tells less of the recipient, as Meta's do."""
    entry: dict[str, Any] = {"id": message_id, "status": name, "timestamp": unix(time)}
    entry |= _recipient(customer, failed=name == "failed")
    if callback_data is not None:
        entry["biz_opaque_callback_data"] = callback_data
    if name in {"sent", "delivered"}:
        entry |= _price(customer, name, time, category, billable=billable)
    if errors:
        entry["errors"] = errors
    return entry


def unix(time: datetime) -> str:
    return str(int(time.timestamp()))


def _envelope(number: Number, value: dict[str, Any]) -> dict[str, Any]:
    metadata = {
        "display_phone_number": number.display_digits,
        "phone_number_id": number.phone_number_id,
    }
    value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    change = {"value": value, "field": "messages"}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": number.waba_id, "changes": [change]}],
    }


def _contact(customer: Customer) -> dict[str, Any]:
    profile = {"name": customer.name}
    if customer.phone is None:
        return {"profile": profile, "user_id": customer.user_id}
    return {"profile": profile, "wa_id": customer.phone, "user_id": customer.user_id}


def _recipient(customer: Customer, *, failed: bool) -> dict[str, Any]:
    if customer.phone is None:
        return {"recipient_user_id": customer.user_id}
    if failed:
        return {"recipient_id": customer.phone}
    return {"recipient_id": customer.phone, "recipient_user_id": customer.user_id}


def _price(
    customer: Customer, name: str, time: datetime, category: str, *, billable: bool
) -> dict[str, Any]:
    day = f"{customer.user_id}:{time:%Y-%m-%d}".encode()
    conversation: dict[str, Any] = {
        "id": hashlib.sha256(day).hexdigest()[:32],
        "origin": {"type": category},
    }
    if name == "sent":
        conversation["expiration_timestamp"] = unix(time + CONVERSATION)
    pricing = {
        "billable": billable,
        "pricing_model": "PMP",
        "type": "regular" if billable else "free_customer_service",
        "category": category,
    }
    return {"conversation": conversation, "pricing": pricing}
