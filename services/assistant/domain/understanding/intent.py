"""What a message wants, by its cues and by the question that is open. The first rule that fits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.assistant.domain.understanding.cues import Cues


class Intent(StrEnum):
    """What a customer wants with one message."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    LIST = "list"
    AVAILABILITY = "availability"
    ATTENDANCE = "attendance"
    HOURS = "hours"
    PRICES = "prices"
    FAQ = "faq"
    PERSON = "person"
    MENU = "menu"
    GREET = "greet"
    THANKS = "thanks"
    BYE = "bye"
    YES = "yes"
    NO = "no"
    CORRECT = "correct"
    ABORT = "abort"
    PICK = "pick"
    DETAILS = "details"
    NONE = "none"


class Question(StrEnum):
    """What the customer has before them to answer."""

    WHEN = "when"
    TIME = "time"
    OFFERING = "offering"
    RESOURCE = "resource"
    PARTY = "party"
    NAME = "name"
    OFFER = "offer"
    BOOKING = "booking"
    CONFIRM = "confirm"
    FAQ = "faq"


LISTED = frozenset({Question.OFFER, Question.BOOKING})


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found in a message, before it is known what it wants."""

    cues: Cues
    values: bool
    """A day, a time, an offering, a resource, a party or a name was said."""
    moment: bool
    offering: bool
    party: bool
    picked: bool
    """It names one of what is listed."""
    question: bool
    """It asks something."""
    unknown: int
    """Words that nothing explains."""
    asked: Question | None


_SMALL = frozenset({"greet", "please", "filler", "thanks"})
Rule = tuple[Intent, Callable[[Signs], bool]]


def decide(signs: Signs) -> Intent:
    """The intent of the first rule that fits."""
    return next((intent for intent, fits in _rules(signs.asked) if fits(signs)), Intent.NONE)


def _has(*kinds: str) -> Callable[[Signs], bool]:
    return lambda signs: signs.cues.any(*kinds)


def _rules(asked: Question | None) -> Sequence[Rule]:
    if asked is Question.CONFIRM:
        return (*_EXITS, *_CONFIRMING, *_ANYWHERE)
    if asked in LISTED:
        return (*_EXITS, *_PICKING, *_ANYWHERE)
    return (*_EXITS, *(_ASKED if asked else ()), *_ANYWHERE)


def _cancels(signs: Signs) -> bool:
    return "cancel" in signs.cues and "not_cancel" not in signs.cues


def _waits(signs: Signs) -> bool:
    return "wait" in signs.cues and not signs.values


def _aborts(signs: Signs) -> bool:
    return "abort" in signs.cues and not (signs.moment or signs.offering)


def _affirms(signs: Signs) -> bool:
    """A yes, with nothing in it that is another value, a no or a but."""
    return "yes" in signs.cues and not signs.values and not signs.cues.any("no", "but", "wait")


def _takes_back(signs: Signs) -> bool:
    """It begins as a yes, and then there is a no or a but: neither counts."""
    heard = (each.kinds for each in signs.cues.found if not each.kinds <= _SMALL)
    return "yes" in next(heard, frozenset()) and signs.cues.any("no", "but") and not signs.values


def _denies(signs: Signs) -> bool:
    return "no" in signs.cues and not signs.values


def _books_unasked(signs: Signs) -> bool:
    """Only what is wanted, without a verb: "Mark, Thursday, 4:45 pm, beard"."""
    return (signs.moment and signs.offering) or (signs.values and signs.unknown <= 2)


_EXITS: tuple[Rule, ...] = (
    (Intent.PERSON, lambda signs: "person" in signs.cues and not signs.party),
    (Intent.NONE, _waits),
)
_CONFIRMING: tuple[Rule, ...] = (
    (Intent.ABORT, _aborts),
    (Intent.CORRECT, lambda signs: signs.values and not signs.question),
    (Intent.FAQ, lambda signs: signs.question and _takes_back(signs)),
    (Intent.NONE, _takes_back),
    (Intent.NO, _denies),
    (Intent.YES, _affirms),
    (Intent.NO, lambda signs: "but" in signs.cues),
)
_PICKING: tuple[Rule, ...] = (
    (Intent.PICK, lambda signs: signs.picked),
    (Intent.ABORT, _aborts),
    (Intent.NO, _denies),
    (Intent.YES, _affirms),
)
_OTHER_WISHES = ("cancel", "move", "list", "prices", "hours", "faq")
_ASKED: tuple[Rule, ...] = (
    (Intent.PICK, lambda signs: signs.picked),
    (Intent.ABORT, _aborts),
    (Intent.DETAILS, lambda signs: signs.values and not signs.cues.any(*_OTHER_WISHES)),
)
_ANYWHERE: tuple[Rule, ...] = (
    (Intent.CANCEL, _cancels),
    (Intent.MOVE, _has("move")),
    (Intent.LIST, _has("list")),
    (Intent.ATTENDANCE, _has("attending", "not_attending")),
    (Intent.HOURS, lambda signs: "hours" in signs.cues and not signs.offering),
    (Intent.PRICES, _has("prices")),
    (Intent.FAQ, lambda signs: "faq" in signs.cues and not signs.moment),
    (Intent.AVAILABILITY, _has("availability")),
    (Intent.BOOK, lambda signs: "book" in signs.cues and (signs.values or signs.unknown <= 4)),
    (Intent.BOOK, _books_unasked),
    (Intent.FAQ, lambda signs: signs.question and signs.unknown > 0),
    (Intent.MENU, _has("menu")),
    (Intent.ABORT, _has("abort")),
    (Intent.THANKS, _has("thanks")),
    (Intent.BYE, _has("bye")),
    (Intent.GREET, _has("greet")),
    (Intent.NO, _denies),
    (Intent.YES, _affirms),
)
