"""How may a booking change?"""

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest

from services.booking.domain.booking import (
    HOLDING,
    Booking,
    Origin,
    Segment,
    State,
    first_state,
    may_become,
)
from services.booking.domain.catalog import Approval
from services.booking.domain.errors import BookingOver, EtagStale
from tests.booking.calendars import NOBODY, at, between

MADE = at("2026-03-01T12:00")
NOW = at("2026-03-02T12:00")
TIME = between("2026-03-03T10:00", "2026-03-03T10:30")

ALLOWED = {
    ("held", "pending"),
    ("held", "confirmed"),
    ("held", "expired"),
    ("held", "cancelled"),
    ("pending", "confirmed"),
    ("pending", "cancelled"),
    ("pending", "expired"),
    ("confirmed", "cancelled"),
    ("confirmed", "completed"),
    ("confirmed", "no_show"),
}


def booking(state=State.CONFIRMED):
    return Booking(
        booking_id=UUID(int=1),
        customer_id=UUID(int=2),
        offering_id=NOBODY,
        offering_name="Taglio",
        time=TIME,
        time_zone="Europe/Rome",
        state=state,
        origin=Origin.API,
        segments=(Segment(UUID(int=3), "Anna", TIME),),
        create_time=MADE,
        update_time=MADE,
    )


@pytest.mark.parametrize(("state", "other"), list(product(State, State)))
def test_only_these_transitions_exist(state, other):
    assert may_become(state, other) == ((state.value, other.value) in ALLOWED)


def test_a_booking_begins_as_the_tenant_approves():
    assert first_state(Approval.AUTOMATIC) is State.CONFIRMED
    assert first_state(Approval.BY_HAND) is State.PENDING


@pytest.mark.parametrize("state", sorted(HOLDING))
def test_whatever_holds_its_place_can_be_cancelled(state):
    cancelled = booking(state).cancelled(NOW)

    assert cancelled == replace(booking(state), state=State.CANCELLED, update_time=NOW, revision=2)


def test_cancelling_twice_changes_nothing():
    once = booking().cancelled(MADE)

    assert once.cancelled(NOW) == once
    assert once.cancelled(NOW, etag=booking().etag) == once


@pytest.mark.parametrize("state", [State.EXPIRED, State.COMPLETED, State.NO_SHOW])
def test_what_is_over_stays_as_it_is(state):
    with pytest.raises(BookingOver) as refusal:
        booking(state).cancelled(NOW)
    assert refusal.value.reason == "BOOKING_OVER"


def test_every_change_has_a_new_etag():
    assert booking().cancelled(NOW).etag != booking().etag


def test_a_change_based_on_an_old_etag_is_refused():
    assert booking().cancelled(NOW, etag=booking().etag).state is State.CANCELLED
    with pytest.raises(EtagStale):
        booking().cancelled(NOW, etag="7")
