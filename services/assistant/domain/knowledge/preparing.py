"""Makes the index of a tenant's entries: 500 of them with five phrasings each take a moment, and
as long as they do not change it is not made again."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from services.assistant.domain.knowledge.entry import Entry
from services.assistant.domain.knowledge.index import SMALL_WORD, Index, Phrasing
from services.assistant.domain.knowledge.words import folded, language_of, pairs, stem, stops_of

ANSWER_WORD = 0.5
"""What a word counts that stands only in the answer."""


def prepared(entries: Sequence[Entry]) -> Index:
    """The index of these entries."""
    asked = [[folded(each) for each in (*entry.phrasings, *entry.tags)] for entry in entries]
    rarity = _rarity(asked)
    unknown = _rare(len(entries), 1)
    phrasings: list[Phrasing] = []
    postings: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for number, (entry, ways) in enumerate(zip(entries, asked, strict=True)):
        small = stops_of(language_of((word for way in ways for word in way), entry.language))
        for way in filter(None, ways):
            weights = _weights(way, small, rarity)
            for word, weight in weights.items():
                postings[word][len(phrasings)] = weight
            phrasings.append(Phrasing(number, tuple(way), sum(weights.values())))
    return Index(
        entries=tuple(entries),
        phrasings=phrasings,
        postings=postings,
        anywhere=_anywhere(entries, asked),
        rarity=rarity,
        unknown=unknown,
        spelt=_spelt(rarity),
    )


def _weights(
    words: Sequence[str], small: frozenset[str], rarity: Mapping[str, float]
) -> dict[str, float]:
    weights: dict[str, float] = {}
    for word in words:
        base = stem(word)
        weight = rarity[base] * (SMALL_WORD if word in small else 1)
        weights[base] = max(weights.get(base, 0.0), weight)
    return weights


def _rarity(asked: Sequence[Sequence[Sequence[str]]]) -> dict[str, float]:
    """How rare each word is, by the number of entries that are asked for with it."""
    counts = Counter(
        word for ways in asked for word in {stem(word) for way in ways for word in way}
    )
    return {word: _rare(len(asked), count) for word, count in counts.items()}


def _rare(entries: int, count: int) -> float:
    return math.log(1 + (entries + 1) / (count + 0.5))


def _anywhere(
    entries: Sequence[Entry], asked: Sequence[Sequence[Sequence[str]]]
) -> dict[str, dict[int, float]]:
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for number, (entry, ways) in enumerate(zip(entries, asked, strict=True)):
        parts = {stem(word): ANSWER_WORD for word in folded(entry.answer)}
        parts.update({stem(word): 1.0 for way in ways for word in way})
        for word, part in parts.items():
            found[word][number] = part
    return found


def _spelt(words: Mapping[str, float]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        for pair in pairs(word):
            found[pair].append(word)
    return found
