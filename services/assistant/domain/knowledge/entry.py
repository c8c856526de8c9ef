"""An answer with the ways in which customers ask for it, and what such entries must be."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.assistant.domain.errors import EntriesWrong, EntryRepeated, FaqFull
from services.common.errors import Violation
from services.common.texts import cleaned, has_control

MOST_ENTRIES = 2000
MOST_PHRASINGS = 10_000
"""Of a tenant, all entries together: what is searched for every question."""
MOST_BYTES = 16_000
"""Of an entry: a page of 200 of them is one message on the wire."""
LANGUAGE = re.compile(r"([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?")


@dataclass(frozen=True)
class Entry:
    """`phrasings`: one question put in several ways, the first as a choice shows it."""

    entry_id: str
    phrasings: tuple[str, ...]
    answer: str
    language: str = ""
    """BCP 47; empty: as it happens."""
    tags: tuple[str, ...] = ()
    source: str = ""
    """Where it came from."""

    @property
    def size(self) -> int:
        """Bytes of all its texts."""
        texts = (self.entry_id, self.answer, self.language, *self.phrasings, *self.tags)
        return sum(len(each.encode()) for each in texts)


def kept_form(entry: Entry) -> Entry:
    """As it is stored: without what nobody sees, and no phrasing twice."""
    return replace(
        entry,
        phrasings=tuple(dict.fromkeys(map(cleaned, entry.phrasings))),
        answer=readable(entry.answer),
        tags=tuple(dict.fromkeys(map(cleaned, entry.tags))),
    )


def readable(text: str) -> str:
    """The text as it stands, its lines too, but for characters that nobody sees."""
    lines = text.replace("\r\n", "\n").replace("\t", " ").split("\n")
    return "\n".join(_line(each) for each in lines).strip()


def check(entries: Sequence[Entry]) -> None:
    """Refuse entries, in the form in which they are kept, that say nothing or too much."""
    if wrong := [each for n, entry in enumerate(entries) for each in _wrong(n, entry)]:
        raise EntriesWrong(wrong)
    for entry_id, count in Counter(each.entry_id for each in entries).items():
        if count > 1:
            raise EntryRepeated(entry_id)


def check_room(entries: Sequence[Entry]) -> None:
    """Refuse more than a tenant can have, all sources together."""
    phrasings = sum(len(each.phrasings) for each in entries)
    if len(entries) > MOST_ENTRIES or phrasings > MOST_PHRASINGS:
        raise FaqFull(MOST_ENTRIES, MOST_PHRASINGS)


def _line(text: str) -> str:
    if not has_control(text):
        return text
    return "".join(each for each in text if not has_control(each))


def _wrong(number: int, entry: Entry) -> Iterator[Violation]:
    at = f"entries[{number}]"
    if not LANGUAGE.fullmatch(entry.language):
        yield _violation(f"{at}.language", "is no language, such as it or pt-BR")
    for place, phrasing in enumerate(entry.phrasings):
        if not phrasing:
            yield _violation(f"{at}.phrasings[{place}]", "has nothing that can be seen")
    if not entry.answer:
        yield _violation(f"{at}.answer", "has nothing that can be seen")
    if entry.size > MOST_BYTES:
        yield _violation(at, f"has more than {MOST_BYTES:,} bytes")


def _violation(field: str, rule: str) -> Violation:
    return Violation(field, "FIELD_INVALID", rule)
