"""What one customer booked, and how it may change."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.booking.domain.calendar import TimeRange
from services.booking.domain.catalog import Approval
from services.booking.domain.errors import BookingOver, EtagStale


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

    @property
    def etag(self) -> str:
        """Changes with every change of the booking."""
        return str(self.revision)

    def cancelled(self, now: datetime, *, etag: str = "") -> "Booking":
        """Give the place back. What is cancelled stays so, whatever etag the caller knew."""
        if self.state is State.CANCELLED:
            return self
        if not may_become(self.state, State.CANCELLED):
            raise BookingOver(self.state.value)
        if etag and etag != self.etag:
            raise EtagStale
        return replace(self, state=State.CANCELLED, update_time=now, revision=self.revision + 1)


@dataclass(frozen=True)
class BookingFilter:
    """Which bookings a list holds; what is None or empty excludes nothing."""

    customer_id: UUID | None = None
    ends_after: datetime | None = None
    states: Collection[State] = ()
