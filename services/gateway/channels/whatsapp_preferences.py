"""WhatsApp Cloud API: `user_preferences[]`, what customers told Meta of advertisements."""

from typing import Any, NamedTuple

from services.gateway.channels.shape import Object, object_of, seconds_in, text_in
from services.gateway.channels.whatsapp_senders import named_in
from services.gateway.items import AccountEvent, Identity
from services.gateway.reading import Odd

ODD = "PREFERENCE_ODD"
NAME = "user_preferences"
CATEGORY = "marketing_messages"
LONGEST_DETAIL = 150

_VALUES = {"stop": True, "resume": False, "signup": False}


class Choice(NamedTuple):
    """What a customer told the platform of advertisements."""

    identities: tuple[Identity, ...]
    opted_out: bool
    told_at: int
    """Seconds since 1970."""

    detail: str


def choices_in(event: AccountEvent) -> list[Choice]:
    """All that the event tells; what is of another shape or kind is left out."""
    raw = event.raw if isinstance(event.raw, dict) else {}
    value = raw.get("value")
    listed = value.get(NAME) if isinstance(value, dict) else None
    read = (_choice(each) for each in listed) if isinstance(listed, list) else ()
    return [each for each in read if each]


def _choice(part: Any) -> Choice | None:
    try:
        return _read(object_of(part, ODD))
    except Odd:
        return None


def _read(told: Object) -> Choice | None:
    word = text_in(told, "value", ODD, limit=20)
    if text_in(told, "category", ODD) != CATEGORY or word not in _VALUES:
        return None
    detail = text_in(told, "detail", ODD, limit=LONGEST_DETAIL)
    return Choice(
        identities=named_in(told),
        opted_out=_VALUES[word],
        told_at=seconds_in(told, "timestamp", ODD),
        detail=f"{word} {detail}".strip(),
    )
