"""The entries of a tenant, prepared so that a question is compared with all of them at once.

Every phrasing is scored by the words that it shares with the question (a rare word counts more
than a frequent one, a small word hardly, a misspelt one a little less) and by the groups of three
letters that both have; an entry is as good as its best phrasing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.assistant.domain.knowledge.bands import Match
from services.assistant.domain.knowledge.entry import Entry
from services.assistant.domain.knowledge.words import (
    READ,
    folded,
    language_of,
    likeness,
    pairs,
    stem,
    stops_of,
    trigrams,
)

SMALL_WORD = 0.12
"""What a small word counts of what it would."""
MISSPELT = 0.6
"""So alike must two words be to count as one misspelt."""
SHORTEST_MISSPELT = 4
MOST_MISSPELT = 8
"""Words of one question that are looked for in other spellings: each takes its time."""
BY_LETTERS = 0.25
"""The part of a score that letters decide; words decide the rest."""
BY_PHRASING = 0.75
"""The part of what words decide that is the best phrasing's; the rest is the whole entry's, what
it answers included."""
OF_QUESTION = 0.55
"""How much it matters that the question is covered, rather than the phrasing."""
ANOTHER_LANGUAGE = 0.85
"""What an entry counts that is in another language than the question."""
COMPARED = 40
"""Phrasings that are compared by letters: the best by their words."""


@dataclass(frozen=True)
class Phrasing:
    """One way of asking. `weight`: of all its words together."""

    entry: int
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class _Asked:
    """A word of a question where it stands. `weight`: its part of the whole question's; `alike`: to
    what was written."""

    postings: Mapping[int, float]
    anywhere: Mapping[int, float]
    weight: float
    alike: float


@dataclass(frozen=True)
class Index:
    """All entries of a tenant. Made by preparing.py."""

    entries: Sequence[Entry]
    phrasings: Sequence[Phrasing]
    postings: Mapping[str, Mapping[int, float]]
    """Word: the phrasings in which it stands, and what it weighs there."""
    anywhere: Mapping[str, Mapping[int, float]]
    """Word: the entries in which it stands, and which part of it counts there."""
    rarity: Mapping[str, float]
    unknown: float
    """The rarity of a word that stands nowhere."""
    spelt: Mapping[str, Sequence[str]]
    """Pair of letters: the words that have it."""

    def search(self, text: str, language: str = "") -> list[Match]:
        """The entries that share something with the question, the best first."""
        words = folded(text[:READ])
        spoken = language_of(words, language)
        fits = self._fits(self._weighed(words, stops_of(spoken)))
        letters, best = trigrams(words), dict[int, float]()
        for number in sorted(fits, key=lambda each: -fits[each])[:COMPARED]:
            phrasing = self.phrasings[number]
            alike = likeness(letters, trigrams(phrasing.words))
            score = fits[number] * (1 - BY_LETTERS) + alike * BY_LETTERS
            best[phrasing.entry] = max(best.get(phrasing.entry, 0.0), score)
        return _sorted(
            Match(entry, score * _factor(entry, spoken))
            for entry, score in ((self.entries[number], best[number]) for number in best)
        )

    def _weighed(self, words: Iterable[str], stops: frozenset[str]) -> dict[str, float]:
        """What each word of a question weighs."""
        weights: dict[str, float] = {}
        for word in words:
            base = stem(word)
            weight = self.rarity.get(base, self.unknown) * (SMALL_WORD if word in stops else 1)
            weights[base] = max(weights.get(base, 0.0), weight)
        return weights

    def _fits(self, question: Mapping[str, float]) -> dict[int, float]:
        """How well the words of each phrasing fit that shares one, 0 to 1."""
        asked = sum(question.values()) or 1.0
        known = [
            _Asked(self.postings.get(word, {}), self.anywhere[word], weight / asked, alike)
            for word, weight, alike in self._known(question)
        ]
        known.sort(key=lambda each: len(each.postings))
        return {number: self._fit(number, known) for number in _reached(known)}

    def _fit(self, number: int, known: Sequence["_Asked"]) -> float:
        of_question = of_phrasing = of_entry = 0.0
        phrasing = self.phrasings[number]
        for word in known:
            if part := word.anywhere.get(phrasing.entry):
                of_entry += word.weight * word.alike * part
            if own := word.postings.get(number):
                of_question += word.weight * word.alike
                of_phrasing += own * word.alike
        best = _balance(of_question, of_phrasing / phrasing.weight)
        return BY_PHRASING * best + (1 - BY_PHRASING) * min(1.0, of_entry)

    def _known(self, question: Mapping[str, float]) -> Iterable[tuple[str, float, float]]:
        """The words of a question that stand somewhere, their weight, and how alike they are to
        what was written; in other spellings where they stand nowhere."""
        looked_for = 0
        for word, weight in question.items():
            if word in self.anywhere:
                yield word, weight, 1.0
            elif len(word) >= SHORTEST_MISSPELT and looked_for < MOST_MISSPELT:
                looked_for += 1
                yield from ((known, weight, alike) for known, alike in self._misspelt(word))

    def _misspelt(self, word: str) -> list[tuple[str, float]]:
        """The one or two words that may have been meant."""
        own = pairs(word)
        shared = Counter(known for pair in own for known in self.spelt.get(pair, ()))
        alike = [(known, likeness(own, pairs(known))) for known, _ in shared.most_common(20)]
        good = sorted((-much, known) for known, much in alike if much >= MISSPELT)
        return [(known, -much) for much, known in good[:2]]


def _reached(known: Sequence[_Asked]) -> set[int]:
    """Phrasings with a word of the question, by its rarest words first: once there are enough, a
    word that stands everywhere brings no others."""
    reached: set[int] = set()
    for each in known:
        if len(reached) < COMPARED:
            reached.update(each.postings)
    return reached


def _balance(of_question: float, of_phrasing: float) -> float:
    question, phrasing = min(1.0, of_question), min(1.0, of_phrasing)
    return float(question**OF_QUESTION * phrasing ** (1 - OF_QUESTION))


def _factor(entry: Entry, spoken: str) -> float:
    own = entry.language.partition("-")[0].lower()
    return ANOTHER_LANGUAGE if own and spoken and own != spoken else 1.0


def _sorted(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=lambda each: (-each.score, each.entry.entry_id))
