"""What a customer can send: the part of a webhook message that depends on its kind."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.phones.wish import TappedButton, Wish

SHA = "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI="
UNSUPPORTED = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}
BROKEN = {
    "code": 131000,
    "title": "Something went wrong",
    "message": "Something went wrong",
    "error_data": {"details": "The interactive message could not be read."},
}


@dataclass(frozen=True)
class Kind:
    """`fields` go into the webhook message, `text` is what the phone shows."""

    fields: dict[str, Any]
    text: str
    answers: str | None = None
    """The id of the button or row that was tapped."""
    context: bool = False
    """Whether Meta names the message that it answers."""


def kind_of(wish: Wish, example_of: str) -> Kind:
    """`example_of` is a message that reactions, edits and revokes are about by default."""
    if wish.text is not None:
        return Kind({"type": "text", "text": {"body": wish.text}}, wish.text)
    if wish.button is not None:
        return _tapped("button_reply", wish.button.model_dump())
    if wish.row is not None:
        return _tapped("list_reply", wish.row.model_dump(exclude_none=True))
    if wish.type is None:
        raise ValueError("a raw body has no kind")
    return _of_type(wish.type, wish.content, example_of)


def tapped_in_template(button: TappedButton) -> Kind:
    """The quick reply of a template comes back as a kind of its own."""
    part = {"payload": button.id, "text": button.title}
    return Kind({"type": "button", "button": part}, button.title, button.id, context=True)


def _tapped(kind: str, reply: dict[str, Any]) -> Kind:
    fields = {"type": "interactive", "interactive": {"type": kind, kind: reply}}
    return Kind(fields, reply["title"], answers=reply["id"], context=True)


def _of_type(name: str, content: Any, example_of: str) -> Kind:
    if name == "flow":
        return Kind({"type": "interactive", "interactive": content or _flow()}, "Form", None, True)
    if name == "interactive_error":
        return Kind({"type": "interactive", "errors": [BROKEN]}, "Unreadable reply")
    if name == "unsupported":
        return Kind({"type": "unsupported", "errors": [content or UNSUPPORTED]}, "Unsupported")
    part = content if content is not None else _EXAMPLES[name](example_of)
    return Kind({"type": name, name: part}, _shown(name, part), None, name == "button")


def _flow() -> dict[str, Any]:
    answers = json.dumps({"flow_token": "sandbox", "party_size": "2"})
    return {
        "type": "nfm_reply",
        "nfm_reply": {"response_json": answers, "body": "Sent", "name": "flow"},
    }


def _media(mime_type: str, **more: Any) -> dict[str, Any]:
    return {"id": "1003383421387256", "mime_type": mime_type, "sha256": SHA, **more}


_EXAMPLES: dict[str, Callable[[str], Any]] = {
    "text": lambda _: {"body": "Hello"},
    "image": lambda _: _media("image/jpeg", caption="Like this one?"),
    "video": lambda _: _media("video/mp4", caption="Look"),
    "document": lambda _: _media("application/pdf", filename="menu.pdf"),
    "audio": lambda _: _media("audio/ogg; codecs=opus", voice=True),
    "sticker": lambda _: _media("image/webp", animated=False),
    "button": lambda _: {"payload": "CONFIRM", "text": "Confirm"},
    "reaction": lambda about: {"message_id": about, "emoji": "👍"},
    "location": lambda _: {
        "latitude": 41.8902,
        "longitude": 12.4922,
        "name": "Colosseo",
        "address": "Piazza del Colosseo 1, Roma",
    },
    "contacts": lambda _: [
        {
            "name": {"first_name": "Lucia", "formatted_name": "Lucia Gomez"},
            "phones": [{"phone": "+1 (983) 555-0119", "wa_id": "19835550119", "type": "MOBILE"}],
        }
    ],
    "order": lambda _: {
        "catalog_id": "194836987003835",
        "text": "",
        "product_items": [
            {
                "product_retailer_id": "shampoo",
                "quantity": 2,
                "item_price": 30,
                "currency": "EUR",
            }
        ],
    },
    "edit": lambda about: {
        "original_message_id": about,
        "message": {"type": "text", "text": {"body": "I meant tomorrow"}},
    },
    "revoke": lambda about: {"original_message_id": about},
    "system": lambda _: {
        "type": "user_changed_number",
        "body": "The customer changed to 12195550158",
        "wa_id": "12195550158",
    },
}

_LABELS = {
    "image": "Photo",
    "video": "Video",
    "document": "Document",
    "audio": "Voice message",
    "sticker": "Sticker",
    "location": "Location",
    "contacts": "Contact",
    "order": "Order",
    "edit": "Edited a message",
    "revoke": "Deleted a message",
    "system": "Changed number",
}


def _shown(name: str, part: Any) -> str:
    """A line for a reader; what is odd on purpose must not break it."""
    if not isinstance(part, dict):
        return _LABELS.get(name, name.capitalize())
    for key in ("body", "text", "emoji", "caption", "filename", "name"):
        if name != "system" and isinstance(part.get(key), str) and part[key]:
            return str(part[key])
    return _LABELS.get(name, name.capitalize())
