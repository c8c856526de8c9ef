"""Reads one message: what it wants, the details it gives, and where in it they stand.

    reading = read("Vorrei un taglio domani alle 15", frame)
    reading.intent, reading.details.moment.days, reading.details.offering_id

Pure: the same text in the same frame is always read the same way, in time linear in its length.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from services.assistant.domain.understanding.cues import Cues, find_cues
from services.assistant.domain.understanding.grammar import Grammar, grammar
from services.assistant.domain.understanding.intent import (
    LISTED,
    Intent,
    Question,
    Signs,
    decide,
)
from services.assistant.domain.understanding.lexicon import Token, folded
from services.assistant.domain.understanding.moment import NO_MOMENT, Moment, read_moment
from services.assistant.domain.understanding.names import Names, NameSaid
from services.assistant.domain.understanding.patterns import Tokens
from services.assistant.domain.understanding.people import read_name, read_party
from services.assistant.domain.understanding.picking import Listed, labelled, picked

Span = tuple[int, int]
LONG = 500
"""Characters of a message that are read. All of it is stored."""
FEW_WORDS = 3
"""Up to so many, a number beside "cancel" is that of a list."""
_WORD = re.compile(r"[^\W_]+")
_PUT_AS_QUESTION = re.compile("[?\uff1f\u061f]")


@dataclass(frozen=True, slots=True)
class Frame:
    """All that reading may know beside the text."""

    now: datetime
    """On the customer's clocks, without a zone."""
    language: str
    offerings: Names
    resources: Names
    opens: time = time(0)
    closes: time = time.max
    """The hours within which an open "at 3" is looked for."""
    asked: Question | None = None
    listed: Sequence[Listed] = ()
    options: int = 0
    """How many there are to pick from by their number alone."""


@dataclass(frozen=True, slots=True)
class Details:
    """What was said of what is wanted; None: nothing."""

    moment: Moment = NO_MOMENT
    offering_id: str | None = None
    resource_id: str | None = None
    any_resource: bool = False
    party: int | None = None
    name: str | None = None

    @property
    def said(self) -> bool:
        others = (self.offering_id, self.resource_id, self.party, self.name)
        return self.moment.said or self.any_resource or any(each is not None for each in others)


NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message was read as."""

    intent: Intent
    language: str
    details: Details = NO_DETAILS
    number: int | None = None
    """Which of what is listed, counted from 1."""
    coming: bool = True
    """Of attendance: whether they come."""
    question: bool = False
    """It asks something."""
    spans: tuple[Span, ...] = ()
    """Where the details stand in the folded text."""
    text: str = ""
    """The folded text."""


def read(text: str, frame: Frame) -> Reading:
    """The reading in the frame's language."""
    said = folded(text[:LONG])
    known = grammar(frame.language)
    cues = find_cues(said, frame.language)
    words = known.lexicon.tokens(said)
    offering = _named(frame.offerings, said, words, known)
    resource = _resource(text, said, frame, known, words)
    rest = _without(said, [each.span for each in (offering, resource) if each])
    rest = _without(rest, _greeting(cues, frame))
    tokens = known.read(rest) if rest != said else Tokens(words, known.alphabet)
    details, number = _details(tokens, known, frame)
    details = replace(details, name=_name(text, words, cues, frame))
    details = replace(
        details,
        offering_id=offering.named.id if offering else None,
        resource_id=resource.named.id if resource else None,
        any_resource="any_resource" in cues and _about_resources(frame),
    )
    if frame.options and number is not None and number > frame.options:
        number = None
    if frame.asked in LISTED:
        number = labelled(frame.listed, said) or _picked(details, cues, number, frame)
    spans = _spans(details, offering, resource)
    signs = Signs(
        cues=cues,
        values=details.said,
        moment=details.moment.said,
        offering=offering is not None,
        party=details.party is not None,
        picked=number is not None,
        question=bool(_PUT_AS_QUESTION.search(text)) or _begins_as_question(cues),
        unknown=_unknown(said, cues, spans),
        asked=frame.asked,
    )
    intent = decide(signs)
    if intent is Intent.MOVE:
        details = replace(details, moment=details.moment.moved_to())
    if intent is Intent.CANCEL and number is None and len(words) <= FEW_WORDS:
        number = _number(tokens, known)
    coming = "not_attending" not in cues
    return Reading(intent, frame.language, details, number, coming, signs.question, spans, said)


def _details(tokens: Tokens, known: Grammar, frame: Frame) -> tuple[Details, int | None]:
    picks = frame.asked in LISTED or frame.options > 0
    number = _number(tokens, known) if picks else None
    moment = read_moment(tokens, known, frame.now, time_asked=_time_asked(frame))
    party = read_party(tokens, known, asked=frame.asked is Question.PARTY)
    return Details(moment.inside(frame.opens, frame.closes), party=party), number


def _name(text: str, words: Sequence[Token], cues: Cues, frame: Frame) -> str | None:
    """What they are called, looked for only where something says so."""
    asked = frame.asked is Question.NAME
    if not (asked or "name_is" in cues or any("FOR" in each.values for each in words)):
        return None
    names = [*frame.resources.all(), *frame.offerings.all()]
    return read_name(text, frame.language, names, asked=asked)


def _time_asked(frame: Frame) -> bool:
    return frame.asked in {Question.TIME, Question.OFFER}


def _named(names: Names, text: str, tokens: Sequence[Token], known: Grammar) -> NameSaid | None:
    """The last one that is not denied: people correct themselves."""
    found = [
        each for each in names.find(text, known.synonyms) if not _follows(tokens, each.span, "NOT")
    ]
    return found[-1] if found else None


def _resource(
    text: str, said: str, frame: Frame, known: Grammar, tokens: Sequence[Token]
) -> NameSaid | None:
    """The same; a name that is a word as well only where it must be one."""
    found = [
        each
        for each in frame.resources.find(said)
        if not _follows(tokens, each.span, "NOT")
        and not _is_another_word(said[each.span[0] : each.span[1]], each, known)
        and (
            frame.asked in _NAMES_RESOURCES
            or not known.is_word(said[each.span[0] : each.span[1]])
            or _follows(tokens, each.span, "WITH")
            or _stands_apart(text, each)
        )
    ]
    return found[-1] if found else None


_NAMES_RESOURCES = frozenset(
    {Question.RESOURCE, Question.OFFER, Question.BOOKING, Question.CONFIRM}
)


def _follows(tokens: Sequence[Token], span: Span, kind: str) -> bool:
    """Whether a word of this kind stands before it, an article between them perhaps."""
    end = bisect_left(tokens, span[0], key=lambda each: each.start)
    before = tokens[max(end - 2, 0) : end]
    if before and kind in before[-1].values:
        return True
    small = {"AN", "THE"}
    return len(before) == 2 and kind in before[0].values and not small.isdisjoint(before[1].values)


def _stands_apart(text: str, name: NameSaid) -> bool:
    """Mark, Thursday at four: a comma sets it apart."""
    first, _, rest = text.strip().partition(",")
    return bool(rest) and folded(first) == folded(name.named.name)


def _is_another_word(word: str, name: NameSaid, known: Grammar) -> bool:
    """A word of the language is no misspelt name: marzo is not Marco."""
    if word in folded(name.named.name).split():
        return False
    tokens = known.lexicon.tokens(word)
    return not any("X" in each.values for each in tokens) or bool(
        find_cues(word, known.language).found
    )


def _greeting(cues: Cues, frame: Frame) -> list[Span]:
    """A good morning is no part of the day, unless one was asked for."""
    if frame.asked in {Question.WHEN, Question.TIME} or not cues.found:
        return []
    first = cues.found[0]
    spans = [first.span] if "greet" in first.kinds and first.span[0] == 0 else []
    acts = cues.any("book", "move", "cancel", "list", "availability")
    return spans if acts else spans + cues.where("bye")


def _without(text: str, spans: Sequence[Span]) -> str:
    """The text with what was read blanked, so that places stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _number(tokens: Tokens, known: Grammar) -> int | None:
    """A number and hardly anything else, or an ordinal: of what is listed."""
    for found in tokens.find(known.compiled("<nth:ORD> (?!MONTH)")):
        return found.value("nth", "ORD")
    for found in tokens.find(known.compiled("OPTION <n:N>")):
        return found.value("n", "N")
    for found in tokens.find(known.compiled("(?<!AT) <n:N>")):
        if len(tokens.tokens) <= (1 if found.any("AN") else 3):
            return found.value("n", "N")
    return None


def _picked(details: Details, cues: Cues, number: int | None, frame: Frame) -> int | None:
    return picked(
        frame.listed,
        details.moment,
        cues,
        number=number,
        offering_id=details.offering_id,
        resource_id=details.resource_id,
    )


def _about_resources(frame: Frame) -> bool:
    return bool(frame.resources.all()) and frame.asked in {None, Question.RESOURCE}


def _spans(details: Details, *names: NameSaid | None) -> tuple[Span, ...]:
    return (*details.moment.spans, *(each.span for each in names if each))


def _begins_as_question(cues: Cues) -> bool:
    return bool(cues.found) and "question" in cues.found[0].kinds


def _unknown(text: str, cues: Cues, spans: Sequence[Span]) -> int:
    """How many words nothing explains."""
    known = bytearray(len(text) + 1)
    for start, end in [*spans, *(each.span for each in cues.found)]:
        known[start:end] = b"\x01" * (end - start)
    return sum(not all(known[start:end]) for start, end in map(_span, _WORD.finditer(text)))


def _span(match: re.Match[str]) -> Span:
    return match.span()
