"""A file of frequent questions, whatever its kind: YAML, CSV or Markdown, by its ending."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lyoctl.csv_file import Line
from lyoctl.faq_csv import FIELDS, CsvFaq
from lyoctl.faq_entries import EntryLine, entry_of, without_twins
from lyoctl.faq_markdown import entries_in
from lyoctl.faq_schema import FaqFile
from lyoctl.tenant_mistakes import mistake
from lyoctl.tenant_yaml import BadYaml, Document, read_yaml
from services.assistant.domain.knowledge.entry import MOST_ENTRIES

LARGEST = 3_500_000
"""Bytes: what one request takes, with room for what is around it."""
YAML, CSV, MARKDOWN = (".yaml", ".yml"), (".csv", ".tsv"), (".md", ".markdown")


class FaqFileError(ValueError):
    """The file as a whole cannot be used; the text says why."""


def lines_of(path: Path, columns: Mapping[str, str], language: str) -> Sequence[EntryLine]:
    """Each entry of the file, or what is wrong with it, by its line. `language`: of those that say
    none."""
    lines = [_in_language(each, language) for each in _lines(path, columns)]
    if len(lines) > MOST_ENTRIES:
        raise FaqFileError(f"{path}: has {len(lines):,} entries; a tenant has {MOST_ENTRIES:,}")
    if not lines:
        raise FaqFileError(f"{path}: there is no question in it")
    return lines


def _lines(path: Path, columns: Mapping[str, str]) -> Iterator[EntryLine]:
    kind = path.suffix.lower()
    _check_size(path)
    if columns and kind not in CSV:
        raise FaqFileError(f"{path}: --map is for CSV files, with {', '.join(FIELDS)}")
    if kind in YAML:
        return _of_yaml(path)
    if kind in CSV:
        return CsvFaq(path, columns).lines()
    if kind in MARKDOWN:
        return without_twins(each.line() for each in entries_in(_text(path)))
    raise FaqFileError(f"{path}: is no {', '.join((*YAML, *CSV, *MARKDOWN))}")


def _check_size(path: Path) -> None:
    if path.stat().st_size > LARGEST:
        raise FaqFileError(
            f"{path}: has more than {LARGEST // 100_000 / 10} MB; take several files"
        )


def _text(path: Path) -> str:
    read = path.read_bytes()
    try:
        return read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = read[: error.start].count(b"\n") + 1
        raise FaqFileError(f"{path}:{line}: is no UTF-8 text") from None


def _of_yaml(path: Path) -> Iterator[EntryLine]:
    """A list, or one below `faq:` as in a tenant's file."""
    try:
        document = read_yaml(path)
    except BadYaml as error:
        raise FaqFileError(f"{path}:{error.place}: {error}") from None
    alone = isinstance(document.content, list)
    content = {"faq": document.content} if alone else document.content
    try:
        found = FaqFile.model_validate(content)
    except ValidationError as error:
        return iter([_mistake(document, each, alone=alone) for each in error.errors()])
    head = () if alone else ("faq",)
    return without_twins(
        Line(document.place((*head, number)).line, entry_of(each))
        for number, each in enumerate(found.faq)
    )


def _mistake(document: Document, error: Any, *, alone: bool) -> EntryLine:
    at = list(error["loc"])[1 if alone else 0 :]
    unknown = error["type"] == "extra_forbidden"
    named = ".".join(map(str, document.known(at))) or "the file"
    place = document.place(at, key=unknown)
    return Line(place.line, reason="FIELD_INVALID", detail=f"{named}: {mistake(error)}")


def _in_language(line: EntryLine, language: str) -> EntryLine:
    if line.item is not None and not line.item.language:
        line.item.language = language
    return line
