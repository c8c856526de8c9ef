"""Which texts are taken: no control characters, and not longer than they may be."""

import re

from services.common.errors import Violation

_UNSEEN = "\u061c\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f\u200b"
"""What turns the rest of a line around, ends it, or takes no room: good for disguises alone. What
joins letters (U+200C, U+200D) and marks of direction (U+200E, U+200F) belong to languages."""

_CONTROL = re.compile(rf"[\x00-\x1f\x7f-\x9f{_UNSEEN}]")


def has_control(text: str) -> bool:
    """Whether there is something in it that nobody sees and PostgreSQL or a log would choke on."""
    return _CONTROL.search(text) is not None


def cleaned(text: str) -> str:
    """What a platform told us, in a form that can be kept: it is not ours to refuse."""
    return " ".join(_CONTROL.sub(" ", text).split())


def wrong_with_text(field: str, text: str, *, least: int = 0, most: int) -> list[Violation]:
    """What is wrong with a text that an operator wrote."""
    if len(text) < least:
        return [Violation(field, "FIELD_MISSING", f"has fewer than {least} characters")]
    if len(text) > most:
        return [Violation(field, "FIELD_INVALID", f"has more than {most} characters")]
    if has_control(text):
        return [Violation(field, "FIELD_INVALID", "has control characters")]
    return []


def wrong_with_word(field: str, text: str) -> list[Violation]:
    """What is wrong with an address or a token, in which no space belongs."""
    if has_control(text) or any(each.isspace() for each in text):
        return [Violation(field, "FIELD_INVALID", "has spaces or control characters")]
    return []
