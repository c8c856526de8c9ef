"""Page tokens: where the last page ended, signed, and good only for the same question.

A list is read by keyset: ORDER BY the key, WHERE key > the last one, LIMIT size + 1. The question
is the whole request, its tenant and filters included; only the size may change between pages.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import TypeVar

from google.protobuf.message import Message

from services.common.errors import InvalidArgument, Violation

DEFAULT_SIZE = 50
LARGEST_SIZE = 200
_TAG_BYTES = 16

Item = TypeVar("Item")


def page_size(asked: int) -> int:
    """How many to give: 50 where nothing is said, never more than 200."""
    if asked < 0:
        raise _invalid("PAGE_SIZE_INVALID", "page_size", "must not be negative")
    return min(asked or DEFAULT_SIZE, LARGEST_SIZE)


def page_of(found: list[Item], size: int) -> tuple[list[Item], Item | None]:
    """The items of one page, and the last of them where more follow; one more was asked for."""
    return found[:size], found[size - 1] if len(found) > size else None


class PageTokens:
    """Makes and reads the tokens of a service, signed with its key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def encode(self, request: Message, *last: str) -> str:
        """The token of the page after the row with this key."""
        content = json.dumps(last).encode()
        tagged = self._tag(request, content) + content
        return base64.urlsafe_b64encode(tagged).decode().rstrip("=")

    def decode(self, request: Message) -> tuple[str, ...] | None:
        """The key of the last row that the caller has seen, or None: the first page."""
        token: str = getattr(request, "page_token")  # noqa: B009 (Message has no such field)
        if not token:
            return None
        try:
            tagged = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            raise _bad_token() from None
        tag, content = tagged[:_TAG_BYTES], tagged[_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(request, content)):
            raise _bad_token()
        last: Sequence[str] = json.loads(content)
        return tuple(last)

    def _tag(self, request: Message, content: bytes) -> bytes:
        said = hashlib.sha256(_question(request)).digest() + content
        return hmac.new(self._key, said, hashlib.sha256).digest()[:_TAG_BYTES]


def _question(request: Message) -> bytes:
    """The kind of the request and all its fields but the page's own."""
    asked = type(request)()
    asked.CopyFrom(request)
    asked.ClearField("page_token")
    asked.ClearField("page_size")
    return asked.DESCRIPTOR.full_name.encode() + asked.SerializeToString(deterministic=True)


def _bad_token() -> InvalidArgument:
    return _invalid(
        "PAGE_TOKEN_INVALID", "page_token", "must be of the previous page of this very list"
    )


def _invalid(reason: str, field: str, rule: str) -> InvalidArgument:
    violation = Violation(field, reason, rule)
    return InvalidArgument(reason, f"{field} {rule}", violations=[violation])
