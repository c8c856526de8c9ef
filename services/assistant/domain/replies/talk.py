"""What is said of everything else: help, hours, prices, a person, what was not understood."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from services.assistant.domain.catalog import Offered
from services.assistant.domain.conversation import Kind
from services.assistant.domain.tools import FaqChoice

if TYPE_CHECKING:
    from services.assistant.domain.replies import Reply


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
class OpenOn:
    """When it is open on that day, in minutes after midnight; nothing: it is closed."""

    day: date
    stretches: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class OpeningHours:
    """The same of each day of a week, from this Monday."""

    monday: date
    week: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True)
class Prices:
    """What these cost."""

    offerings: tuple[Offered, ...]


@dataclass(frozen=True)
class PersonAsked:
    """A person will read this."""


@dataclass(frozen=True)
class OfferPerson:
    """Not understood, and not for the first time: shall a person answer?"""


@dataclass(frozen=True)
class Answer:
    """What the business itself says: its own words, as they are."""

    text: str


@dataclass(frozen=True)
class Words:
    """What a language model says, after it was looked through."""

    text: str


@dataclass(frozen=True)
class WhichQuestion:
    """Which of these is meant?"""

    choices: tuple[FaqChoice, ...]


@dataclass(frozen=True)
class Goodbye:
    """The answer to a leave."""


@dataclass(frozen=True)
class Dropped:
    """What was under way is given up; nothing was booked or changed."""


@dataclass(frozen=True)
class NotKnown:
    """We have no answer to that; a person may have one."""


@dataclass(frozen=True)
class Failed:
    """It was refused for a reason that has no words of its own."""
