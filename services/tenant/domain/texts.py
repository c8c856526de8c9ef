"""Which texts are taken: no control characters, and not longer than they may be."""

from services.common.errors import Violation
from services.common.texts import has_control


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
