"""Frequent questions in Markdown: headings are questions, what stands below is the answer.

# Questions to the salon            a title: there are deeper headings

## Where can I park? {#parking}     the question, and its id where you want one
## Is there a garage?               another heading at once: the same question in other words
Behind the house.

Also:                               a list below this word: more ways of asking
- Can I come by car?
Tags: garage, car
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lyoctl.faq_entries import Written

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_ID = re.compile(r"(.*?)[ \t]*\{#([^}]*)\}")
_ITEM = re.compile(r"[ \t]*[-*+][ \t]+(.*\S)[ \t]*")
_FENCE = re.compile(r"[ \t]*(```|~~~)")
_ALSO, _TAGS = "also:", "tags:"


@dataclass
class _Section:
    """A heading, and what stands below it until the next."""

    number: int
    level: int
    title: str
    lines: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not any(each.strip() for each in self.lines)


def entries_in(text: str) -> Iterator[Written]:
    """The entries in order; what stands before the first heading is left out."""
    sections = list(_sections(text))
    deepest = max((each.level for each in sections), default=0)
    asked: list[_Section] = []
    for section, following in zip(sections, [*sections, None][1:], strict=True):
        title = section.level == 1 < deepest
        if title or (section.empty and following and following.level > section.level):
            continue  # the title of a page or of a part of it
        asked.append(section)
        if section.empty and following and following.level == section.level:
            continue  # the same question in other words
        yield _entry(asked)
        asked = []


def _sections(text: str) -> Iterator[_Section]:
    current: _Section | None = None
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        fenced ^= bool(_FENCE.match(line))
        found = None if fenced else _HEADING.fullmatch(line)
        if found and found[2]:
            if current:
                yield current
            current = _Section(number, len(found[1]), found[2])
        elif current:
            current.lines.append(line)
    if current:
        yield current


def _entry(asked: list[_Section]) -> Written:
    titles, entry_id = [], ""
    for section in asked:
        found = _ID.fullmatch(section.title)
        titles.append(found[1] if found else section.title)
        entry_id = entry_id or (found[2] if found else "")
    answer, more, tags = _parts(asked[-1].lines)
    return Written(asked[0].number, [*titles, *more], answer, entry_id, tags=tags)


def _parts(lines: list[str]) -> tuple[str, list[str], list[str]]:
    """The answer, other ways of asking, tags."""
    answer: list[str] = []
    more: list[str] = []
    tags: list[str] = []
    listing = False
    for line in lines:
        word = line.strip().lower()
        if listing and (not word or _ITEM.fullmatch(line)):
            more += [found[1] for found in [_ITEM.fullmatch(line)] if found]
            continue
        listing = word == _ALSO
        if word.startswith(_TAGS):
            said = line.strip()[len(_TAGS) :].split(",")
            tags += [each.strip() for each in said if each.strip()]
        elif not listing:
            answer.append(line)
    return "\n".join(answer).strip(), more, tags
