"""The words and patterns of one language, made of its data file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from services.assistant.domain.understanding import languages
from services.assistant.domain.understanding.lexicon import Lexicon, folded, spelled
from services.assistant.domain.understanding.patterns import Alphabet, Tokens

LISTS = {"weekdays": "WEEKDAY", "months": "MONTH", "ordinals": "ORD"}


@dataclass(frozen=True)
class Grammar:
    """A language, as far as days and times go."""

    language: str
    lexicon: Lexicon
    alphabet: Alphabet
    month_first: bool
    synonyms: Mapping[str, str]
    """What people say for a word that names of offerings are made of."""
    names_that_are_words: frozenset[str]
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def compiled(self, pattern: str) -> re.Pattern[str]:
        """A pattern over the kinds of this language."""
        if pattern not in self._patterns:
            self._patterns[pattern] = self.alphabet.compiled(pattern)
        return self._patterns[pattern]

    def is_word(self, name: str) -> bool:
        """Whether people say it for something else, too: May, Mark."""
        return name in self.names_that_are_words

    def read(self, text: str) -> Tokens:
        """The tokens of a folded text."""
        return Tokens(self.lexicon.tokens(text), self.alphabet)


@cache
def grammar(language: str) -> Grammar:
    table = languages.tables()[language]
    lexicon = Lexicon()
    for phrase, kind, value in _phrases(table):
        lexicon.add(phrase, kind, value)
    for kind, letters in table["glued"].items():
        for each in _each(letters):
            lexicon.add_glued(each, kind)
    return Grammar(
        language,
        lexicon,
        Alphabet(lexicon.kinds()),
        month_first=table["date_order"] == "MDY",
        synonyms=dict(_synonyms(table.get("synonyms", {}))),
        names_that_are_words=frozenset(map(folded, _each(table["names_that_are_words"]))),
    )


def _synonyms(table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for word, written in table.items():
        yield from ((folded(said), folded(word)) for said in _each(written))


def _phrases(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every phrase of the data file with a kind and what it means as that."""
    for value, written in enumerate(table["numbers"]):
        for kind, meant in spelled(value).items():
            yield from _meaning(written, kind, meant)
    for name, kind in LISTS.items():
        for value, written in enumerate(table[name]):
            yield from _meaning(written, kind, value)
    yield from _days_and_parts(table)
    for kind, written in [*table["marks"].items(), *table["people"].items()]:
        yield from _meaning(written, kind)


def _days_and_parts(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for days, written in table["days"].items():
        yield from _meaning(written, "REL", int(days))
    for part, written in table["parts"].items():
        yield from _meaning(written, "PART", part)
    for said, written in table["day_parts"].items():
        days, part = said.split()
        yield from _meaning(written, "REL", int(days))
        yield from _meaning(written, "PART", part)
        yield from _meaning(written, "DAYPART")


def _meaning(written: str, kind: str, value: Any = None) -> Iterator[tuple[str, str, Any]]:
    return ((phrase, kind, value) for phrase in _each(written))


def _each(written: str) -> Iterator[str]:
    return (phrase for phrase in written.split("|") if folded(phrase))
