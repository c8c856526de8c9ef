"""How sure an answer is: given, offered among others, or not there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from services.assistant.domain.knowledge.entry import Entry


class Band(StrEnum):
    """What is to be done with what was found."""

    SURE = "sure"
    """The first entry answers."""
    UNSURE = "unsure"
    """One of the `choices` may be meant."""
    NO = "no"
    """Say so, and offer a person."""


@dataclass(frozen=True)
class Match:
    """An entry, and how well its words fit, 0 to 1; -1 to 1 how near its meaning is, where a model
    was asked."""

    entry: Entry
    score: float
    similarity: float | None = None


@dataclass(frozen=True)
class Found:
    """What was found for a question, the best first."""

    band: Band
    matches: tuple[Match, ...] = ()

    @property
    def answer(self) -> str:
        """What to say; empty unless it is sure."""
        return self.matches[0].entry.answer if self.band is Band.SURE else ""

    @property
    def choices(self) -> tuple[Entry, ...]:
        """What to offer, the best first; empty unless one of them may be meant."""
        if self.band is not Band.UNSURE:
            return ()
        words = WORDS_SHARE * max(each.score for each in self.matches)
        meaning = MEANING_SHARE * max(each.similarity or 0.0 for each in self.matches)
        good = [
            each.entry
            for each in self.matches
            if (each.score and each.score >= words)
            or (each.similarity and each.similarity >= meaning)
        ]
        return tuple(good[:MOST_CHOICES])


MOST_CHOICES = 3
"""WhatsApp has three buttons."""
WORDS_SHARE, MEANING_SHARE = 0.4, 0.8
"""So good beside the best is a choice, by its words or by its meaning."""
MOST_FOUND = 10

SURE_SCORE = 0.62
SURE_LEAD = 0.10
"""So far must the first be ahead of the second, unless both say the same."""
UNSURE_SCORE = 0.36
"""All three measured: tests/assistant/test_faq_bands.py."""
_SETTLED_SCORE = (SURE_SCORE + UNSURE_SCORE) / 2
_WORTH_IT = UNSURE_SCORE / 2
RANK_BIAS = 60
"""Of reciprocal rank fusion, as its authors have it: first places do not decide alone."""


def judged(matches: list[Match], *, near: float) -> Found:
    """The band of what was found, which is sorted. A meaning alone makes nothing sure: it offers
    (`near` or nearer), and settles what the words leave open where both have the same first."""
    matches = matches[:MOST_FOUND]
    if not matches:
        return Found(Band.NO)
    return Found(_band(matches, near), tuple(matches))


def fused(words: list[Match], meaning: Mapping[str, float]) -> list[Match]:
    """Both rankings in one. `meaning`: similarity by entry id, of the nearest. What shares no more
    than a small word has no place by its words."""
    by_words = {
        each.entry.entry_id: place for place, each in enumerate(words) if each.score >= _WORTH_IT
    }
    by_meaning = {
        entry_id: place for place, entry_id in enumerate(sorted(meaning, key=lambda i: -meaning[i]))
    }

    def weight(match: Match) -> float:
        ranked = (of.get(match.entry.entry_id) for of in (by_words, by_meaning))
        return sum(1 / (RANK_BIAS + 1 + place) for place in ranked if place is not None)

    both = [replace(each, similarity=meaning.get(each.entry.entry_id)) for each in words]
    return sorted(both, key=lambda match: (-weight(match), -match.score, match.entry.entry_id))


def _band(matches: list[Match], near: float) -> Band:
    first = matches[0]
    best_words = max(matches, key=lambda each: each.score)
    is_near = {
        each.entry.entry_id for each in matches if each.similarity and each.similarity >= near
    }
    needed = _SETTLED_SCORE if first.entry.entry_id in is_near else SURE_SCORE
    if best_words is first and first.score >= needed and _ahead(matches, SURE_LEAD):
        return Band.SURE
    if best_words.score >= UNSURE_SCORE or is_near:
        return Band.UNSURE
    return Band.NO


def _ahead(matches: list[Match], lead: float) -> bool:
    first = matches[0]
    others = [each.score for each in matches[1:] if each.entry.answer != first.entry.answer]
    return not others or first.score - max(others) >= lead
