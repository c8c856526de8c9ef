"""The shape of a language's table of words, and all tables together.

A message is compared with every table, so that a Spanish customer of an Italian salon is
understood at the first word. Phrases are plain and without accents; markers have theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What people say in one language."""

    book: frozenset[str]
    """A first word that says: book."""
    listing: frozenset[str]
    cancel: frozenset[str]
    """A first word that says: cancel."""
    help: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    greetings: frozenset[str]
    thanks: frozenset[str]
    please: frozenset[str]
    """May stand at either end of anything."""
    wishes: frozenset[str]
    """May stand before what is wanted: "I want to"."""
    before_date: frozenset[str]
    before_time: frozenset[str]
    numbers: tuple[frozenset[str], ...]
    """One, two, three, as words and as ordinals: what is listed for picking is short."""
    before_number: frozenset[str]
    markers: frozenset[str]
    """Words that belong to this language and to no other of ours, as they are written."""


@dataclass(frozen=True)
class Vocabulary:
    """All languages together."""

    tables: Mapping[str, Words]

    def phrases(self, of: Callable[[Words], frozenset[str]]) -> frozenset[str]:
        """What all languages have of a kind."""
        return frozenset[str]().union(*(of(each) for each in self.tables.values()))

    def numbers(self) -> dict[str, int]:
        """Which number a word is."""
        tables = self.tables.values()
        return {w: n for each in tables for n, words in enumerate(each.numbers, 1) for w in words}
