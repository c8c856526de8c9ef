"""WhatsApp Cloud API: what a message says, for every kind of message.

A kind that Meta adds later is UNSUPPORTED. Of a known kind the object of its name must be there,
unless the message carries `errors`: then Meta could not deliver it, and says so in its place.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from services.gateway.channels.shape import (
    LONGEST_TEXT,
    Object,
    id_in,
    object_in,
    object_of,
    required_id_in,
    text_in,
)
from services.gateway.items import ContentKind
from services.gateway.reading import Odd

LONGEST_CHOICE = 1000
ODD = "CONTENT_ODD"


class Content(NamedTuple):
    """What a message says."""

    kind: ContentKind
    text: str = ""
    choice_id: str = ""
    about: str = ""


def content_of(message: Object) -> Content:
    """What the message says, and which message it is about."""
    kind = required_id_in(message, "type", "TYPE_ODD")
    reader = _READERS.get(kind)
    part = message.get(kind)
    if reader is None or (part is None and message.get("errors")):
        return Content(ContentKind.UNSUPPORTED)
    content = reader(part)
    if content.about or message.get("context") is None:
        return content
    return content._replace(about=_answered(message))


def _answered(message: Object) -> str:
    return id_in(object_in(message, "context", "CONTEXT_ODD"), "id", "CONTEXT_ODD")


def _text(part: Any) -> Content:
    text = object_of(part, ODD)
    if text.get("body") is None:
        raise Odd(ODD)
    return Content(ContentKind.TEXT, text_in(text, "body", ODD))


def _captioned(kind: ContentKind) -> Callable[[Any], Content]:
    return lambda part: Content(kind, text_in(object_of(part, ODD), "caption", ODD))


def _interactive(part: Any) -> Content:
    interactive = object_of(part, ODD)
    kind = required_id_in(interactive, "type", ODD)
    if kind in {"button_reply", "list_reply"}:
        reply = object_of(interactive.get(kind), ODD)
        return _choice(id_in(reply, "id", ODD, limit=LONGEST_CHOICE), text_in(reply, "title", ODD))
    if kind == "nfm_reply":
        form = object_of(interactive.get(kind), ODD)
        return Content(ContentKind.FORM, text_in(form, "response_json", ODD))
    return Content(ContentKind.UNSUPPORTED)


def _button(part: Any) -> Content:
    """A tap on a button of a template; its payload is what we gave it."""
    button = object_of(part, ODD)
    payload = id_in(button, "payload", ODD, limit=LONGEST_CHOICE)
    return _choice(payload, text_in(button, "text", ODD))


def _choice(choice_id: str, title: str) -> Content:
    if not choice_id and not title:
        raise Odd(ODD)
    return Content(ContentKind.CHOICE, title, choice_id)


def _reaction(part: Any) -> Content:
    """Without an emoji the reaction was taken back."""
    reaction = object_of(part, ODD)
    emoji = text_in(reaction, "emoji", ODD)
    return Content(ContentKind.REACTION, emoji, about=id_in(reaction, "message_id", ODD))


def _location(part: Any) -> Content:
    location = object_of(part, ODD)
    said = [text_in(location, name, ODD) for name in ("name", "address")]
    return Content(ContentKind.LOCATION, _joined(said))


def _contacts(part: Any) -> Content:
    if not isinstance(part, list):
        raise Odd(ODD)
    names = [object_in(object_of(card, ODD), "name", ODD) for card in part]
    written = [text_in(name, "formatted_name", ODD) for name in names]
    return Content(ContentKind.CONTACTS, _joined(written))


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(each for each in texts if each)[:LONGEST_TEXT]


def _order(part: Any) -> Content:
    return Content(ContentKind.ORDER, text_in(object_of(part, ODD), "text", ODD))


def _edit(part: Any) -> Content:
    """Its text is the new one, where it is a text."""
    edit = object_of(part, ODD)
    text = object_in(object_in(edit, "message", ODD), "text", ODD)
    about = id_in(edit, "original_message_id", ODD)
    return Content(ContentKind.EDIT, text_in(text, "body", ODD), about=about)


def _revoke(part: Any) -> Content:
    about = id_in(object_of(part, ODD), "original_message_id", ODD)
    return Content(ContentKind.REVOKE, about=about)


def _system(part: Any) -> Content:
    return Content(ContentKind.SYSTEM, text_in(object_of(part, ODD), "body", ODD))


_READERS: dict[str, Callable[[Any], Content]] = {
    "text": _text,
    "image": _captioned(ContentKind.IMAGE),
    "video": _captioned(ContentKind.VIDEO),
    "audio": _captioned(ContentKind.AUDIO),
    "document": _captioned(ContentKind.DOCUMENT),
    "sticker": _captioned(ContentKind.STICKER),
    "interactive": _interactive,
    "button": _button,
    "reaction": _reaction,
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "edit": _edit,
    "revoke": _revoke,
    "system": _system,
}
