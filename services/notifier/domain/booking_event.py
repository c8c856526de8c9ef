"""Something that happened to a booking, or will, as a customer is told of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo


class BookingEventKind(StrEnum):
    CONFIRMED = "confirmed"
    REQUESTED = "requested"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REMINDER = "reminder"
    DECLINED = "declined"
    ATTENDING = "attending"
    MOVES_OFFERED = "moves_offered"
    OUTDATED = "outdated"
    TOO_LATE = "too_late"


AHEAD = frozenset(
    {
        BookingEventKind.CONFIRMED,
        BookingEventKind.REQUESTED,
        BookingEventKind.CHANGED,
        BookingEventKind.REMINDER,
    }
)
"""What tells of something that is to come: of what has begun nobody needs to hear it."""


class ActionKind(StrEnum):
    """What a customer may do with a booking."""

    CONFIRM = "confirm"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True)
class BookingAction:
    """Something the customer may do. `link` comes back when its button is tapped, and ends the
    address of its page."""

    kind: ActionKind
    link: str


@dataclass(frozen=True)
class MoveChoice:
    """A slot that the booking may be moved to by `link`."""

    start: datetime
    link: str


@dataclass(frozen=True)
class BookingEvent:
    """What is told. `zone` is where its times are read; what is empty is not told."""

    kind: BookingEventKind
    language: str
    zone: ZoneInfo
    offering_name: str
    start: datetime
    business_name: str = ""
    party_size: int = 1
    resource_name: str = ""
    venue_name: str = ""
    venue_address: str = ""
    reason: str = ""
    booking_id: UUID | None = None
    offering: str = ""
    """The catalogue's name of it: templates are chosen by it."""
    customer_name: str = ""
    actions: tuple[BookingAction, ...] = ()
    moves: tuple[MoveChoice, ...] = ()
