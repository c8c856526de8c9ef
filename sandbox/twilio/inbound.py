"""What a customer can send by Twilio: the parameters that depend on its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.phones.platform import CannotWrite
from sandbox.phones.wish import Wish

MEDIA = "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages/{sid}/Media/ME" + "0" * 32


@dataclass(frozen=True)
class Kind:
    """`parameters` go into the webhook, `text` is what the phone shows."""

    name: str
    parameters: Mapping[str, str]
    text: str
    answers: str | None = None
    """The id of what was tapped."""
    content: dict[str, Any] = field(default_factory=dict)
    answers_message: bool = False
    """Whether Twilio names the message that it answers."""


def kind_of(wish: Wish) -> Kind:
    """CannotWrite for what Twilio does not pass on."""
    if wish.text is not None:
        return Kind("text", {"Body": wish.text, "MessageType": "text"}, wish.text)
    if wish.button is not None:
        return _tapped(wish.button.id, wish.button.title)
    if wish.row is not None:
        said = {
            "Body": wish.row.title,
            "ListId": wish.row.id,
            "ListTitle": wish.row.title,
            "MessageType": "interactive",
        }
        return Kind("interactive", said, wish.row.title, wish.row.id, answers_message=True)
    if wish.type not in _OF_TYPE:
        raise CannotWrite(f"Twilio passes no {wish.type} on")
    return _OF_TYPE[wish.type](wish.content)


def _tapped(payload: str, text: str) -> Kind:
    said = {
        "Body": text,
        "ButtonText": text,
        "ButtonPayload": payload,
        "MessageType": "button",
    }
    return Kind("button", said, text, payload, answers_message=True)


def _media(kind: str, mime_type: str, label: str) -> Callable[[Any], Kind]:
    def made(content: Any) -> Kind:
        caption = content.get("caption", "") if isinstance(content, dict) else ""
        said = {"Body": caption, "MessageType": kind, "MediaContentType0": mime_type}
        return Kind(kind, said, caption or label)

    return made


def _location(content: Any) -> Kind:
    given = content if isinstance(content, dict) else {}
    said = {
        "Body": "",
        "MessageType": "location",
        "Latitude": str(given.get("latitude", 41.8902)),
        "Longitude": str(given.get("longitude", 12.4922)),
        "Address": str(given.get("address", "Piazza del Colosseo 1, Roma")),
        "Label": str(given.get("name", "Colosseo")),
    }
    return Kind("location", said, said["Label"])


def _button(content: Any) -> Kind:
    given = content if isinstance(content, dict) else {"payload": "CONFIRM", "text": "Confirm"}
    return _tapped(str(given["payload"]), str(given["text"]))


_OF_TYPE: Mapping[Any, Callable[[Any], Kind]] = {
    "image": _media("image", "image/jpeg", "Photo"),
    "video": _media("video", "video/mp4", "Video"),
    "audio": _media("audio", "audio/ogg", "Voice message"),
    "document": _media("document", "application/pdf", "Document"),
    "sticker": _media("sticker", "image/webp", "Sticker"),
    "location": _location,
    "button": _button,
}
