"""How may a booking change?"""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from services.booking.domain.booking import (
    HOLDING,
    MISSED_UNTIL,
    Booking,
    Origin,
    Segment,
    State,
    first_state,
    may_become,
)
from services.booking.domain.catalog import Approval
from services.booking.domain.errors import BookingOver, EtagStale, NotBegun, NotRequested
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
    begun = TIME.start
    changed = [
        booking().cancelled(NOW),
        booking(State.PENDING).approved(NOW),
        booking().attended(NOW),
        booking().missed(begun),
    ]

    assert {each.etag for each in changed} == {"2"}


@pytest.mark.parametrize(
    ("state", "other"), [each for each in product(State, State) if each not in ALLOWED]
)
def test_no_other_transition_can_be_made(state, other):
    with pytest.raises(BookingOver):
        booking(state).became(other, NOW)


def test_only_what_is_undecided_expires():
    undecided = replace(booking(State.HELD), expire_time=NOW)

    assert undecided.became(State.PENDING, NOW).expire_time == NOW
    for state in (State.CONFIRMED, State.CANCELLED, State.EXPIRED):
        assert undecided.became(state, NOW).expire_time is None


def test_what_is_approved_stays_so():
    assert booking().approved(NOW, etag="7") == booking()


def test_a_hold_is_not_approved_and_what_is_over_neither():
    with pytest.raises(NotRequested):
        booking(State.HELD).approved(NOW)
    for state in set(State) - HOLDING:
        with pytest.raises(BookingOver):
            booking(state).approved(NOW)


def test_until_a_day_after_its_end_a_booking_can_be_missed():
    last = TIME.end + MISSED_UNTIL

    assert booking().missed(last - timedelta(seconds=1)).state is State.NO_SHOW
    with pytest.raises(BookingOver):
        booking().missed(last)


def test_a_request_is_approved_until_its_start():
    last = TIME.start - timedelta(seconds=1)

    assert booking(State.PENDING).approved(last).state is State.CONFIRMED
    with pytest.raises(BookingOver):
        booking(State.PENDING).approved(TIME.start)


def test_until_a_day_after_its_end_a_booking_can_be_cancelled():
    last = TIME.end + MISSED_UNTIL

    assert booking().cancelled(last - timedelta(seconds=1)).state is State.CANCELLED
    with pytest.raises(BookingOver):
        booking().cancelled(last)


def test_what_has_not_begun_cannot_be_missed():
    with pytest.raises(NotBegun):
        booking().missed(TIME.start - timedelta(seconds=1))


def test_a_visit_says_what_is_performed_in_which_order():
    visit = [Segment(UUID(int=3), "Anna", TIME, UUID(int=each)) for each in (8, 9)]

    assert replace(booking(), segments=tuple(visit)).offering_ids == (UUID(int=8), UUID(int=9))
    assert booking().offering_ids == (NOBODY,)
    assert replace(booking(), segments=()).offering_ids == (NOBODY,)


def test_a_change_based_on_an_old_etag_is_refused():
    assert booking().cancelled(NOW, etag=booking().etag).state is State.CANCELLED
    with pytest.raises(EtagStale):
        booking().cancelled(NOW, etag="7")
