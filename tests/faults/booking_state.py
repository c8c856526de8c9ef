"""A tenant that is asked, and what must be true of its bookings after every step."""

from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis.stateful import RuleBasedStateMachine, invariant

from services.booking.domain.booking import Booking, BookingFilter
from services.booking.domain.errors import SlotRefused
from services.booking.usecases.creating import CreatingUseCases
from services.booking.usecases.deciding import DecidingUseCases
from services.booking.usecases.finding import FindingUseCases
from services.booking.usecases.moving import MovingUseCases
from services.common.errors import MeshError
from tests.faults.booking_model import HOLD, PENDING_EXPIRY, Booked, Model, Refused

FIRST_DAY = datetime(2026, 3, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CUSTOMERS = {name: uuid4() for name in ("ada", "bob", "cid")}
NAMES = {customer: name for name, customer in CUSTOMERS.items()}


@dataclass
class Opened:
    """A tenant of the model's catalog, and what can be done there."""

    tenant_id: UUID
    offerings: dict[str, UUID]
    resources: dict[str, UUID]


@dataclass
class Bench:
    """What all examples share: the use cases, their clock, and how to wait for a coroutine."""

    creating: CreatingUseCases
    moving: MovingUseCases
    deciding: DecidingUseCases
    finding: FindingUseCases
    open: Callable[[], Opened]
    turn: Callable[[datetime], None]
    run: Callable[[Coroutine[Any, Any, Any]], Any]
    tally: Counter[str] = field(default_factory=Counter)


def instant(minute: int) -> datetime:
    return FIRST_DAY + minute * MINUTE


def minute_of(when: datetime | None) -> int | None:
    return None if when is None else (when - FIRST_DAY) // MINUTE


class BookingState(RuleBasedStateMachine):
    """One tenant, and the model of it."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench, self.model, self.salon = bench, Model(), bench.open()
        self.names = {each: name for name, each in self.salon.resources.items()}
        self.what = {each: name for name, each in self.salon.offerings.items()}
        self.last: tuple[Callable[[], Coroutine[Any, Any, Booking]], str] | None = None
        self.bench.turn(instant(self.model.now))
        self.bench.tally["examples"] += 1

    # What must be true

    @invariant()
    def all_stands_as_the_model_says(self) -> None:
        found = self.bench.run(
            self.bench.finding.list_bookings(self.salon.tenant_id, BookingFilter(), 200)
        )
        told = {str(each.booking_id): self.said(each) for each in found}
        for name, booked in self.model.bookings.items():
            made_way = self.model.stale(booked) and told[name].state == "expired"
            if made_way:
                booked.state, booked.expires = "expired", None
                booked.changes += 1
                self.bench.tally["made_way"] += 1
        assert told == self.model.bookings
        self.nothing_overlaps()

    def nothing_overlaps(self) -> None:
        """Not even what is over and still stands."""
        standing = [
            each
            for each in self.model.bookings.values()
            if each.resource and each.state in {"held", "pending", "confirmed"}
        ]
        for at, one in enumerate(standing):
            for other in standing[at + 1 :]:
                if one.resource == other.resource:
                    assert one.end <= other.start or other.end <= one.start, (one, other)

    # How it is compared

    def compare(
        self,
        what: str,
        expected: Callable[[], set[str] | None],
        asked: Callable[[], Coroutine[Any, Any, Booking]],
    ) -> None:
        try:
            performed_by, reason = expected(), ""
        except Refused as refusal:
            performed_by, reason = None, refusal.reason
        try:
            answer = self.bench.run(asked())
        except MeshError as refusal:
            answer = refusal
        assert getattr(answer, "reason", "") == reason, (what, reason, answer)
        if isinstance(answer, MeshError):
            self.can_be_booked(answer)
            self.bench.tally[reason] += 1
            return
        self.took_place(answer, performed_by)
        self.last = asked, str(answer.booking_id)
        self.bench.tally[what] += 1

    def took_place(self, booking: Booking, performed_by: set[str] | None) -> None:
        """Keep what is new of it; where a place was found, one that the model knows as free."""
        told = self.said(booking)
        known = self.model.bookings.get(told.name)
        if performed_by is None:
            assert told == known
            return
        assert told.resource in performed_by
        if known is None:
            self.model.bookings[told.name] = told
            assert told.made == self.model.now
            self.begins(told)
        elif known != told:
            self.moved(known, told)

    def begins(self, told: Booked) -> None:
        held = told.state == "held"
        begins = self.model.booked(told.offering, told.start, told.made)
        assert (told.state, told.expires) == (("held", told.made + HOLD) if held else begins)

    def moved(self, known: Booked, told: Booked) -> None:
        """It is the same booking in another place."""
        if known.state == "pending":
            known.expires = min(self.model.now + PENDING_EXPIRY, told.start)
        if told.start != known.start or told.end != known.end:
            known.attended = None
        known.offering, known.start, known.resource = told.offering, told.start, told.resource
        known.changes += 1
        assert told == known

    def can_be_booked(self, refusal: MeshError) -> None:
        """Alternatives are starts at which the model has room."""
        if not isinstance(refusal, SlotRefused):
            return
        offering = self.what[UUID(refusal.details["offering_id"])]
        starts = list(map(datetime.fromisoformat, refusal.details["alternatives"].split()))
        assert starts == sorted(set(starts))
        for each in starts:
            start = minute_of(each)
            assert start is not None
            self.model.slot(offering, start, bound=False)

    def said(self, booking: Booking) -> Booked:
        """The booking in the words of the model."""
        start, made = minute_of(booking.time.start), minute_of(booking.create_time)
        assert start is not None
        assert made is not None
        performed_by = [self.names[each.resource_id] for each in booking.segments]
        return Booked(
            name=str(booking.booking_id),
            customer=NAMES[booking.customer_id],
            offering=self.what[booking.offering_id],
            start=start,
            party=booking.party_size,
            state=booking.state.value,
            made=made,
            expires=minute_of(booking.expire_time),
            resource="".join(performed_by),
            attended=minute_of(booking.attendance_time),
            changes=booking.revision,
        )

    def picked(self, number: int, state: str = "") -> Booked:
        """One of all; mostly one in that state, where there is one."""
        found = list(self.model.bookings.values())
        fitting = [each for each in found if each.state == state]
        chosen = fitting if fitting and number % 4 else found
        return chosen[number // 4 % len(chosen)]

    def who(self, booked: Booked, asking: str) -> str:
        return booked.customer if asking == "own" else asking
