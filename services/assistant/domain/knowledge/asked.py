"""A question that was not answered, as it is kept: without what tells who asked."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.assistant.domain.knowledge.words import folded
from services.common.texts import cleaned

LONGEST = 500
"""Characters of a question that are kept."""

_MAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}")
_DATE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}")
_NUMBER = re.compile(r"\+?\d(?:[ ().\-/]{0,2}\d){6,19}")


@dataclass(frozen=True)
class Unanswered:
    """A question that stands on the list."""

    question_id: UUID
    text: str
    language: str
    count: int
    first_ask_time: datetime
    last_ask_time: datetime
    conversation_id: UUID
    position: int
    """Grows with every question that is new."""


def masked(text: str) -> str:
    """The question in one line, phone numbers and e-mail addresses taken out; dates stay."""
    line = _MAIL.sub("[e-mail]", cleaned(text[: 2 * LONGEST]))
    return _NUMBER.sub(_number, line)[:LONGEST]


def digest(text: str) -> bytes:
    """The same for the same question, however it is spelt in capitals, accents and signs."""
    return hashlib.sha256(" ".join(folded(text)).encode()).digest()


def _number(found: re.Match[str]) -> str:
    return found[0] if _DATE.fullmatch(found[0]) else "[phone]"
