"""Entries of the FAQ on their way from a file to the wire: ids, limits, what is said of them."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lyo.assistant.v1 import knowledge_service_pb2 as pb

from lyoctl.csv_file import Line
from lyoctl.faq_schema import FaqItem
from lyoctl.tenant_words import FAQ_ID, LANGUAGE
from services.assistant.domain.knowledge.entry import MOST_BYTES, Entry, kept_form
from services.assistant.domain.knowledge.words import folded

EntryLine = Line[pb.FaqEntry]
LONGEST_ID = 80


def id_of(question: str) -> str:
    """`where-can-i-park`; of what has no Latin letters, a number that stays the same."""
    words = [each for each in folded(question) if each.isascii()]
    name = "-".join(words)[:LONGEST_ID].strip("-")
    digest = hashlib.sha256(" ".join(folded(question)).encode()).hexdigest()
    return name or f"question-{digest[:10]}"


def entry_of(said: FaqItem) -> pb.FaqEntry:
    """What a file says, as it is laid down."""
    return pb.FaqEntry(
        entry_id=said.id or id_of(said.questions[0]),
        phrasings=said.questions,
        answer=said.answer,
        language=said.language or "",
        tags=said.tags,
    )


def kept(entry: pb.FaqEntry) -> pb.FaqEntry:
    """As it will be stored: what is compared with what stands there."""
    form = kept_form(_domain(entry))
    return pb.FaqEntry(
        entry_id=form.entry_id,
        phrasings=form.phrasings,
        answer=form.answer,
        language=form.language,
        tags=form.tags,
    )


@dataclass(frozen=True)
class Written:
    """An entry of a CSV or Markdown file, and the line on which it begins."""

    number: int
    questions: Sequence[str]
    answer: str
    entry_id: str = ""
    language: str = ""
    tags: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Its id, or that which comes of its first question."""
        return self.entry_id or id_of(self.questions[0])

    def line(self) -> EntryLine:
        """What goes to the service, or what is wrong with it."""
        for reason, detail in self._wrong():
            return Line(self.number, reason=reason, detail=detail)
        return Line(
            self.number,
            pb.FaqEntry(
                entry_id=self.name,
                phrasings=self.questions,
                answer=self.answer,
                language=self.language,
                tags=self.tags,
            ),
        )

    def _wrong(self) -> Iterator[tuple[str, str]]:
        if not self.answer:
            yield "FIELD_MISSING", "has no answer"
        if not re.fullmatch(FAQ_ID, self.name):
            yield (
                "FIELD_INVALID",
                f"id {self.name!r}: small letters, digits and hyphens, 80 at most",
            )
        if self.language and not re.fullmatch(LANGUAGE, self.language):
            yield "FIELD_INVALID", f"language {self.language!r}: write it or pt-BR"
        yield from self._too_much()

    def _too_much(self) -> Iterator[tuple[str, str]]:
        if len(self.questions) > 50:
            yield "FIELD_INVALID", "is asked in more than 50 ways"
        if any(len(each) > 300 for each in self.questions):
            yield "FIELD_INVALID", "a question has more than 300 characters"
        if len(self.answer) > 3500:
            yield "FIELD_INVALID", "the answer has more than 3,500 characters"
        if len(self.tags) > 20 or any(len(each) > 40 for each in self.tags):
            yield "FIELD_INVALID", "more than 20 tags, or one of more than 40 characters"
        form = kept_form(Entry("", tuple(self.questions), self.answer, tags=tuple(self.tags)))
        if form.size > MOST_BYTES - LONGEST_ID:
            yield "FIELD_INVALID", f"has more than {MOST_BYTES:,} bytes"
        if not (form.answer and all(form.phrasings)):
            yield "FIELD_INVALID", "has a text with nothing that can be seen"


def without_twins(lines: Iterable[EntryLine]) -> Iterator[EntryLine]:
    """The lines; of two entries with one id the second is told, with the line of the first."""
    known: dict[str, int] = {}
    for line in lines:
        if line.item is None:
            yield line
            continue
        first = known.setdefault(line.item.entry_id, line.number)
        if first == line.number:
            yield line
        else:
            detail = f"{line.item.entry_id} is the entry of line {first}"
            yield Line(line.number, reason="ENTRY_REPEATED", detail=detail)


def _domain(entry: pb.FaqEntry) -> Entry:
    texts = tuple(entry.phrasings), entry.answer, entry.language, tuple(entry.tags)
    return Entry(entry.entry_id, *texts)
