"""The bodies of the webhooks that the bench sends, whose they are, and their signature."""

import hmac
import json

from lyoctl.installation import DEMO

SECRET = DEMO["WHATSAPP_APP_SECRET"].encode()
BELLA, LA_TERRAZA = "100000000000001", "100000000000002"
"""Numbers of two demo tenants: a hairdresser with two chairs, a restaurant with four tables."""


def body(address: str, customer: str, text: str, wamid: str, unix: int) -> bytes:
    """What Meta sends of one text message, written then."""
    message = {
        "from": customer,
        "id": wamid,
        "timestamp": str(unix),
        "text": {"body": text},
        "type": "text",
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "390655500001", "phone_number_id": address},
        "contacts": [{"profile": {"name": "Giulia Bianchi"}, "wa_id": customer}],
        "messages": [message],
    }
    change = {"value": value, "field": "messages"}
    content = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "900000000000001", "changes": [change]}],
    }
    return json.dumps(content, separators=(",", ":")).encode()


def signature(sent: bytes) -> str:
    """The header X-Hub-Signature-256 of this body."""
    return f"sha256={hmac.digest(SECRET, sent, 'sha256').hex()}"
