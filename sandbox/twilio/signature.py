"""How Twilio signs its webhooks."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

HEADER = "X-Twilio-Signature"


def signature(token: str, url: str, parameters: Mapping[str, str]) -> str:
    """Of a POST with these parameters to this address, as the other side writes it."""
    return _signed(token, url, sorted(parameters.items()))


def signature_of_body(token: str, url: str, body: bytes) -> str:
    """Of a body that may be no form at all: what can be read of it is signed."""
    found = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    return _signed(token, url, sorted(found))


def _signed(token: str, url: str, pairs: Iterable[tuple[str, str]]) -> str:
    text = url + "".join(key + value for key, value in pairs)
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
