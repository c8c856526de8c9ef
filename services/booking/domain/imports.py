"""Bookings from elsewhere: what each line of an import asks for, or what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from services.booking.domain.booking import HOLDING, MISSED_UNTIL, Booking, Origin, State
from services.booking.domain.calendar import TimeRange
from services.booking.domain.catalog import Catalog, Offering, Resource
from services.booking.domain.visit import LONGEST
from services.common.texts import has_control

MOST_PEOPLE = 1000
MOST_OF_REF = 200
MOST_OF_NOTE = 2000
_IMPORTED = {
    State.PENDING,
    State.CONFIRMED,
    State.CANCELLED,
    State.COMPLETED,
    State.NO_SHOW,
}
_AFTER_IT_BEGAN = {State.COMPLETED, State.NO_SHOW}


class Outcome(StrEnum):
    """What became of a line."""

    CREATED = "created"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True)
class Result:
    """What became of a line: the booking, or why there is none."""

    outcome: Outcome
    booking_id: UUID | None = None
    reason: str = ""
    detail: str = ""


class Refused(Exception):
    """A line that cannot be taken: which rule it breaks, and in words."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail

    @property
    def result(self) -> Result:
        return Result(Outcome.REFUSED, None, self.reason, self.detail)


@dataclass(frozen=True)
class Line:
    """A booking of an import. Names empty: the default offering, any resource that is free."""

    external_ref: str
    customer_id: UUID
    start: datetime
    end: datetime | None = None
    """None: as long as the offering takes."""
    offering_name: str = ""
    resource_name: str = ""
    party_size: int = 1
    state: State | None = None
    """None: confirmed, or completed where time says so."""
    note: str = ""

    def check(self) -> None:
        """Refuse a line that is wrong by itself."""
        if not self.external_ref:
            raise Refused("FIELD_MISSING", "external_ref: there is none")
        _check_text("external_ref", self.external_ref, MOST_OF_REF)
        _check_text("note", self.note.replace("\n", " "), MOST_OF_NOTE)
        if not 1 <= self.party_size <= MOST_PEOPLE:
            raise Refused("FIELD_INVALID", f"party_size: must be 1 to {MOST_PEOPLE}")
        if self.state not in {None, *_IMPORTED}:
            raise Refused("FIELD_INVALID", f"state: a booking that is {self.state} is not brought")
        self._check_end()

    def _check_end(self) -> None:
        if self.end is None:
            return
        if self.end <= self.start:
            raise Refused("FIELD_INVALID", "end_time: must be later than start_time")
        if self.end - self.start > LONGEST:
            raise Refused("FIELD_INVALID", "end_time: must be at most 24 hours after start_time")


@dataclass(frozen=True)
class Plan:
    """What a line makes: a booking without segments yet, and where it can have its place."""

    line: Line
    booking: Booking
    offering: Offering
    candidates: tuple[Resource, ...]
    """Who can perform it, the preferred first. Empty: a group offering that nobody performs."""

    @property
    def holds(self) -> bool:
        """Whether it needs a place that nobody else has."""
        return self.booking.state in HOLDING

    @property
    def taken(self) -> TimeRange:
        """For how long a resource is taken: buffers included."""
        return self._with_buffers(self.booking.time)

    @property
    def occurrence(self) -> tuple[UUID, datetime]:
        """Which occurrence it shares: that of this offering which starts then."""
        return self.booking.offering_id, self.booking.time.start

    @property
    def occurrence_time(self) -> TimeRange:
        return self.offering.pace.offered(self.booking.time.start)

    @property
    def occurrence_taken(self) -> TimeRange:
        """For how long the occurrence takes its resource: buffers included."""
        return self._with_buffers(self.occurrence_time)

    def is_performed_by(self, resource_id: UUID | None) -> bool:
        """Whether it can share an occurrence that this one performs; None: nobody does."""
        if resource_id is None:
            return not self.candidates
        return not self.line.resource_name or resource_id == self.candidates[0].resource_id

    @property
    def seats(self) -> int:
        """How many an occurrence of its group has."""
        return self.offering.group.seats if self.offering.group else 0

    def _with_buffers(self, time: TimeRange) -> TimeRange:
        pace = self.offering.pace
        return TimeRange(time.start - pace.buffer_before, time.end + pace.buffer_after)


class Planner:
    """Makes plans of lines by one catalog."""

    def __init__(self, catalog: Catalog, now: datetime) -> None:
        self.now = now
        self.catalog = catalog
        self._offerings = {each.name: each for each in catalog.offerings}
        self._default = next((each for each in catalog.offerings if each.is_default), None)
        self._performers = {name: tuple(self._who_performs(name)) for name in self._offerings}

    def plan(self, line: Line) -> Plan:
        """What the line makes, or Refused."""
        line.check()
        offering = self._offering(line)
        booking = self._booking(line, offering)
        return Plan(line, booking, offering, self._candidates(line, offering))

    def _offering(self, line: Line) -> Offering:
        if not line.offering_name:
            if self._default is None:
                raise Refused("OFFERING_MISSING", "no offering is named and there is no default")
            return self._default
        if line.offering_name not in self._offerings:
            raise Refused("OFFERING_NOT_FOUND", f"no offering {line.offering_name!r}")
        return self._offerings[line.offering_name]

    def _candidates(self, line: Line, offering: Offering) -> tuple[Resource, ...]:
        """Who can take so many people, the preferred first."""
        performers = self._performers[offering.name]
        if line.resource_name:
            performers = tuple(each for each in performers if each.name == line.resource_name)
            if not performers:
                raise Refused(
                    "RESOURCE_NOT_FOUND", f"no resource {line.resource_name!r} for this offering"
                )
        elif not performers and offering.group is None:
            raise Refused("RESOURCE_NOT_FOUND", f"nobody performs {offering.name!r}")
        _check_party(line.party_size, offering, performers)
        if offering.group:  # its seats count, not how many a resource holds
            return performers
        return tuple(each for each in performers if _holds(each, line.party_size))

    def _who_performs(self, offering_name: str) -> Iterator[Resource]:
        for each in sorted(
            self.catalog.resources, key=lambda each: (each.rank, each.capacity, each.name)
        ):
            if offering_name in each.offering_names:
                yield each

    def _booking(self, line: Line, offering: Offering) -> Booking:
        end = line.end or line.start + offering.pace.length
        state = self._state(line, end)
        expiry = self._expiry(line.start) if state is State.PENDING else None
        return Booking(
            booking_id=uuid4(),
            customer_id=line.customer_id,
            offering_id=offering.offering_id,
            offering_name=offering.display_name,
            time=TimeRange(line.start, end),
            time_zone=self.catalog.time_zone,
            state=state,
            origin=Origin.IMPORT,
            segments=(),
            create_time=self.now,
            update_time=self.now,
            party_size=line.party_size,
            external_ref=line.external_ref,
            note=line.note,
            expire_time=expiry,
            venue=offering.venue,
            price_cents=offering.price_cents,
            currency_code=offering.currency_code,
        )

    def _state(self, line: Line, end: datetime) -> State:
        """Where it stands: what is agreed and ended a day ago is completed."""
        state = line.state or State.CONFIRMED
        if state in _AFTER_IT_BEGAN and line.start > self.now:
            raise Refused("FIELD_INVALID", f"state: it cannot be {state} before it begins")
        over = state is State.CONFIRMED and end + MISSED_UNTIL <= self.now
        return State.COMPLETED if over else state

    def _expiry(self, start: datetime) -> datetime:
        waits = self.catalog.rules.pending_expiry
        return start if waits is None else min(self.now + waits, start)


def _check_text(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise Refused("FIELD_INVALID", f"{field}: has more than {most} characters")
    if has_control(text):
        raise Refused("FIELD_INVALID", f"{field}: has control characters")


def _check_party(party: int, offering: Offering, performers: tuple[Resource, ...]) -> None:
    wanted = offering.party
    if party < wanted.least:
        raise Refused("PARTY_TOO_SMALL", f"the offering is for {wanted.least} people or more")
    if wanted.most is not None and party > wanted.most:
        raise Refused("PARTY_TOO_LARGE", f"the offering is for at most {wanted.most} people")
    if offering.group:
        if party > offering.group.seats:
            raise Refused("PARTY_TOO_LARGE", f"an occurrence has {offering.group.seats} seats")
    elif performers and not any(_holds(each, party) for each in performers):
        most = max(each.capacity for each in performers)
        raise Refused("PARTY_TOO_LARGE", f"there is room for at most {most} people")


def _holds(resource: Resource, party: int) -> bool:
    return resource.capacity == 0 or resource.capacity >= party
