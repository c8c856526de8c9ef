"""What every kind of resource can do for the operator's command."""

import uuid
from collections.abc import AsyncIterator
from typing import Any, Protocol

from google.protobuf.message import Message

from services.common.errors import NotFound

Row = tuple[str, ...]


class ResourceError(RuntimeError):
    """What was asked for is not there, or not clear; the text says what to write."""


class Listed(Protocol):
    """What can be shown in a table; `columns` heads it."""

    columns: Row

    def row(self, one: Any) -> Row:
        """What the table shows of it."""


class Kind(Listed, Protocol):
    """`end` says what a deletion is."""

    end: str

    def all(self, *, deleted_too: bool) -> AsyncIterator[Any]:
        """Every one, page by page as they are wanted."""

    async def named(self, name: str) -> Any:
        """The one of this name or id, or ResourceError."""

    async def more(self, one: Any) -> dict[str, Any]:
        """What `describe` adds."""

    async def delete(self, one: Any) -> Message:
        """End it."""


def is_id(text: str) -> bool:
    """Whether it could be an id of ours."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def only(found: list[Any], what: str) -> Any:
    """The one that was meant."""
    if not found:
        raise ResourceError(f"there is no {what}")
    if len(found) > 1:
        raise ResourceError(f"there are {len(found)} of {what}: name one by its id")
    return found[0]


def missing(error: NotFound) -> ResourceError:
    return ResourceError(f"{error.reason}: {error}")


def state(one: Any) -> str:
    """`deleted`, where it is."""
    return "deleted" if one.HasField("delete_time") else ""
