"""The raw body of a request, up to a limit of size and time."""

import asyncio
import contextlib
from typing import Any

READ_SECONDS = 10
LINGER_SECONDS = 2
LINGER_BYTES = 16 * 1024 * 1024


class BodyTooLarge(Exception):
    """More than the limit was announced, or came."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} bytes are taken")


class BodyTooSlow(Exception):
    """The body did not come in time."""

    def __init__(self) -> None:
        super().__init__("the body did not come in time")


class SenderGone(Exception):
    """The sender closed the connection: nobody waits for an answer."""


async def raw_body(scope: Any, receive: Any, *, limit: int, seconds: float = READ_SECONDS) -> bytes:
    """The body as it came, in one piece or in many. What is too large is not read to its end."""
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if announced.isdigit() and int(announced[:19]) > limit:
        raise BodyTooLarge(limit)
    body = bytearray()
    more = True
    try:
        async with asyncio.timeout(seconds):
            while more:
                part = await receive()
                if part["type"] == "http.disconnect":
                    raise SenderGone
                body += part.get("body", b"")
                if len(body) > limit:
                    raise BodyTooLarge(limit)
                more = part.get("more_body", False)
    except TimeoutError:
        raise BodyTooSlow from None
    return bytes(body)


def is_announced(scope: Any) -> bool:
    """Whether the request has a body."""
    sizes = [value for name, value in scope["headers"] if name == b"content-length"]
    in_parts = any(name == b"transfer-encoding" for name, _ in scope["headers"])
    return in_parts or any(size.strip(b"0") for size in sizes)


async def discard(receive: Any) -> None:
    """Let the sender of too much see the answer: a connection closed at once would hide it."""
    unwanted = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while unwanted < LINGER_BYTES:
                part = await receive()
                unwanted += len(part.get("body", b""))
                if not part.get("more_body", False):
                    return
