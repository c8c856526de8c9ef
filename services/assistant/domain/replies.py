"""What can be said to a customer, before it has words. `wording` says it in a language."""

from dataclasses import dataclass
from datetime import datetime

from services.assistant.domain.conversation import Kind
from services.assistant.domain.dialogue import Offer, Pending
from services.assistant.domain.tools import Booking, Offering


@dataclass(frozen=True)
class Booked:
    """The booking that was made."""

    booking: Booking


@dataclass(frozen=True)
class SlotRefused:
    """Why this start cannot be booked, and what can be instead."""

    reason: str
    offering_name: str
    start: datetime
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class NotForParty:
    """What they want is for fewer people, at most so many; or for more, where `most` is 0."""

    most: int


@dataclass(frozen=True)
class Blocked:
    """The customer missed too many bookings to make another by themselves."""


@dataclass(frozen=True)
class AlreadyBooked:
    """They have this one; what they tapped was booked by an earlier tap."""

    booking: Booking


@dataclass(frozen=True)
class WhichSlot:
    """One of these, please."""

    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class WhichOffering:
    """What shall be booked?"""

    offerings: tuple[Offering, ...]


@dataclass(frozen=True)
class NothingToBook:
    """The tenant offers nothing."""


@dataclass(frozen=True)
class HowToBook:
    """How to say when."""


@dataclass(frozen=True)
class NoSuchDate:
    """The calendar or the clock does not have what was written."""

    month: int
    day: int
    hour: int
    minute: int


@dataclass(frozen=True)
class NoSuchTime:
    """The clocks go forward that day, over the time that was wanted. `day` is its noon."""

    day: datetime
    hour: int
    minute: int


@dataclass(frozen=True)
class Bookings:
    """What is booked; nothing, where it is empty."""

    bookings: tuple[Booking, ...]


@dataclass(frozen=True)
class NothingToCancel:
    """There is no booking that could be given up."""


@dataclass(frozen=True)
class WhichToCancel:
    """Several are booked: which one?"""

    bookings: tuple[Booking, ...]


@dataclass(frozen=True)
class AskToCancel:
    """Really give this one up? Yes or no."""

    pending: Pending
    changed: bool = False
    """It is not what it was when it was asked before."""


@dataclass(frozen=True)
class Cancelled:
    """The booking that was given up."""

    booking: Booking


@dataclass(frozen=True)
class Kept:
    """The booking stays."""

    booking: Booking


@dataclass(frozen=True)
class BookingGone:
    """It is not among the coming bookings any more."""


@dataclass(frozen=True)
class TooLateToCancel:
    """Nothing can be given up any more."""


@dataclass(frozen=True)
class NoticeOver:
    """It could be given up until then; now only the business can."""

    booking: Booking
    until: datetime


@dataclass(frozen=True)
class NoSuchNumber:
    """There are only `count` to choose from."""

    count: int


@dataclass(frozen=True)
class Expired:
    """What was asked or offered does not stand any more."""


@dataclass(frozen=True)
class Help:
    """What we can do."""

    greeting: bool = False


@dataclass(frozen=True)
class Welcome:
    """The answer to thanks."""


@dataclass(frozen=True)
class Noted:
    """A yes or no to nothing in particular."""


@dataclass(frozen=True)
class CannotRead:
    """A picture, a voice note and so on."""

    kind: Kind


@dataclass(frozen=True)
class NotUnderstood:
    """What we can do; or, where something is asked, the question again."""

    question: "Reply | None" = None


@dataclass(frozen=True)
class Failed:
    """It was refused for a reason that has no words of its own."""


Reply = (
    Booked
    | SlotRefused
    | NotForParty
    | Blocked
    | AlreadyBooked
    | WhichSlot
    | WhichOffering
    | NothingToBook
    | HowToBook
    | NoSuchDate
    | NoSuchTime
    | Bookings
    | NothingToCancel
    | WhichToCancel
    | AskToCancel
    | Cancelled
    | Kept
    | BookingGone
    | TooLateToCancel
    | NoticeOver
    | NoSuchNumber
    | Expired
    | Help
    | Welcome
    | Noted
    | CannotRead
    | NotUnderstood
    | Failed
)
