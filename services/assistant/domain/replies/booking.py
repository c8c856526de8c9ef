"""What is said while somebody wants to book: what is free, what is missing, the summary."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

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
class NoSuchDay:
    """The calendar does not have the day."""


@dataclass(frozen=True)
class DayIsOver:
    """It lies behind us: which other day?"""


@dataclass(frozen=True)
class HowMany:
    """For how many people?"""


@dataclass(frozen=True)
class FreeSlots:
    """What is free of what was asked for."""

    offering_name: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class NotFree:
    """Nothing is free then (`wanted`, or the day), and what is nearest to it."""

    offering_name: str
    wanted: datetime | None
    day: date | None
    offers: tuple[Offer, ...]
    why: Literal["", "past", "closed"] = ""


@dataclass(frozen=True)
class NotBy:
    """They do not perform it."""

    resource_name: str
    offering_name: str


@dataclass(frozen=True)
class AskToBook:
    """The summary of a booking, or of where one moves to. Yes or no?"""

    pending: Pending


@dataclass(frozen=True)
class WhatElse:
    """Not that: what shall be otherwise?"""
