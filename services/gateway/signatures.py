"""Is this body from the platform? HMAC-SHA256 over the raw bytes, as Meta signs."""

import hmac
from collections.abc import Iterable, Sequence

HEADER = b"x-hub-signature-256"
_PREFIX = b"sha256="


def signed_by(
    body: bytes, headers: Iterable[tuple[bytes, bytes]], secrets: Sequence[bytes]
) -> int | None:
    """Which of the secrets signed the body, counted from 0; None: none of them.

    Every secret is tried, whatever the first says: the time tells nothing. Two signatures are
    one too many. Bytes are compared, because a str that is not ASCII would raise.
    """
    given = [value for name, value in headers if name == HEADER]
    shown = given[0].lower() if len(given) == 1 else b""
    found: int | None = None
    for number, secret in enumerate(secrets):
        expected = _PREFIX + hmac.digest(secret, body, "sha256").hex().encode()
        if hmac.compare_digest(expected, shown):
            found = number
    return found


def is_one_of(token: str, tokens: Sequence[bytes]) -> bool:
    """Whether the token is one of those configured, in the same time for all."""
    shown = token.encode(errors="surrogatepass")
    matches = [hmac.compare_digest(shown, each) for each in tokens]
    return any(matches)
