"""What a customer may mean. Rules yield these from what was written; so does a language model."""

from dataclasses import dataclass

from services.assistant.domain.conversation import Kind


@dataclass(frozen=True)
class StartBooking:
    """Book the default offering on this month and day, at this wall time. Nothing is checked."""

    month: int
    day: int
    hour: int
    minute: int


@dataclass(frozen=True)
class AskToBook:
    """Wants to book, but does not say when in a way that we can read."""


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
    | Pick
    | Choose
    | Affirm
    | Deny
    | ListBookings
    | CancelBooking
    | Help
    | Greet
    | Thank
    | Silence
    | SentSomethingElse
    | NotUnderstood
)
