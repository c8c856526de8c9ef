"""Whether a message is a word by which a customer says, and means nothing else, that they want no
more messages, no more advertisements, or all of them again.

Every language's words count for everybody: what a customer writes is often not known yet, and STOP
is understood everywhere. Case, accents, punctuation, blanks and pictures do not matter.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.gateway.items import ContentKind, InboundMessage
from services.gateway.words import de, en, es, fr, it, pt

LONGEST = 40
"""Characters: what is longer is no word."""


class Word(StrEnum):
    STOP = "stop"
    STOP_PROMOTIONS = "stop_promotions"
    START = "start"


_LANGUAGES = (en, es, it, pt, fr, de)
_WORDS = {
    **{each: Word.STOP for language in _LANGUAGES for each in language.STOP},
    **{each: Word.STOP_PROMOTIONS for language in _LANGUAGES for each in language.STOP_PROMOTIONS},
    **{each: Word.START for language in _LANGUAGES for each in language.START},
}


@dataclass(frozen=True)
class Heard:
    """The word that counts in what was written, and the message that is that word."""

    word: Word
    message: InboundMessage

    @property
    def tapped(self) -> bool:
        """Whether it was a button."""
        return self.message.kind is ContentKind.CHOICE


def word_of(message: InboundMessage) -> Word | None:
    """The word that the whole message is. Of a button what it sends back, else what it says; not
    START where both are different: one that says STOP means it, whoever made it."""
    if message.kind is ContentKind.TEXT:
        return _word(message.text)
    if message.kind is not ContentKind.CHOICE:
        return None
    sent, said = _word(message.choice_id), _word(message.text)
    same = message.choice_id in {"", message.text}
    return sent or (said if same or said is not Word.START else None)


def heard_in(messages: Sequence[InboundMessage]) -> Heard | None:
    """What was said last, where several messages are such words; but who wants nothing at all
    wants no advertisements either."""
    last: Heard | None = None
    for message in messages:
        word = word_of(message)
        less = word is Word.STOP_PROMOTIONS and last is not None and last.word is Word.STOP
        if word and not less:
            last = Heard(word, message)
    return last


def _word(text: str) -> Word | None:
    text = text.strip()
    return _WORDS.get(_plain(text)) if len(text) <= LONGEST else None


def _plain(text: str) -> str:
    """Letters without accents and case, digits, and single blanks between words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return re.sub(r"[\W_]+", " ", bare).strip()
