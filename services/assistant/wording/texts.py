"""Which texts a language must have. Names in braces are filled in by rendering.py."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.assistant.domain.conversation import Kind


@dataclass(frozen=True)
class Texts:
    """The words of one language. A text that is missing is an error of types."""

    confirmed: str
    requested: str
    cancelled: str
    """Where a booking stands, at the end of its line."""

    local_time: str
    """Says whose wall time it is: {city}."""

    see_you: str
    to_be_approved: str
    """{business}"""

    taken: str
    closed: str
    not_offered: str
    past: str
    sold_out: str
    too_soon: str
    too_far: str
    own: str
    """Why a start cannot be booked (`own`: they have it): {line} is the offering and the time."""

    nearest: str
    which_one: str
    which_booking: str
    """The same of bookings, where the word has another gender."""
    which_number: str
    """Instead of it where there is nothing to tap."""
    none_free: str
    another_day: str
    party_too_large: str
    """{most} {business}"""
    party_too_small: str
    """{business}"""
    blocked: str
    """{business}"""
    which_offering: str
    nothing_to_book: str
    how_to_book: str

    no_such_date: str
    """{written}"""
    day_first: str
    """{suggestion}, where day and month seem to be swapped."""
    no_such_time: str
    """{time} {day}"""

    your_bookings: str
    how_to_cancel: str
    no_bookings: str
    nothing_to_cancel: str
    which_to_cancel: str
    really_cancel: str
    """{line}"""
    changed: str
    yes: str
    no: str
    """Titles of buttons: at most 20 characters, and understood when they are typed."""
    kept: str
    """{line}"""
    gone: str
    too_late_to_cancel: str
    notice_over: str
    """{line} {until} {business}"""

    no_such_number: str
    """{count}"""
    expired: str
    greeting: str
    """{business}"""
    help: str
    not_understood: str
    welcome: str
    noted: str
    failed: str

    cannot_read: Mapping[Kind, str]
    """What is said to a message without words that we cannot read, by its kind."""
