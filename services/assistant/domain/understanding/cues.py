"""What the words of a message point to: a phrase that says "cancel", one that says "thanks"."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from services.assistant.domain.understanding import languages
from services.assistant.domain.understanding.lexicon import Lexicon

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of one or more kinds, and where it stands in the folded text."""

    kinds: frozenset[str]
    span: Span


class Cues:
    """The cues of a message, in the order in which they stand."""

    def __init__(self, found: Sequence[Cue]) -> None:
        self.found = tuple(found)
        self.kinds = frozenset().union(*(each.kinds for each in found)) if found else frozenset()

    def __contains__(self, kind: str) -> bool:
        return kind in self.kinds

    def any(self, *kinds: str) -> bool:
        return not self.kinds.isdisjoint(kinds)

    def where(self, kind: str) -> list[Span]:
        return [each.span for each in self.found if kind in each.kinds]


@cache
def lexicon(language: str) -> Lexicon:
    """The cues of one language."""
    made = Lexicon()
    for kind, written in languages.tables()[language]["cues"].items():
        for phrase in written.split("|"):
            made.add(phrase, kind)
    return made


def find_cues(text: str, language: str) -> Cues:
    """The cues of a folded text."""
    tokens = lexicon(language).tokens(text)
    return Cues(
        [
            Cue(frozenset(each.values), (each.start, each.end))
            for each in tokens
            if "X" not in each.values
        ]
    )
