"""Meta's journal, as far as it is about messages to customers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

_PATH = re.compile(r"/v[\d.]+/(?P<address>[^/]+)/messages")


@dataclass(frozen=True)
class Call:
    """A call that asked Meta to send a message."""

    entry: int
    time: datetime
    address: str
    """Whose number it was sent from; the whole path where none stands in it."""
    to: str
    message_id: str
    """Our id of the message; empty where it had none."""
    text: str
    buttons: tuple[tuple[str, str], ...]
    """What may be tapped, in a menu too: id and title."""
    status: int | None
    template: str = ""
    """Its name, where it was sent as one: then it has no words of ours."""

    @property
    def accepted(self) -> bool:
        return self.status == httpx.codes.OK

    @property
    def unclear(self) -> bool:
        """It was never answered, and may have been sent all the same."""
        return self.status is None


def calls_of(journal: Sequence[dict[str, Any]]) -> tuple[Call, ...]:
    """The calls in it, oldest first; read receipts are none."""
    return tuple(_calls(journal))


def _calls(journal: Sequence[dict[str, Any]]) -> Iterator[Call]:
    for entry in journal:
        body = entry["body"]
        if not isinstance(body, dict) or "type" not in body:
            continue
        place = _PATH.fullmatch(entry["path"])
        text, buttons = _shown(body)
        yield Call(
            entry=entry["id"],
            time=datetime.fromisoformat(entry["time"]),
            address=place["address"] if place else entry["path"],
            to=entry["to"] or "",
            message_id=body.get("biz_opaque_callback_data", ""),
            text=text,
            buttons=buttons,
            status=entry["status"],
            template=body.get("template", {}).get("name", ""),
        )


def _shown(body: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words and the buttons (id, title) that the customer sees."""
    if "text" in body:
        return body["text"]["body"], ()
    if "interactive" not in body:
        return "", ()
    interactive = body["interactive"]
    action = interactive["action"]
    choices = [each["reply"] for each in action.get("buttons", ())]
    choices += [row for section in action.get("sections", ()) for row in section["rows"]]
    return interactive["body"]["text"], tuple((each["id"], each["title"]) for each in choices)
