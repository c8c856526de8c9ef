"""Which of the tenant's own names are said, of offerings or resources: mistakes are forgiven."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from services.assistant.domain.understanding.lexicon import folded

Span = tuple[int, int]
Spoken = tuple[tuple[str, str], Span]
"""A word as it was said and as what it means, and where it stands."""
NO_SYNONYMS: Mapping[str, str] = MappingProxyType({})

_WORD = re.compile(r"[^\W\d_]{2,}")
FORGIVEN = ((8, 2), (5, 1))
"""From so many letters on, so many may be wrong."""
ENDING = 3
"""Letters that a word may have more than the name: haircuts, coloured."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something of the tenant's, and what it is called."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class NameSaid:
    """One of them in a message, and how many of its words were said."""

    named: Named
    span: Span
    words: int


class Names:
    """The names of one kind of thing, prepared once for many messages."""

    def __init__(self, all_named: Sequence[Named]) -> None:
        self._words = [(each, _words(folded(each.name))) for each in all_named]
        self._often = Counter(word for _, words in self._words for word in set(words))

    def all(self) -> list[str]:
        """Every name."""
        return [named.name for named, _ in self._words]

    def find(self, text: str, synonyms: Mapping[str, str] = NO_SYNONYMS) -> list[NameSaid]:
        """Those that a folded text says, in its order: of two in one place, the closer one.
        `synonyms`: what people say for what names are made of."""
        spoken = [
            ((match[0], synonyms.get(match[0], match[0])), match.span())
            for match in _WORD.finditer(text)
        ]
        found = [said for named, words in self._words if (said := self._said(named, words, spoken))]
        return sorted(_closest(found), key=lambda each: each.span)

    def _said(
        self, named: Named, words: Sequence[str], spoken: Sequence[Spoken]
    ) -> NameSaid | None:
        """All words of the name, or one that no other name has."""
        places = [(word, place) for word in words if (place := _place(word, spoken))]
        own = any(self._often[word] == 1 for word, _ in places)
        if not places or not (own or len(places) == len(words)):
            return None
        spans = [place for _, place in places]
        start, end = min(spans)[0], max(spans)[1]
        return NameSaid(named, (start, end), len(places))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _place(word: str, spoken: Sequence[Spoken]) -> Span | None:
    """Where it is said, the last time; in two words too: "hair cut"."""
    for n in range(len(spoken) - 1, -1, -1):
        (said, meant), span = spoken[n]
        if alike(said, word) or (meant != said and alike(meant, word)):
            return span
        if n and spoken[n - 1][0][0] + said == word:
            return spoken[n - 1][1][0], span[1]
    return None


def _closest(found: Sequence[NameSaid]) -> list[NameSaid]:
    """Without those of which another one, in the same place, has more words."""
    return [
        each
        for each in found
        if not any(_overlap(each.span, other.span) and other.words > each.words for other in found)
    ]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def alike(said: str, word: str) -> bool:
    """The same word, or one with an ending or with as many mistakes as its length forgives."""
    if said == word:
        return True
    if len(word) < 4 or said[0] != word[0]:
        return len(word) >= 5 and said.endswith(word)  # Haarschnitt
    if said.startswith(word) and (len(said) - len(word) <= ENDING or _is_compound(said, word)):
        return True
    most = next((mistakes for long, mistakes in FORGIVEN if len(word) >= long), 0)
    return bool(most) and abs(len(said) - len(word)) <= most and _distance(said, word, most) <= most


def _is_compound(said: str, word: str) -> bool:
    """Herrenschnitt, of Herren."""
    return len(word) >= 6 and len(said) - len(word) >= 4


def _distance(one: str, other: str, most: int) -> int:
    """How many letters are missing, too many, wrong or swapped; more than `most` is not counted."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        further = [n]
        for m, wanted in enumerate(other, 1):
            cost = min(row[m] + 1, further[m - 1] + 1, row[m - 1] + (letter != wanted))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == wanted:
                cost = min(cost, before[m - 2] + 1)
            further.append(cost)
        if min(further) > most:
            return most + 1
        before, row = row, further
    return row[-1]
