"""HTTP answers of the plain routes, and what every answer of the gateway carries."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

Headers = Sequence[tuple[bytes, bytes]]

PROBLEM = b"application/problem+json"
PLAIN = b"text/plain; charset=utf-8"
JSON = b"application/json"
NO_CONTENT = 204

SECURITY: Headers = (
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


@dataclass(frozen=True)
class Answer:
    """A whole answer. One that is always the same is made once."""

    status: int
    start: dict[str, Any]
    body: dict[str, Any]

    @classmethod
    def of(cls, status: int, body: bytes = b"", kind: bytes = b"", more: Headers = ()) -> Self:
        """An answer of this status; `kind` is the type of its body, where it has one."""
        headers = [*SECURITY, *more]
        if status != NO_CONTENT:
            headers.append((b"content-length", str(len(body)).encode()))
        if kind:
            headers.append((b"content-type", kind))
        start = {"type": "http.response.start", "status": status, "headers": headers}
        return cls(status, start, {"type": "http.response.body", "body": body})

    @classmethod
    def json(cls, status: int, content: Any, more: Headers = ()) -> Self:
        return cls.of(status, json.dumps(content).encode(), JSON, more)

    async def send(
        self, send: Any, *, before_end: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Send it by the ASGI callable; `before_end` runs when the peer has all but the end."""
        await send(self.start)
        if before_end is not None:
            await send({**self.body, "more_body": True})
            await before_end()
            await send({"type": "http.response.body", "body": b""})
        else:
            await send(self.body)
