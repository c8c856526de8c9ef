"""What a conversation can have done for it, and what comes back. providers/booking.py does it.

No tool names the customer: whose bookings they are is bound by the session, never by a command.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True)
class Session:
    """For whom a tool acts, and on which message: in whatever turn it comes again, it acts once."""

    tenant_id: UUID
    customer_id: UUID
    channel_id: UUID
    provider_message_id: str
    conversation_id: UUID
    message_id: UUID
    """Ours, of the message it acts on."""
    language: str = ""
    """In which the customer is answered, BCP 47."""


@dataclass(frozen=True)
class Booking:
    """A booking, as far as a conversation needs to know it."""

    booking_id: str
    offering_name: str
    start: datetime
    requested: bool
    """Waits for the tenant's approval; else it is confirmed."""
    etag: str = ""
    offering_id: str = ""
    resource_id: str = ""
    party: int = 0


@dataclass(frozen=True)
class Offering:
    """Something that can be booked."""

    offering_id: str
    name: str


@dataclass(frozen=True)
class CreateBooking:
    """Book this start. Without an offering: the tenant's default one."""

    start: datetime
    offering_id: str = ""
    resource_id: str = ""
    party: int = 0
    note: str = ""


@dataclass(frozen=True)
class FindBookings:
    """Look up the customer's coming bookings: to list them, to cancel one, to see one of them."""

    to_cancel: bool = False
    booking_id: str = ""
    """To cancel: this one, if it is still there."""
    number: int | None = None
    """To cancel: the n-th of them."""
    changed: bool = False
    """To cancel: asked for again, because it is not what it was."""
    refused: "NotBooked | None" = None
    """To see whether what was refused as taken is their own."""
    tapped: str = ""
    """To see whether this choice of a slot is what they booked."""
    to_move: bool = False
    coming: bool = False
    """To keep that they will come to the next one."""


@dataclass(frozen=True)
class FindOfferings:
    """Look up what can be booked, for a customer who wants this start."""

    start: datetime


@dataclass(frozen=True)
class CancelBooking:
    """Give a booking up, if it still is what the customer was shown."""

    booking: Booking


@dataclass(frozen=True)
class FindSlots:
    """Look up what is free, of one offering, from `start` to before `end`."""

    offering: Offering
    start: datetime
    end: datetime
    exact: tuple[datetime, ...] = ()
    """The starts that are wanted, where a time was said: one, or two readings of it."""
    resource_id: str = ""
    party: int = 0


@dataclass(frozen=True)
class MoveBooking:
    """Move a booking to another start, if it still is what the customer was shown."""

    booking: Booking
    start: datetime
    resource_id: str = ""
    party: int = 0
    offering_id: str = ""
    """What else it shall be; without: what it is."""


@dataclass(frozen=True)
class ConfirmAttendance:
    """Keep that the customer will come."""

    booking: Booking


@dataclass(frozen=True)
class FaqChoice:
    """A question that an entry answers, as it is offered."""

    entry_id: str
    question: str


@dataclass(frozen=True)
class FindAnswer:
    """Look up the answer of an entry that was offered."""

    entry_id: str


Call = (
    CreateBooking
    | FindBookings
    | FindOfferings
    | CancelBooking
    | FindSlots
    | MoveBooking
    | ConfirmAttendance
    | FindAnswer
)


@dataclass(frozen=True)
class Booked:
    """CreateBooking did it."""

    booking: Booking


@dataclass(frozen=True)
class NotBooked:
    """CreateBooking was refused."""

    call: CreateBooking
    reason: str
    offering: Offering
    alternatives: tuple[datetime, ...] = ()
    """The nearest free starts, in the order of time."""
    most: int = 0
    """For how many people it is at most, where the party was too large."""


@dataclass(frozen=True)
class BookingsFound:
    """The customer's coming bookings, by start."""

    call: FindBookings
    bookings: tuple[Booking, ...]


@dataclass(frozen=True)
class OfferingsFound:
    """What can be booked, by name."""

    call: FindOfferings
    offerings: tuple[Offering, ...]


@dataclass(frozen=True)
class BookingCancelled:
    """CancelBooking did it."""

    booking: Booking


@dataclass(frozen=True)
class NotCancelled:
    """CancelBooking was refused."""

    call: CancelBooking
    reason: str
    notice: timedelta | None = None
    """How long before the start it could have been given up, where it is too late for that."""


@dataclass(frozen=True)
class Slot:
    """A free start, and who or what could perform it then, the preferred first."""

    start: datetime
    resource_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class SlotsFound:
    """What is free in the time that was asked for, and else nearest to it."""

    call: FindSlots
    slots: tuple[Slot, ...]
    nearest: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class NoSlots:
    """FindSlots was refused."""

    call: FindSlots
    reason: str
    most: int = 0


@dataclass(frozen=True)
class BookingMoved:
    """MoveBooking did it."""

    booking: Booking


@dataclass(frozen=True)
class NotMoved:
    """MoveBooking was refused."""

    call: MoveBooking
    reason: str
    notice: timedelta | None = None


@dataclass(frozen=True)
class AttendanceKept:
    """ConfirmAttendance did it."""

    booking: Booking


@dataclass(frozen=True)
class AttendanceNotKept:
    """ConfirmAttendance was refused."""

    booking: Booking
    reason: str


@dataclass(frozen=True)
class Answered:
    """What the business says to a question: its own words."""

    text: str


@dataclass(frozen=True)
class MayBeMeant:
    """Questions that are like what was asked; one of them may be it."""

    choices: tuple[FaqChoice, ...]


@dataclass(frozen=True)
class NotAnswered:
    """The business has said nothing about it."""


Result = (
    Booked
    | NotBooked
    | BookingsFound
    | OfferingsFound
    | BookingCancelled
    | NotCancelled
    | SlotsFound
    | NoSlots
    | BookingMoved
    | NotMoved
    | AttendanceKept
    | AttendanceNotKept
    | Answered
    | MayBeMeant
    | NotAnswered
)
