"""Where a conversation stands: what was asked, what is offered, what waits for a yes.

The history of texts is a comfort for a language model; this is the truth that rules and model
share. It is kept as JSON with the version of its shape.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from services.assistant.domain.details import NOTHING, Details
from services.assistant.domain.tools import Booking, FaqChoice, Offering


class Asked(StrEnum):
    """The question that the customer has before them."""

    WHEN = "when"
    PARTY = "party"
    OFFERING = "offering"
    SLOT = "slot"
    BOOKING = "booking"
    YES_OR_NO = "yes_or_no"
    FAQ = "faq"
    CHANGE = "change"
    """What of the summary shall be otherwise."""


class Flow(StrEnum):
    """What the details are collected for."""

    BOOK = "book"
    MOVE = "move"


@dataclass(frozen=True)
class Offer:
    """A free slot that the customer may take until `expires`, and how it was shown to them."""

    offering_id: str
    offering_name: str
    start: datetime
    label: str
    expires: datetime
    resource_id: str = ""
    resource_name: str = ""
    party: int = 0
    at_once: bool = True
    """To pick it is a yes already; else it leads to the summary, which asks for one."""


@dataclass(frozen=True)
class Wanted:
    """A start that is still without an offering, and the offerings to choose from."""

    start: datetime
    offerings: tuple[Offering, ...]


@dataclass(frozen=True)
class Pending:
    """What is done if the customer says yes before `expires`."""

    action: Literal["book", "move", "cancel"]
    booking: Booking | None
    """What is moved or given up."""
    expires: datetime
    offer: Offer | None = None
    """What is booked, or where it is moved to."""
    name: str = ""
    """In whose name, where they said one."""

    @property
    def key(self) -> str:
        """Which question this is: a yes to another one is not a yes to this."""
        booking = (self.booking.booking_id, self.booking.etag) if self.booking else ()
        offer = self.offer
        what = (offer.offering_id, offer.resource_id, str(offer.start)) if offer else ()
        asked = (self.action, *booking, *what, str(offer.party if offer else 0))
        return sha256("\n".join(asked).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Dialogue:
    """The dialogue state of one conversation."""

    asked: Asked | None = None
    until: datetime | None = None
    """How long an answer to it counts."""
    offers: tuple[Offer, ...] = ()
    wanted: Wanted | None = None
    pending: Pending | None = None
    last_list: tuple[Booking, ...] = ()
    """The bookings as last listed to the customer, so that "cancel 2" has a meaning."""
    faqs: tuple[FaqChoice, ...] = ()
    """The questions that were offered for one that was not understood for sure."""
    flow: Flow | None = None
    details: Details = NOTHING
    moving: Booking | None = None
    """Of the flow MOVE: the booking that moves."""
    misses: int = 0
    """Messages in a row that were not understood."""
    waiting: bool = False
    """A person was asked for, in this turn."""
    v: Literal[1] = field(default=1)

    def asking(
        self,
        asked: Asked,
        until: datetime,
        *,
        offers: tuple[Offer, ...] = (),
        wanted: Wanted | None = None,
        pending: Pending | None = None,
    ) -> "Dialogue":
        """With this question open, and no other."""
        return replace(
            self, asked=asked, until=until, offers=offers, wanted=wanted, pending=pending
        )

    def answered(self) -> "Dialogue":
        """With no question open, and what was collected kept."""
        return replace(self, asked=None, until=None, offers=(), wanted=None, pending=None)

    def closed(self) -> "Dialogue":
        """With no question open, and nothing collected."""
        return replace(self.answered(), flow=None, details=NOTHING, moving=None)

    def question_at(self, moment: datetime) -> Asked | None:
        """The question that is still open then."""
        return self.asked if self.until and moment < self.until else None


_JSON = TypeAdapter(Dialogue)


def to_json(dialogue: Dialogue) -> str:
    return _JSON.dump_json(dialogue).decode()


def from_json(text: str) -> Dialogue:
    """The state as it was kept; an empty one where its shape is not ours (an older version's)."""
    try:
        return _JSON.validate_json(text)
    except ValidationError:
        return Dialogue()
