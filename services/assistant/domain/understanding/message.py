"""Reads one message: what it wants, the details it gives, and where in it they stand.

    reading = read("Vorrei un taglio domani alle 15", frame)
    reading.intent, reading.details.moment.days, reading.details.offering_id

Pure: the same text in the same frame is always read the same way, in time linear in its length.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.assistant.domain.understanding.cues import Cues
from services.assistant.domain.understanding.grammar import Grammar
from services.assistant.domain.understanding.heard import Frame, Heard
from services.assistant.domain.understanding.intent import (
    LISTED,
    Intent,
    Question,
    Signs,
    decide,
)
from services.assistant.domain.understanding.lexicon import folded
from services.assistant.domain.understanding.mentions import offering_said, resource_said
from services.assistant.domain.understanding.moment import NO_MOMENT, Moment, read_moment
from services.assistant.domain.understanding.names import NameSaid
from services.assistant.domain.understanding.patterns import Tokens
from services.assistant.domain.understanding.people import read_name, read_party
from services.assistant.domain.understanding.picking import labelled, picked
from services.assistant.domain.understanding.text import UNDERSTOOD

Span = tuple[int, int]
FEW_WORDS = 3
"""Up to so many, a number beside "cancel" is that of a list."""
_WORD = re.compile(r"[^\W_]+")
_PUT_AS_QUESTION = re.compile("[?\uff1f\u061f]")


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
    text = text[:UNDERSTOOD]
    heard = Heard(text, folded(text), frame)
    found = _found(heard)
    intent = decide(_signs(heard, found))
    details, number = found.details, found.number
    if intent is Intent.MOVE:
        details = replace(details, moment=details.moment.moved_to())
    if intent is Intent.CANCEL and number is None and len(heard.words) <= FEW_WORDS:
        number = _number(found.tokens, heard.known)
    return Reading(
        intent,
        frame.language,
        details,
        number,
        coming="not_attending" not in heard.cues,
        question=_is_question(heard),
        spans=found.spans,
        text=heard.said,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in it; the tokens are those that nothing has read."""

    details: Details
    number: int | None
    spans: tuple[Span, ...]
    tokens: Tokens


def _found(heard: Heard) -> _Found:
    """The tenant's names first: what is one is nothing else. Then day, time and people."""
    frame, known, said = heard.frame, heard.known, heard.said
    offering, resource = offering_said(heard), resource_said(heard)
    rest = _without(said, [each.span for each in (offering, resource) if each])
    rest = _without(rest, _greeting(heard.cues, frame))
    tokens = known.read(rest) if rest != said else Tokens(heard.words, known.alphabet)
    details, number = _details(tokens, known, frame)
    details = replace(
        details,
        name=_name(heard),
        offering_id=offering.named.id if offering else None,
        resource_id=resource.named.id if resource else None,
        any_resource="any_resource" in heard.cues and _about_resources(frame),
    )
    if frame.options and number is not None and number > frame.options:
        number = None
    if frame.asked in LISTED:
        number = labelled(frame.listed, said) or _picked(details, heard.cues, number, frame)
    return _Found(details, number, _spans(details, offering, resource), tokens)


def _signs(heard: Heard, found: _Found) -> Signs:
    details = found.details
    return Signs(
        cues=heard.cues,
        values=details.said,
        moment=details.moment.said,
        offering=details.offering_id is not None,
        party=details.party is not None,
        picked=found.number is not None,
        question=_is_question(heard),
        unknown=_unknown(heard.said, heard.cues, found.spans),
        asked=heard.frame.asked,
    )


def _is_question(heard: Heard) -> bool:
    return bool(_PUT_AS_QUESTION.search(heard.text)) or _begins_as_question(heard.cues)


def _details(tokens: Tokens, known: Grammar, frame: Frame) -> tuple[Details, int | None]:
    picks = frame.asked in LISTED or frame.options > 0
    number = _number(tokens, known) if picks else None
    moment = read_moment(tokens, known, frame.now, time_asked=_time_asked(frame))
    party = read_party(tokens, known, asked=frame.asked is Question.PARTY)
    return Details(moment.inside(frame.opens, frame.closes), party=party), number


def _name(heard: Heard) -> str | None:
    """What they are called, looked for only where something says so."""
    frame = heard.frame
    asked = frame.asked is Question.NAME
    says_so = "name_is" in heard.cues or any("FOR" in each.values for each in heard.words)
    if not (asked or says_so):
        return None
    names = [*frame.resources.all(), *frame.offerings.all()]
    return read_name(heard.text, frame.language, names, asked=asked)


def _time_asked(frame: Frame) -> bool:
    return frame.asked in {Question.TIME, Question.OFFER}


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
