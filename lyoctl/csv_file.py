"""A CSV file as office programs write it: a header, and cells by the fields that they are of."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

DELIMITERS = (";", ",", "\t")
LONGEST_FIELD = 10_000

Item = TypeVar("Item")


class CsvError(RuntimeError):
    """The file as a whole cannot be used; the text says why."""


@dataclass(frozen=True)
class Line(Generic[Item]):
    """What a line of the file stands for, or why it stands for nothing."""

    number: int
    item: Item | None = None
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Cells:
    """The cells of a line by their fields; None where some are missing, which `detail` says."""

    number: int
    said: Mapping[str, str] | None
    detail: str = ""


def mapping_of(text: str, fields: tuple[str, ...]) -> dict[str, str]:
    """`phone=Telefono,name=Nome`: which column has which field."""
    columns: dict[str, str] = {}
    for part in filter(None, text.split(",")):
        field_name, separator, column = part.partition("=")
        if field_name not in fields or not separator or not column:
            raise CsvError(f"--map {part}: write FIELD=COLUMN; the fields are {', '.join(fields)}")
        columns[field_name] = column
    return columns


@dataclass(frozen=True)
class CsvFile:
    """A file with a header. Columns that are not mapped are left out; without any mapping they are
    found by the names of the fields. `needed` says in words what each field is that must be there.
    """

    path: Path
    columns: Mapping[str, str]
    fields: tuple[str, ...]
    needed: Mapping[str, str] = field(default_factory=dict)

    def size(self) -> int:
        """About how many lines there are, the header not counted."""
        with self.path.open("rb") as file:
            chunks = iter(lambda: file.read(1 << 20), b"")
            return max(0, sum(chunk.count(b"\n") for chunk in chunks) - 1)

    def rows(self) -> Iterator[Cells]:
        """Each line that has anything in it; CsvError where the file cannot be read on."""
        csv.field_size_limit(LONGEST_FIELD)
        begun = 1
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, delimiter=self._delimiter(), strict=True)
                places = self._places(next(reader, []))
                begun = reader.line_num + 1
                for row in reader:
                    if any(cell.strip() for cell in row):
                        yield _cells(begun, row, places)
                    begun = reader.line_num + 1
        except UnicodeDecodeError:
            where = f"{self.path}:{self._undecodable()}"
            raise CsvError(f"{where}: is no UTF-8 text: save it as CSV UTF-8") from None
        except csv.Error as error:
            raise CsvError(f"{self.path}:{begun}: {error}") from None
        except OSError as error:
            raise CsvError(f"{self.path}: {error.strerror}") from None

    def _delimiter(self) -> str:
        """The one of which the header has most."""
        with self.path.open(encoding="utf-8-sig", errors="replace") as file:
            header = file.readline()
        return max(DELIMITERS, key=header.count)

    def _places(self, header: list[str]) -> dict[str, int]:
        """In which column each field stands."""
        names = [name.strip() for name in header]
        if not any(names):
            raise CsvError(f"{self.path}:1: is empty: the first line names the columns")
        wanted = self.columns or {name: name for name in self.fields if name in names}
        missing = [column for column in wanted.values() if column not in names]
        if missing:
            there = ", ".join(names)
            raise CsvError(f"{self.path}:1: there is no column {missing[0]}; there are {there}")
        for name, words in self.needed.items():
            if name not in wanted:
                told = f"say which column has {words}: --map {name}=COLUMN"
                raise CsvError(f"{self.path}:1: {told}")
        return {name: names.index(column) for name, column in wanted.items()}

    def _undecodable(self) -> int:
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    line.decode()
                except UnicodeDecodeError:
                    return number
        return 1


def _cells(number: int, row: list[str], places: Mapping[str, int]) -> Cells:
    if len(row) <= max(places.values()):
        return Cells(number, None, f"has only {len(row)} columns")
    return Cells(number, {name: row[place].strip() for name, place in places.items()})
