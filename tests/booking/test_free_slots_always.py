"""What is true of free slots whatever is taken?"""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.calendar import TimeRange
from services.booking.domain.spans import Taken
from tests.booking.calendars import (
    LONG_AGO,
    SHOP_HOURS,
    at,
    hours,
    pace,
    performer,
    resource_id,
    schedule,
    span_of,
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

    for slot in busy.slots(MONDAY, MONDAY + timedelta(days=2), LONG_AGO):
        assert slot.time.end - slot.time.start == runs.length
        assert any(each.start <= slot.time.start and slot.time.end <= each.end for each in openings)
        assert not any(runs.taken(slot.time.start).overlaps(each) for each in taken)


@given(stretches, paces)
def test_every_start_of_the_grid_that_is_free_is_offered(taken, runs):
    busy = schedule(performer("anna", OPENINGS, taken), runs=runs)
    idle = schedule(performer("anna", OPENINGS), runs=runs)
    window = MONDAY, MONDAY + timedelta(days=2), LONG_AGO

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

    for slot in busy.slots(MONDAY, MONDAY + timedelta(days=2), LONG_AGO):
        assert busy.refusal(slot.time.start, 1, before, bound=True) is None
        ((segment,),) = busy.choices(slot.time.start, 1)
        assert segment.resource_id == resource_id("anna")
        assert segment.time == runs.taken(slot.time.start)


@given(stretches, st.builds(stretch, minute, st.integers(1, 300)))
def test_taken_means_that_something_overlaps(ranges, wanted):
    free = Taken(map(span_of, ranges)).is_free(span_of(wanted))

    assert free == (not any(map(wanted.overlaps, ranges)))


@given(stretches, st.builds(stretch, minute, st.integers(1, 300)))
def test_gaps_and_what_is_taken_make_up_the_whole(ranges, whole):
    taken, (first, last) = Taken(map(span_of, ranges)), span_of(whole)
    gaps = list(taken.gaps(first, last))

    assert all(taken.is_free(each) for each in gaps)
    assert taken.within((first, last)) + sum(end - start for start, end in gaps) == last - first
    assert (
        taken.within((first, last))
        == sum(not taken.is_free((second, second + 60)) for second in range(first, last, 60)) * 60
    )
