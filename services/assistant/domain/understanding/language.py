"""Which language is this? A vote of words that only one language has; a weak vote is none."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from services.assistant.domain.understanding import languages
from services.assistant.domain.understanding.text import plain, words

DEFAULT = "en"


@cache
def _markers() -> Mapping[str, frozenset[str]]:
    """The words of each language, with their accents."""
    return {
        language: frozenset(plain(table["markers"].replace("|", " ")).split())
        for language, table in languages.tables().items()
    }


def spoken() -> frozenset[str]:
    """The languages that we understand and answer in."""
    return frozenset(languages.tables())


def vote(text: str) -> str | None:
    """The language that the words clearly belong to."""
    counts = Counter[str]()
    for word in words(plain(text)):
        counts.update(language for language, known in _markers().items() if word in known)
    (first, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return first if most and most >= 2 * second and most > second else None


def first_spoken(wanted: Iterable[str]) -> str:
    """The first of these tags whose language we answer in; English where there is none."""
    for tag in wanted:
        language = tag.replace("_", "-").split("-", 1)[0].casefold()
        if language in spoken():
            return language
    return DEFAULT
