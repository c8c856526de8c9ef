"""What can be told of the messages inside a raw body, however odd it is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Overheard:
    phone_number_id: str
    sender: str
    id: str
    kind: str
    text: str


def overheard(body: bytes) -> list[Overheard]:
    """The messages that are whole enough to be shown on a phone."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return []
    return [message for value in _values(payload) for message in _messages(value)]


def _values(payload: Any) -> Iterator[dict[str, Any]]:
    for entry in _list_in(payload, "entry"):
        for change in _list_in(entry, "changes"):
            value = change.get("value") if isinstance(change, dict) else None
            if isinstance(value, dict):
                yield value


def _messages(value: dict[str, Any]) -> Iterator[Overheard]:
    metadata = value.get("metadata")
    address = _word(metadata, "phone_number_id")
    for message in _list_in(value, "messages"):
        sender = _word(message, "from") or _word(message, "from_user_id")
        message_id = _word(message, "id")
        if address and sender and message_id:
            kind = _word(message, "type") or "unsupported"
            text = _word(message.get("text"), "body") or kind.capitalize()
            yield Overheard(address, sender, message_id, kind, text)


def _list_in(value: Any, key: str) -> list[Any]:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, list) else []


def _word(value: Any, key: str) -> str:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, str) else ""
