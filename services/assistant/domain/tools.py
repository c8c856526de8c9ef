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


@dataclass(frozen=True)
class FindOfferings:
    """Look up what can be booked, for a customer who wants this start."""

    start: datetime


@dataclass(frozen=True)
class CancelBooking:
    """Give a booking up, if it still is what the customer was shown."""

    booking: Booking


Call = CreateBooking | FindBookings | FindOfferings | CancelBooking


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


Result = Booked | NotBooked | BookingsFound | OfferingsFound | BookingCancelled | NotCancelled
