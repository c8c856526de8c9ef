"""What is said of what is booked: the list, what moves, what is given up."""

from dataclasses import dataclass
from datetime import datetime

from services.assistant.domain.dialogue import Pending
from services.assistant.domain.tools import Booking


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
class NothingToMove:
    """There is no booking that could be moved."""


@dataclass(frozen=True)
class WhichToMove:
    """Several are booked: which one?"""

    bookings: tuple[Booking, ...]


@dataclass(frozen=True)
class MoveToWhen:
    """To which day and time?"""

    booking: Booking


@dataclass(frozen=True)
class Moved:
    """The booking, where it is now."""

    booking: Booking


@dataclass(frozen=True)
class MoveNoticeOver:
    """It could be moved until then; now only the business can."""

    booking: Booking
    until: datetime


@dataclass(frozen=True)
class TooLateToMove:
    """It is over."""


@dataclass(frozen=True)
class SeeYou:
    """They come to this one: it is kept."""

    booking: Booking
