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

    no_such_day: str
    day_is_over: str
    how_many: str
    free_slots: str
    """Before a list of times: {offering}"""
    or_another: str
    """After it: another day or time may be said."""
    not_free: str
    """{line}"""
    day_not_free: str
    """{offering} {day}"""
    nothing_free: str
    """{offering}"""
    not_by: str
    """{resource} {offering}"""
    with_resource: str
    """A line of the summary: {resource}"""
    for_people: str
    """A line of the summary: {count}, 2 or more."""
    for_name: str
    """A line of the summary: {name}"""
    shall_i_book: str
    shall_i_move: str
    yes_book: str
    yes_move: str
    no_change: str
    """Titles of buttons, as `yes` and `no`."""
    what_else: str
    nothing_to_move: str
    which_to_move: str
    move_to_when: str
    """{line}"""
    moved: str
    """{line}"""
    move_notice_over: str
    """{line} {until} {business}"""
    too_late_to_move: str
    open_on: str
    """{day} {hours}"""
    closed_on: str
    """{day}"""
    opening_hours: str
    closed_day: str
    """Instead of hours, in the list of a week."""
    prices: str
    see_you_at: str
    """{line}"""
    person_asked: str
    """{business}"""
    offer_person: str
    """{business}"""
    which_question: str
    """Before questions that are like what was asked."""
    goodbye: str
    dropped: str
    not_known: str
    """{business}"""

    cannot_read: Mapping[Kind, str]
    """What is said to a message without words that we cannot read, by its kind."""
