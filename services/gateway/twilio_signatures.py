"""Is this request from Twilio? HMAC-SHA1 over the address and all parameters, as Twilio signs.

The address is the one that Twilio was told, made of what is configured: what a request says of its
own host and scheme went through proxies, or was made up. SHA-1 is Twilio's choice; in an HMAC it is
not known to be weak.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

HEADER = b"x-twilio-signature"

ACCOUNT = "AccountSid"
"""The parameter that names the account."""

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class AuthToken:
    """A token, and the account that it signs for; empty: whichever is named."""

    token: bytes
    account: str = ""


def signed_by(
    url: str,
    parameters: Mapping[str, Sequence[str]],
    headers: Iterable[tuple[bytes, bytes]],
    tokens: Sequence[AuthToken],
) -> int | None:
    """Which of the auth tokens signed the request, counted from 0; None: none of them. A token
    counts only where the request names its account, and no other.

    Every token is tried, whatever the first says: the time tells nothing. Two signatures are one
    too many.
    """
    given = [value for name, value in headers if name == HEADER]
    shown = given[0] if len(given) == 1 else b""
    said = _joined(parameters)
    found: int | None = None
    for number, token in enumerate(tokens):
        for spelt in _spellings(url):
            expected = signature(spelt, said, token.token)
            fits = not token.account or parameters.get(ACCOUNT) == [token.account]
            if hmac.compare_digest(expected, shown) and fits:
                found = number
    return found


def signature(url: str, said: str, token: bytes) -> bytes:
    """What Twilio sends with a request to the address with these joined parameters."""
    text = f"{url}{said}".encode(errors="surrogatepass")
    return b64encode(hmac.digest(token, text, "sha1"))


def _joined(parameters: Mapping[str, Sequence[str]]) -> str:
    """Each name with each of its values, in order; what is there twice counts once."""
    names = sorted(parameters)
    return "".join(f"{name}{value}" for name in names for value in sorted(set(parameters[name])))


def _spellings(url: str) -> tuple[str, str]:
    """With its port and without: Twilio signs sometimes the one, sometimes the other."""
    parts = urlsplit(url)
    host = parts.netloc.removesuffix(f":{parts.port}")
    port = parts.port or _PORTS.get(parts.scheme, 443)
    bare = parts._replace(netloc=host)
    return bare.geturl(), parts._replace(netloc=f"{host}:{port}").geturl()
