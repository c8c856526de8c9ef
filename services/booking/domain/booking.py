"""What one customer booked, and how it may change."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.booking.domain.calendar import TimeRange
from services.booking.domain.catalog import Approval
from services.booking.domain.errors import (
    BookingOver,
    EtagStale,
    NotBegun,
    NotConfirmed,
    NotRequested,
    NotThisCustomers,
)
from services.booking.domain.hours import Venue


class State(StrEnum):
    """Where a booking stands."""

    HELD = "held"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    COMPLETED = "completed"
    NO_SHOW = "no_show"


class Origin(StrEnum):
    """Where a booking was made."""

    CONVERSATION = "conversation"
    API = "api"
    STAFF = "staff"
    IMPORT = "import"


MISSED_UNTIL = timedelta(hours=24)
"""So long after its end a booking can still be marked as missed; then it counts as completed."""

HOLDING = frozenset({State.HELD, State.PENDING, State.CONFIRMED})
"""The states in which a booking holds its place."""

_NEXT = {
    State.HELD: {State.PENDING, State.CONFIRMED, State.EXPIRED, State.CANCELLED},
    State.PENDING: {State.CONFIRMED, State.CANCELLED, State.EXPIRED},
    State.CONFIRMED: {State.CANCELLED, State.COMPLETED, State.NO_SHOW},
}


def may_become(state: State, other: State) -> bool:
    """Whether a booking may go from one state to the other."""
    return other in _NEXT.get(state, ())


def first_state(approval: Approval) -> State:
    """Where a booking begins that nobody held before."""
    return State.PENDING if approval is Approval.BY_HAND else State.CONFIRMED


@dataclass(frozen=True)
class Segment:
    """One resource for one stretch of time, buffers included."""

    resource_id: UUID
    resource_name: str
    time: TimeRange
    offering_id: UUID | None = None
    """What is performed in it; None: what the booking says, in bookings from before visits."""


@dataclass(frozen=True)
class Booking:
    """A booking as it stands. `offering_name` and `time_zone` are as they were when it was made."""

    booking_id: UUID
    customer_id: UUID
    offering_id: UUID
    offering_name: str
    time: TimeRange
    time_zone: str
    state: State
    origin: Origin
    segments: tuple[Segment, ...]
    create_time: datetime
    update_time: datetime
    revision: int = 1
    party_size: int = 1
    external_ref: str = ""
    """The tenant's own id of it, unique in the tenant."""
    note: str = ""
    expire_time: datetime | None = None
    """When a hold or a request gives its place back."""
    cancel_reason: str = ""
    attendance_time: datetime | None = None
    """When the customer said that they will come."""
    venue: Venue | None = None
    occurrence_id: UUID | None = None
    channel_id: UUID | None = None
    """The channel that the customer booked by."""
    price_cents: int = 0
    currency_code: str = ""
    language: str = ""
    """In which the customer booked, BCP 47; empty: not known."""

    @property
    def etag(self) -> str:
        """Changes with every change of the booking."""
        return str(self.revision)

    @property
    def offering_ids(self) -> tuple[UUID, ...]:
        """What is performed, in this order: of a visit several."""
        return tuple(each.offering_id or self.offering_id for each in self.segments) or (
            self.offering_id,
        )

    def check(self, *, customer_id: UUID | None = None, etag: str = "") -> None:
        """Refuse a change by another customer, or one that is based on an older version."""
        if customer_id not in {None, self.customer_id}:
            raise NotThisCustomers(self.booking_id)
        if etag and etag != self.etag:
            raise EtagStale

    def check_over(self, now: datetime) -> None:
        """Refuse a change of what is over, or counts as completed by now."""
        if self.state not in HOLDING:
            raise BookingOver(self.state.value)
        if self.state is State.CONFIRMED and now >= self.time.end + MISSED_UNTIL:
            raise BookingOver(State.COMPLETED.value)

    def became(self, state: State, now: datetime) -> "Booking":
        """The booking in another state, which only held and pending ones leave by themselves."""
        if not may_become(self.state, state):
            raise BookingOver(self.state.value)
        stands_on_trial = state in {State.HELD, State.PENDING}
        expire_time = self.expire_time if stands_on_trial else None
        return self.changed(now, state=state, expire_time=expire_time)

    def changed(self, now: datetime, **fields: Any) -> "Booking":
        """The booking with other fields, and with a new etag."""
        return replace(self, update_time=now, revision=self.revision + 1, **fields)

    def cancelled(self, now: datetime, *, etag: str = "", reason: str = "") -> "Booking":
        """Give the place back. What is cancelled stays so, whatever etag the caller knew."""
        if self.state is State.CANCELLED:
            return self
        self.check_over(now)
        self.check(etag=etag)
        return replace(self.became(State.CANCELLED, now), cancel_reason=reason)

    def approved(self, now: datetime, *, etag: str = "") -> "Booking":
        """Agree to what was requested. What is confirmed stays so, whatever etag was known."""
        if self.state is State.CONFIRMED:
            return self
        if self.state is State.HELD:
            raise NotRequested
        if self.state is not State.PENDING:
            raise BookingOver(self.state.value)
        if now >= self.time.start:
            raise BookingOver(State.EXPIRED.value)
        self.check(etag=etag)
        return self.became(State.CONFIRMED, now)

    def attended(self, now: datetime, *, etag: str = "") -> "Booking":
        """Keep that the customer said they will come; once said, it stands."""
        if self.state not in HOLDING:
            raise BookingOver(self.state.value)
        if self.attendance_time is not None:
            return self
        if self.state is not State.CONFIRMED:
            raise NotConfirmed(f"is {self.state.value}")
        if now >= self.time.start:
            raise NotConfirmed("has begun")
        self.check(etag=etag)
        return self.changed(now, attendance_time=now)

    def missed(self, now: datetime, *, etag: str = "") -> "Booking":
        """Keep that the customer did not come. What counts as completed by now stays so."""
        if self.state is State.NO_SHOW:
            return self
        self.check_over(now)
        if self.state is not State.CONFIRMED:
            raise NotBegun(f"is {self.state.value}")
        if now < self.time.start:
            raise NotBegun("has not begun")
        self.check(etag=etag)
        return self.became(State.NO_SHOW, now)


@dataclass(frozen=True)
class BookingFilter:
    """Which bookings a list holds; what is None or empty excludes nothing."""

    customer_id: UUID | None = None
    ends_after: datetime | None = None
    states: Collection[State] = ()
    resource_id: UUID | None = None
    starts_before: datetime | None = None
