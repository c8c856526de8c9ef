"""Bookings in a CSV file, line by line: what can be taken, and what is wrong with the rest."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from lyo.booking.v1 import booking_service_pb2 as pb

from lyoctl.csv_file import Cells, CsvError, CsvFile, Line
from lyoctl.phones import e164_of
from lyoctl.resources.bookings import STATES
from lyoctl.times import instant_of
from services.common.fields import timestamp

WHO = ("customer_id", "customer_ref", "customer_phone")
FIELDS = (
    "external_ref",
    "start",
    "end",
    *WHO,
    "customer_name",
    "offering",
    "resource",
    "party_size",
    "state",
    "note",
)
NEEDED = {"external_ref": "the id of the booking", "start": "when it begins"}


@dataclass(frozen=True)
class Who:
    """Whose booking it is: our id, else the tenant's own, else the phone. Of a phone that
    nobody has a customer is made, with the name."""

    customer_id: str = ""
    ref: str = ""
    phone: str = ""
    name: str = ""

    def __str__(self) -> str:
        return self.customer_id or self.ref or self.phone


@dataclass(frozen=True)
class Booked:
    """A booking, its customer not yet found."""

    booking: pb.ImportedBooking
    who: Who


BookingLine = Line[Booked]


class Wrong(Exception):
    """A line that cannot be taken: which rule it breaks, and in words."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True)
class Known:
    """Names in the tenant's catalog, by themselves and by what customers read."""

    offerings: Mapping[str, str]
    resources: Mapping[str, str]


@dataclass
class CsvBookings:
    """A file of bookings; its times are on the clocks of the zone, written as `form` says."""

    path: Path
    columns: Mapping[str, str]
    zone: ZoneInfo
    known: Known
    region: str = ""
    form: str = ""
    _refs: dict[str, int] = field(default_factory=dict)

    @cached_property
    def file(self) -> CsvFile:
        return CsvFile(self.path, self.columns, FIELDS, NEEDED)

    def size(self) -> int:
        """About how many lines there are."""
        return self.file.size()

    def lines(self) -> Iterator[BookingLine]:
        """Each line that has anything in it; CsvError where the file cannot be read on."""
        return map(self._line, self.file.rows())

    def _line(self, row: Cells) -> BookingLine:
        if row.said is None:
            return Line(row.number, reason="FIELD_MISSING", detail=row.detail)
        if row.said.keys().isdisjoint(WHO):
            raise CsvError(
                f"{self.path}:1: say which column has the customer: --map customer_phone=COLUMN, "
                "or customer_ref, or customer_id"
            )
        try:
            return Line(row.number, self._booked(row.number, row.said))
        except Wrong as wrong:
            return Line(row.number, reason=wrong.reason, detail=str(wrong))

    def _booked(self, number: int, said: Mapping[str, str]) -> Booked:
        ref = said["external_ref"]
        if not ref:
            raise Wrong("FIELD_MISSING", "has no external_ref")
        booking = pb.ImportedBooking(
            external_ref=ref,
            offering_name=_name(said.get("offering", ""), self.known.offerings, "offering"),
            resource_name=_name(said.get("resource", ""), self.known.resources, "resource"),
            party_size=_party(said.get("party_size", "")),
            state=_state(said.get("state", "")),
            note=said.get("note", ""),
        )
        self._set_times(booking, said)
        found = Booked(booking, self._who(said))
        # Lines are taken many at once, so of two that say the same the order would be chance.
        if (first := self._refs.setdefault(ref, number)) != number:
            raise Wrong("REPEATED", f"has the external_ref of line {first}")
        return found

    def _set_times(self, booking: pb.ImportedBooking, said: Mapping[str, str]) -> None:
        if not said["start"]:
            raise Wrong("FIELD_MISSING", "has no start")
        try:
            start = instant_of(said["start"], self.zone, self.form)
            end = instant_of(said["end"], self.zone, self.form) if said.get("end") else None
        except ValueError as error:
            raise Wrong("FIELD_INVALID", str(error)) from None
        booking.start_time.CopyFrom(timestamp(start))
        if end:
            booking.end_time.CopyFrom(timestamp(end))

    def _who(self, said: Mapping[str, str]) -> Who:
        customer_id, ref, phone = (said.get(each, "") for each in WHO)
        if not (customer_id or ref or phone):
            raise Wrong("FIELD_MISSING", "has no customer")
        try:
            known = str(uuid.UUID(customer_id)) if customer_id else ""
        except ValueError:
            raise Wrong("FIELD_INVALID", f"customer_id: {customer_id!r} is no UUID") from None
        try:
            number = _e164(phone, self.region) if phone and not known else ""
        except ValueError as error:
            raise Wrong("NOT_E164", str(error)) from None
        return Who(known, ref, number, said.get("customer_name", ""))


@lru_cache(maxsize=100_000)  # customers come again, and a phone is dear to read
def _e164(phone: str, region: str) -> str:
    return e164_of(phone, region)


def _name(said: str, known: Mapping[str, str], what: str) -> str:
    if not said:
        return ""
    if found := known.get(said) or known.get(said.casefold()):
        return found
    names = ", ".join(sorted(set(known.values()))) or "none"
    raise Wrong(f"{what.upper()}_NOT_FOUND", f"there is no {what} {said!r}; there are {names}")


def _party(said: str) -> int:
    if not said:
        return 0
    if not (said.isascii() and said.isdigit()) or not 1 <= int(said) <= 1000:
        raise Wrong("FIELD_INVALID", f"party_size: {said!r} is not 1 to 1000")
    return int(said)


def _state(said: str) -> "pb.BookingState.ValueType":
    word = said.casefold().replace("_", "-").replace(" ", "-")
    if word and word not in STATES:
        raise Wrong("FIELD_INVALID", f"state: {said!r} is not one of {', '.join(STATES)}")
    return STATES.get(word, pb.BOOKING_STATE_UNSPECIFIED)
