"""Customers in a CSV file, line by line: what can be taken, and what is wrong with the rest."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lyo.tenant.v1 import customer_service_pb2 as pb

from lyoctl.phones import e164_of

FIELDS = ("phone", "name", "language", "time_zone", "external_ref")
DELIMITERS = (";", ",", "\t")
LONGEST_FIELD = 10_000


class CsvError(RuntimeError):
    """The file as a whole cannot be used; the text says why."""


@dataclass(frozen=True)
class Line:
    """A customer, or why there is none in this line of the file."""

    number: int
    customer: pb.CustomerImport | None = None
    reason: str = ""
    detail: str = ""


def mapping_of(text: str) -> dict[str, str]:
    """`phone=Telefono,name=Nome`: which column has which field."""
    columns: dict[str, str] = {}
    for part in filter(None, text.split(",")):
        field_name, separator, column = part.partition("=")
        if field_name not in FIELDS or not separator or not column:
            raise CsvError(f"--map {part}: write FIELD=COLUMN; the fields are {', '.join(FIELDS)}")
        columns[field_name] = column
    return columns


@dataclass
class CsvCustomers:
    """A file with a header; columns that are not mapped are left out."""

    path: Path
    columns: Mapping[str, str]
    region: str = ""
    _phones: dict[str, int] = field(default_factory=dict)
    _refs: dict[str, int] = field(default_factory=dict)

    def size(self) -> int:
        """About how many lines there are, the header not counted."""
        with self.path.open("rb") as file:
            chunks = iter(lambda: file.read(1 << 20), b"")
            return max(0, sum(chunk.count(b"\n") for chunk in chunks) - 1)

    def lines(self) -> Iterator[Line]:
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
                        yield self._line(begun, row, places)
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
        """In which column each field stands; by the names of the fields where nothing is mapped."""
        names = [name.strip() for name in header]
        wanted = self.columns or {name: name for name in FIELDS if name in names}
        missing = [column for column in wanted.values() if column not in names]
        if missing:
            there = ", ".join(names)
            raise CsvError(f"{self.path}:1: there is no column {missing[0]}; there are {there}")
        if "phone" not in wanted:
            raise CsvError(f"{self.path}:1: say which column has the phone: --map phone=COLUMN")
        return {name: names.index(column) for name, column in wanted.items()}

    def _line(self, number: int, row: list[str], places: Mapping[str, int]) -> Line:
        if len(row) <= max(places.values()):
            return Line(number, reason="FIELD_MISSING", detail=f"has only {len(row)} columns")
        said = {name: row[place].strip() for name, place in places.items()}
        if not said["phone"]:
            return Line(number, reason="FIELD_MISSING", detail="has no phone")
        try:
            phone = e164_of(said["phone"], self.region)
        except ValueError as error:
            return Line(number, reason="NOT_E164", detail=str(error))
        if repeated := self._repeated(number, phone, said.get("external_ref", "")):
            return repeated
        return Line(number, _customer(phone, said))

    def _repeated(self, number: int, phone: str, ref: str) -> Line | None:
        """Lines are taken many at once, so of two that say the same the order would be chance."""
        first = self._phones.setdefault(phone, number)
        if first == number and ref:
            first = self._refs.setdefault(ref, number)
        if first == number:
            return None
        return Line(number, reason="REPEATED", detail=f"is the customer of line {first}")

    def _undecodable(self) -> int:
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    line.decode()
                except UnicodeDecodeError:
                    return number
        return 1


def _customer(phone: str, said: Mapping[str, str]) -> pb.CustomerImport:
    return pb.CustomerImport(
        identities=[pb.Identity(kind=pb.IDENTITY_KIND_PHONE, value=phone)],
        display_name=said.get("name", ""),
        language=said.get("language", ""),
        time_zone=said.get("time_zone", ""),
        external_ref=said.get("external_ref", ""),
    )
