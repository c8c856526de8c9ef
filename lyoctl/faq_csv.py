"""Frequent questions in a CSV file: a line for each, or one for each way of asking."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lyoctl.csv_file import CsvFile, Line
from lyoctl.faq_entries import EntryLine, Written, without_twins

FIELDS = ("id", "question", "answer", "language", "tags")
NEEDED = {"question": "the question", "answer": "the answer"}


@dataclass
class CsvFaq:
    """A file with a column of questions and one of answers at least. Lines with one id are one
    entry; the answer need stand in the first of them only."""

    path: Path
    columns: Mapping[str, str]

    def lines(self) -> Iterator[EntryLine]:
        """Each entry, by the line on which it begins, and each line that cannot be read."""
        written: dict[str, Written] = {}
        bad: list[EntryLine] = []
        for row in CsvFile(self.path, self.columns, FIELDS, NEEDED).rows():
            if row.said is None:
                bad.append(Line(row.number, reason="FIELD_MISSING", detail=row.detail))
                continue
            one = _written(row.number, row.said)
            if not one.questions:
                bad.append(Line(row.number, reason="FIELD_MISSING", detail="has no question"))
                continue
            before = written.get(one.entry_id) if one.entry_id else None
            if before and one.answer not in ("", before.answer):
                told = f"{one.entry_id} has another answer on line {before.number}"
                bad.append(Line(row.number, reason="ENTRY_REPEATED", detail=told))
            elif before:
                written[one.entry_id] = _joined(before, one)
            else:
                written[one.entry_id or f"\0{row.number}"] = one
        lines = [*bad, *without_twins(each.line() for each in written.values())]
        yield from sorted(lines, key=lambda each: each.number)


def _written(number: int, said: Mapping[str, str]) -> Written:
    return Written(
        number,
        questions=[each.strip() for each in said["question"].splitlines() if each.strip()],
        answer=said["answer"],
        entry_id=said.get("id", ""),
        language=said.get("language", ""),
        tags=_tags(said.get("tags", "")),
    )


def _tags(text: str) -> list[str]:
    return [each.strip() for each in text.replace(";", ",").split(",") if each.strip()]


def _joined(before: Written, more: Written) -> Written:
    return replace(
        before,
        questions=[*before.questions, *more.questions],
        tags=[*before.tags, *more.tags],
        language=before.language or more.language,
    )
