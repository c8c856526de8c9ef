"""What Twilio sends, signed as its documentation says: written here a second time, not ours."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx

BASE_URL = "https://lyo.example.com"
TOKEN = "12345"
PATH = "/webhooks/twilio"
OLD_PATH = "/api/integrations/whatsapp/webhook"
ACCOUNT = "AC" + "0" * 32
ADDRESS = "whatsapp:+390655500001"
CUSTOMER = "whatsapp:+393331234567"


def sid() -> str:
    return f"SM{uuid4().hex}"


def a_message(**changes: Any) -> dict[str, str]:
    """A text from the customer; a change to None leaves a parameter out."""
    said = {
        "MessageSid": sid(),
        "AccountSid": ACCOUNT,
        "From": CUSTOMER,
        "To": ADDRESS,
        "Body": "Ciao",
        "NumMedia": "0",
        "ProfileName": "Giulia",
        "WaId": "393331234567",
        "MessageType": "text",
        "SmsStatus": "received",
    }
    return {name: value for name, value in {**said, **changes}.items() if value is not None}


def a_status(state: str, **changes: Any) -> dict[str, str]:
    """What became of a message of ours."""
    said = {
        "MessageSid": sid(),
        "MessageStatus": state,
        "SmsStatus": state,
        "AccountSid": ACCOUNT,
        "From": ADDRESS,
        "To": CUSTOMER,
    }
    return {**said, **changes}


def signature(url: str, form: list[tuple[str, str]], token: str = TOKEN) -> str:
    """Of a form without repeated parameters."""
    said = url + "".join(f"{name}{value}" for name, value in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


async def posts(
    http: httpx.AsyncClient,
    form: dict[str, str],
    *,
    path: str = PATH,
    base_url: str = BASE_URL,
    token: str = TOKEN,
    **headers: str,
) -> httpx.Response:
    """Send the form as Twilio does to this address of the gateway."""
    pairs = list(form.items())
    signed = {"X-Twilio-Signature": signature(f"{base_url}{path}", pairs, token), **headers}
    kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return await http.post(path, content=urlencode(pairs), headers={**kind, **signed})
