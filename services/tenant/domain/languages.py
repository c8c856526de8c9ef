"""Which texts are languages: BCP 47, such as it or pt-BR."""

import re

from babel import Locale, UnknownLocaleError

from services.common.errors import Violation

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_language(text: str) -> bool:
    """Whether there is such a language, as far as CLDR knows."""
    if not _LANGUAGE.fullmatch(text):
        return False
    try:
        Locale.parse(text, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def wrong_with_language(field: str, text: str) -> list[Violation]:
    """What is wrong with a language."""
    if is_language(text):
        return []
    return [Violation(field, "FIELD_INVALID", "is no language we know, such as it or pt-BR")]
