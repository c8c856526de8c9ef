"""WhatsApp Cloud API: what account events say of the quality and the limits of numbers.

Of a number Meta names fewer events since 2026 (https://developers.facebook.com, webhook reference,
phone_number_quality_update: ONBOARDING, THROUGHPUT_UPGRADE); the older ones still come.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from services.gateway.channels.shape import Object, object_in, object_of, seconds_in, text_in
from services.gateway.items import AccountEvent, ProblemKind
from services.gateway.reading import Odd

LONGEST_WORD = 100
UNLIMITED = -1


class News(NamedTuple):
    """That a problem begins, or is solved."""

    kind: ProblemKind
    solved: bool


class Said(NamedTuple):
    """What an event says, and of which number."""

    news: tuple[News, ...]
    detail: str
    """In Meta's words."""

    number: str = ""
    """The digits of the number; empty: all numbers of the account."""


LOW = News(ProblemKind.QUALITY_LOW, solved=False)
GOOD = News(ProblemKind.QUALITY_LOW, solved=True)
REACHED = News(ProblemKind.LIMIT_REACHED, solved=False)
ROOM = News(ProblemKind.LIMIT_REACHED, solved=True)

# A limit goes down because the quality stayed low, and says nothing of how much of it is used. It
# goes up, and so does throughput, only where the quality is not low.
_OF_NUMBER = {
    "FLAGGED": (LOW,),
    "DOWNGRADE": (LOW,),
    "UNFLAGGED": (GOOD,),
    "UPGRADE": (GOOD, ROOM),
    "THROUGHPUT_UPGRADE": (GOOD, ROOM),
}
# The business may begin no talks, or answer none.
_RESTRICTIONS = {"RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"}


def said(event: AccountEvent) -> Said | None:
    """What the event says of quality and limits; None: nothing."""
    read = _READERS.get(event.name)
    if read is None:
        return None
    try:
        return read(object_in(object_of(event.raw, "EVENT_ODD"), "value", "EVENT_ODD"))
    except Odd:
        return None


def told_at(event: AccountEvent) -> datetime | None:
    """When Meta says that it was so; None where it does not."""
    try:
        seconds = seconds_in(object_of(event.raw, "EVENT_ODD"), "time", "EVENT_ODD")
    except Odd:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def digits_of(number: str) -> str:
    """The number without what people write between its digits."""
    return re.sub("[^0-9]", "", number)


def _number(value: Object) -> Said | None:
    word = _word(value, "event")
    if word not in _OF_NUMBER:
        return None
    limits = (value.get(name) for name in ("max_daily_conversations_per_business", "current_limit"))
    limit = next((each[:LONGEST_WORD] for each in limits if isinstance(each, str)), "")
    number = digits_of(_word(value, "display_phone_number"))
    return Said(_OF_NUMBER[word], f"{word} {limit}".strip(), number)


def _restriction(value: Object) -> Said | None:
    """Of all numbers of the account, also where it names one: it is the account's."""
    if _word(value, "event") != "ACCOUNT_RESTRICTION":
        return None
    told = value.get("restriction_info")
    parts = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    words = [_word(each, "restriction_type") for each in parts]
    named = sorted(_RESTRICTIONS.intersection(words))
    return Said((REACHED,), f"ACCOUNT_RESTRICTION {' '.join(named)}") if named else None


def _capability(value: Object) -> Said | None:
    name = "max_daily_conversations_per_business"
    limit = value.get(name, value.get("max_daily_conversation_per_phone"))
    return Said((ROOM,), f"{name} {UNLIMITED}") if limit == UNLIMITED else None


def _word(value: Object, name: str) -> str:
    return text_in(value, name, "EVENT_ODD", limit=LONGEST_WORD)


# account_alerts is not among them: it says why a limit is not raised, never that one is reached.
_READERS: dict[str, Callable[[Object], Said | None]] = {
    "phone_number_quality_update": _number,
    "account_update": _restriction,
    "business_capability_update": _capability,
}
