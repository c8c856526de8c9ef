"""Customers in a CSV file, line by line: what can be taken, and what is wrong with the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lyo.tenant.v1 import customer_service_pb2 as pb

from lyoctl.csv_file import Cells, CsvFile, Line
from lyoctl.phones import e164_of

FIELDS = ("phone", "name", "language", "time_zone", "external_ref")

CustomerLine = Line[pb.CustomerImport]


@dataclass
class CsvCustomers:
    """A file with a column of phones at least."""

    path: Path
    columns: Mapping[str, str]
    region: str = ""
    _phones: dict[str, int] = field(default_factory=dict)
    _refs: dict[str, int] = field(default_factory=dict)

    @property
    def file(self) -> CsvFile:
        return CsvFile(self.path, self.columns, FIELDS, {"phone": "the phone"})

    def size(self) -> int:
        """About how many lines there are."""
        return self.file.size()

    def lines(self) -> Iterator[CustomerLine]:
        """Each line that has anything in it; CsvError where the file cannot be read on."""
        return map(self._line, self.file.rows())

    def _line(self, row: Cells) -> CustomerLine:
        number, said = row.number, row.said
        if said is None:
            return Line(number, reason="FIELD_MISSING", detail=row.detail)
        if not said["phone"]:
            return Line(number, reason="FIELD_MISSING", detail="has no phone")
        try:
            phone = e164_of(said["phone"], self.region)
        except ValueError as error:
            return Line(number, reason="NOT_E164", detail=str(error))
        if repeated := self._repeated(number, phone, said.get("external_ref", "")):
            return repeated
        return Line(number, _customer(phone, said))

    def _repeated(self, number: int, phone: str, ref: str) -> CustomerLine | None:
        """Lines are taken many at once, so of two that say the same the order would be chance."""
        first = self._phones.setdefault(phone, number)
        if first == number and ref:
            first = self._refs.setdefault(ref, number)
        if first == number:
            return None
        return Line(number, reason="REPEATED", detail=f"is the customer of line {first}")


def _customer(phone: str, said: Mapping[str, str]) -> pb.CustomerImport:
    return pb.CustomerImport(
        identities=[pb.Identity(kind=pb.IDENTITY_KIND_PHONE, value=phone)],
        display_name=said.get("name", ""),
        language=said.get("language", ""),
        time_zone=said.get("time_zone", ""),
        external_ref=said.get("external_ref", ""),
    )
