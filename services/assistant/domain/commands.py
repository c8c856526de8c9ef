"""What a customer may mean. Rules yield these from what was written; so does a language model."""

from dataclasses import dataclass

from services.assistant.domain.conversation import Kind
from services.assistant.domain.understanding.message import NO_DETAILS, Details


@dataclass(frozen=True)
class StartBooking:
    """Book the default offering on this month and day, at this wall time. Nothing is checked."""

    month: int
    day: int
    hour: int
    minute: int


@dataclass(frozen=True)
class AskToBook:
    """Wants to book, or to know what is free: with what they say of it."""

    details: Details = NO_DETAILS


@dataclass(frozen=True)
class MoveBooking:
    """Wants to have a booking at another time, or by somebody else."""

    details: Details = NO_DETAILS


@dataclass(frozen=True)
class Prepare:
    """Shows the summary of a slot that is offered; with a booking, of moving that one to it."""

    choice_id: str
    booking_id: str = ""


@dataclass(frozen=True)
class SetDetails:
    """Says more of what is wanted, or something else than before."""

    details: Details


@dataclass(frozen=True)
class AskHours:
    """Wants to know when it is open: in general, or on a day."""

    details: Details = NO_DETAILS


@dataclass(frozen=True)
class AskPrices:
    """Wants to know what it costs: all of it, or one offering."""

    details: Details = NO_DETAILS


@dataclass(frozen=True)
class TellAttendance:
    """Says that they will come, or that they cannot."""

    coming: bool


@dataclass(frozen=True)
class AskForPerson:
    """Wants a person to answer."""


@dataclass(frozen=True)
class AskQuestion:
    """Asks something about the business."""

    text: str


@dataclass(frozen=True)
class Abort:
    """Gives up what is under way in the dialogue: nothing that is booked."""


@dataclass(frozen=True)
class Pick:
    """The n-th of what was listed, counted from 1."""

    number: int


@dataclass(frozen=True)
class Choose:
    """Tapped a choice that we offered."""

    choice_id: str


@dataclass(frozen=True)
class Affirm:
    """Says yes."""


@dataclass(frozen=True)
class Deny:
    """Says no."""


@dataclass(frozen=True)
class ListBookings:
    """Wants to know what is booked."""


@dataclass(frozen=True)
class CancelBooking:
    """Gives a booking up: the n-th of the list where a number is said."""

    number: int | None = None
    details: Details = NO_DETAILS


@dataclass(frozen=True)
class Help:
    """Wants to know what we can do."""


@dataclass(frozen=True)
class Greet:
    """Says hello and nothing else."""


@dataclass(frozen=True)
class Thank:
    """Says thanks and nothing else."""


@dataclass(frozen=True)
class Bye:
    """Takes leave."""


@dataclass(frozen=True)
class Silence:
    """Something that asks for no answer."""


@dataclass(frozen=True)
class SentSomethingElse:
    """Something without words that we cannot read."""

    kind: Kind


@dataclass(frozen=True)
class NotUnderstood:
    """Words that we cannot read."""


Command = (
    StartBooking
    | AskToBook
    | MoveBooking
    | Prepare
    | SetDetails
    | AskHours
    | AskPrices
    | TellAttendance
    | AskForPerson
    | AskQuestion
    | Abort
    | Pick
    | Choose
    | Affirm
    | Deny
    | ListBookings
    | CancelBooking
    | Help
    | Greet
    | Thank
    | Bye
    | Silence
    | SentSomethingElse
    | NotUnderstood
)
