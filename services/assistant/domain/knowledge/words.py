"""The words of a text in the form in which they are compared, whatever the language.

One light stemmer serves all languages: what an ending is in one rarely hurts another, and a
question need not be in the language that its conversation is said to be in.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from services.assistant.domain.knowledge.stop_words import ENDINGS, STOP_WORDS

READ = 500
"""Characters of a question that are read."""
SHORTEST_STEM = 3

_ACCENT = re.compile("[\u0300-\u036f]")
"""Of Latin, Greek and Cyrillic letters. Other scripts keep their marks: they are vowels."""
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0900-\u0dff])*")


def folded(text: str) -> list[str]:
    """Its words in small letters, without accents and signs."""
    one_form = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", one_form)))
    return _WORD.findall(plain)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its ending: `parking`, `parked` and `park` are one."""
    if len(word) <= SHORTEST_STEM or not word.isalpha():
        return word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] == word[-2] else word


def language_of(words: Iterable[str], otherwise: str = "") -> str:
    """The language whose small words these are most, or the one that was said."""
    said = otherwise.partition("-")[0].lower()
    words = set(words)
    votes = {each: len(words & stops) for each, stops in STOP_WORDS.items()}
    best = max(votes, key=lambda each: (votes[each], each == said))
    return best if votes[best] > votes.get(said, 0) else said


def stops_of(language: str) -> frozenset[str]:
    """The small words of a language, which hardly count; none where it is not known."""
    return STOP_WORDS.get(language, frozenset())


def pairs(word: str) -> frozenset[str]:
    """The pairs of neighbouring letters, its begin and end among them."""
    framed = f"^{word}$"
    return frozenset(framed[n : n + 2] for n in range(len(framed) - 1))


def trigrams(words: Iterable[str]) -> frozenset[str]:
    """All groups of three letters within the words, begins and ends among them."""
    framed = [f"  {each} " for each in words]
    return frozenset(each[n : n + 3] for each in framed for n in range(len(each) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets have in common, 0 to 1."""
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0
