"""WhatsApp Cloud API: what account events say of numbers, of the account and of templates.

Of a number Meta names fewer events since 2026 (https://developers.facebook.com, webhook reference,
phone_number_quality_update: ONBOARDING, THROUGHPUT_UPGRADE); the older ones still come.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from services.gateway.channels import whatsapp_templates_events as templates
from services.gateway.channels.news import News, Notice, Said
from services.gateway.channels.shape import Object, object_in, object_of, seconds_in, text_in
from services.gateway.items import AccountEvent, NoticeKind, ProblemKind
from services.gateway.reading import Odd

LONGEST_WORD = 100
UNLIMITED = -1


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
_NOTICES = {
    LOW: NoticeKind.QUALITY_LOW,
    GOOD: NoticeKind.QUALITY_GOOD,
    REACHED: NoticeKind.LIMIT_REACHED,
    ROOM: NoticeKind.LIMIT_LIFTED,
}
# The business may begin no talks; or answer none, which is all there is.
_RESTRICTIONS = {
    "RESTRICTED_BIZ_INITIATED_MESSAGING": NoticeKind.LIMIT_REACHED,
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING": NoticeKind.RESTRICTED,
}
_BANS = {
    "SCHEDULE_FOR_DISABLE": NoticeKind.ALERT,
    "DISABLE": NoticeKind.RESTRICTED,
    "REINSTATE": NoticeKind.RESTRICTION_LIFTED,
}
_ALERTS = {"ACCOUNT_VIOLATION", "ACCOUNT_DELETED", "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED"}


def said(event: AccountEvent) -> Said | None:
    """What the event says; None: nothing that anything follows from."""
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
    return _heard(_OF_NUMBER[word], f"{word} {limit}".strip(), number)


def _heard(news: tuple[News, ...], detail: str, number: str = "") -> Said:
    return Said(news, detail, number, tuple(Notice(_NOTICES[each]) for each in news))


def _account(value: Object) -> Said | None:
    """Of all numbers of the account, also where it names one: it is the account's."""
    word = _word(value, "event")
    if word == "ACCOUNT_RESTRICTION":
        return _restriction(value)
    if word == "DISABLED_UPDATE":
        return _ban(object_in(value, "ban_info", "EVENT_ODD"))
    if word not in _ALERTS:
        return None
    violation = _word(object_in(value, "violation_info", "EVENT_ODD"), "violation_type")
    return Said((), f"{word} {violation}".strip(), notices=(Notice(NoticeKind.ALERT),))


def _restriction(value: Object) -> Said | None:
    told = value.get("restriction_info")
    parts = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    words = {_word(each, "restriction_type") for each in parts}
    named = sorted(_RESTRICTIONS.keys() & words)
    notices = tuple(Notice(_RESTRICTIONS[each]) for each in named)
    detail = f"ACCOUNT_RESTRICTION {' '.join(named)}"
    return Said((REACHED,), detail, notices=notices) if named else None


def _ban(told: Object) -> Said | None:
    """Its state is a word, or a list of one."""
    state = told.get("waba_ban_state")
    word = state[0] if isinstance(state, list) and state else state
    if not isinstance(word, str) or word not in _BANS:
        return None
    detail = f"{word} {_word(told, 'waba_ban_date')}".strip()
    return Said((), detail, notices=(Notice(_BANS[word]),))


def _alert(value: Object) -> Said | None:
    """It says why a limit is not raised, and the like; never that one is reached."""
    told = object_in(value, "alert_info", "EVENT_ODD") or value
    names = ("alert_type", "alert_severity", "alert_status", "alert_description")
    detail = " ".join(filter(None, (_word(told, name) for name in names)))
    return Said((), detail, notices=(Notice(NoticeKind.ALERT),)) if detail else None


def _security(value: Object) -> Said | None:
    """Somebody changed the PIN of a number, or asked for that."""
    word = _word(value, "event")
    number = digits_of(_word(value, "display_phone_number"))
    return Said((), word, number, (Notice(NoticeKind.ALERT),)) if word else None


def _capability(value: Object) -> Said | None:
    name = "max_daily_conversations_per_business"
    limit = value.get(name, value.get("max_daily_conversation_per_phone"))
    return _heard((ROOM,), f"{name} {UNLIMITED}") if limit == UNLIMITED else None


def _word(value: Object, name: str) -> str:
    return text_in(value, name, "EVENT_ODD", limit=LONGEST_WORD)


_READERS: dict[str, Callable[[Object], Said | None]] = {
    "phone_number_quality_update": _number,
    "account_update": _account,
    "account_alerts": _alert,
    "business_capability_update": _capability,
    "security": _security,
    "message_template_status_update": templates.status,
    "message_template_quality_update": templates.quality,
}
