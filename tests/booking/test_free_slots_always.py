"""What is true of free slots whatever is taken?"""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.calendar import Taken, TimeRange
from tests.booking.calendars import (
    SHOP_HOURS,
    at,
    hours,
    pace,
    performer,
    resource_id,
    schedule,
)

minute = st.integers(0, 2 * 24 * 60)
MONDAY = at("2026-03-02T00:00")


def stretch(begin, length):
    start = MONDAY + timedelta(minutes=begin)
    return TimeRange(start, start + timedelta(minutes=length))


stretches = st.lists(st.builds(stretch, minute, st.integers(1, 300)), max_size=12)
steps = st.sampled_from([5, 10, 15, 20, 60, 90])
paces = st.builds(pace, st.integers(5, 300), steps, st.integers(0, 90), st.integers(0, 90))
OPENINGS = hours(*SHOP_HOURS)


@given(stretches, paces)
def test_no_slot_overlaps_what_is_taken_nor_leaves_the_opening_hours(taken, runs):
    openings = [
        stretch(24 * 60 * day + start, length)
        for day in (0, 1)
        for start, length in ((9 * 60, 240), (14 * 60, 300))
    ]
    busy = schedule(performer("anna", OPENINGS, taken), runs=runs)

    for slot in busy.slots(MONDAY, MONDAY + timedelta(days=2)):
        assert slot.time.end - slot.time.start == runs.length
        assert any(each.start <= slot.time.start and slot.time.end <= each.end for each in openings)
        assert not any(runs.taken(slot.time.start).overlaps(each) for each in taken)


@given(stretches, paces)
def test_every_start_of_the_grid_that_is_free_is_offered(taken, runs):
    busy = schedule(performer("anna", OPENINGS, taken), runs=runs)
    idle = schedule(performer("anna", OPENINGS), runs=runs)
    window = MONDAY, MONDAY + timedelta(days=2)

    expected = [
        slot.time
        for slot in idle.slots(*window)
        if not any(runs.taken(slot.time.start).overlaps(each) for each in taken)
    ]

    assert [slot.time for slot in busy.slots(*window)] == expected


@given(stretches, paces)
def test_what_is_offered_can_be_booked(taken, runs):
    busy = schedule(performer("anna", OPENINGS, taken), runs=runs)
    before = MONDAY - timedelta(days=1)

    for slot in busy.slots(MONDAY, MONDAY + timedelta(days=2)):
        assert busy.refusal(slot.time.start, before) is None
        assert [each.resource_id for each in busy.free_at(slot.time.start)] == [resource_id("anna")]


@given(stretches)
def test_backwards_are_the_same_slots(taken):
    busy = schedule(performer("anna", OPENINGS, taken))
    window = MONDAY, MONDAY + timedelta(days=2)

    assert list(busy.slots(*window, backwards=True)) == list(busy.slots(*window))[::-1]


@given(stretches, st.builds(stretch, minute, st.integers(1, 300)))
def test_taken_means_that_something_overlaps(ranges, wanted):
    assert (Taken(ranges).until(wanted) is not None) == any(map(wanted.overlaps, ranges))
