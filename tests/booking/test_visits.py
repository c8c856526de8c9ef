"""When can several offerings be had one after the other, and by whom?"""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.calendar import TimeRange
from services.booking.domain.catalog import Approval
from services.booking.domain.errors import Refusal, VisitWrong
from services.booking.domain.hours import Group, Notices, Venue, WeeklyOccurrence
from services.booking.domain.occurrences import Occurrences
from services.booking.domain.visit import Visit
from tests.booking.calendars import (
    LONG_AGO,
    at,
    between,
    hours,
    offered,
    pace,
    part,
    performer,
    resource_id,
    schedule,
)

MONDAY = "2026-03-02T"
MORNING = hours("09:00-12:00")
CUT, COLOR = pace(30, step=30), pace(60, step=30)


def busy(name, *stretches, openings=MORNING, **said):
    taken = [between(MONDAY + start, MONDAY + end) for start, end in stretches]
    return performer(name, openings, taken, **said)


def visit(cutters, colorists, cut=CUT, color=COLOR, **said):
    """A cut and then a color."""
    first = part(*cutters, runs=cut, name="cut", **said)
    return Visit((first, part(*colorists, runs=color, name="color", **said)))


def placed(of, clock):
    """Who could perform the parts, the preferred way first."""
    found = of.choices(at(MONDAY + clock), 1)
    return ["".join(each.resource_name[0] for each in segments) for segments in found]


def taken(of, clock):
    """For how long who is taken, the preferred way."""
    segments = next(of.choices(at(MONDAY + clock), 1))
    return [
        f"{each.resource_name} {each.time.start:%H:%M}-{each.time.end:%H:%M}" for each in segments
    ]


ANNA, MARCO = busy("anna"), busy("marco")


def test_a_visit_is_as_long_as_its_parts():
    assert offered(visit([ANNA], [ANNA])) == ["09:00", "09:30", "10:00", "10:30"]


def test_the_next_part_begins_when_the_one_before_ends():
    assert taken(visit([ANNA], [ANNA]), "09:00") == ["anna 09:00-09:30", "anna 09:30-10:30"]


def test_one_for_all_is_preferred_to_any_who_change():
    both = visit([ANNA, MARCO], [MARCO, ANNA])

    assert placed(both, "09:00") == ["aa", "mm", "am", "ma"]


def test_where_nobody_can_do_all_they_take_turns():
    anna, marco = busy("anna", ("09:30", "10:00")), busy("marco", ("09:00", "09:30"))

    assert placed(visit([anna, marco], [anna, marco]), "09:00") == ["am"]


def test_each_part_is_done_by_who_performs_it():
    assert placed(visit([ANNA], [MARCO]), "09:00") == ["am"]


def test_where_one_part_finds_nobody_there_is_no_slot():
    marco = busy("marco", ("10:00", "12:00"))

    assert offered(visit([ANNA], [marco])) == []
    assert placed(visit([ANNA], [marco]), "09:00") == []


def test_a_later_part_needs_no_start_of_its_own_grid():
    cut, color = pace(20, step=20), pace(60, step=60)

    assert offered(visit([ANNA], [ANNA], cut, color))[:3] == ["09:00", "09:20", "09:40"]


def test_no_part_reaches_beyond_the_hours_of_who_performs_it():
    late = performer("marco", hours("10:00-12:00"))

    assert offered(visit([ANNA], [late])) == ["09:30", "10:00", "10:30"]


def test_between_parts_of_one_resource_there_are_no_buffers():
    cut, color = pace(30, 30, before=5, after=10), pace(60, 30, before=15, after=20)

    alone = taken(visit([ANNA], [ANNA], cut, color), "09:30")
    by_two = taken(visit([ANNA], [MARCO], cut, color), "09:30")

    assert alone == ["anna 09:25-10:00", "anna 10:00-11:20"]
    assert by_two == ["anna 09:25-10:10", "marco 09:45-11:20"]


@pytest.mark.parametrize(
    ("stretch", "free"),
    [
        (("09:20", "09:26"), False),  # the buffer before the first part
        (("09:20", "09:25"), True),
        (("11:19", "11:30"), False),  # the buffer after the last one
        (("11:20", "11:30"), True),
    ],
)
def test_buffers_at_both_ends_must_be_free(stretch, free):
    cut, color = pace(30, 30, before=5, after=10), pace(60, 30, before=15, after=20)
    anna = busy("anna", stretch)

    assert (placed(visit([anna], [anna], cut, color), "09:30") == ["aa"]) == free


def test_who_comes_back_after_another_has_had_both_buffers():
    """Anna needs half an hour after her first part, and Marco's takes less."""
    long_rest, short = pace(30, 30, after=30), pace(15, 15)
    parts = [
        part(ANNA, runs=long_rest, name="cut"),
        part(MARCO, runs=short, name="wash"),
        part(ANNA, MARCO, runs=short, name="dry"),
    ]

    assert placed(Visit(tuple(parts)), "09:00") == ["amm"]


def test_a_slot_says_what_is_performed_when_and_by_whom():
    slot, *_ = visit([ANNA, MARCO], [MARCO]).slots(
        at("2026-03-02T00:00"), at("2026-03-03T00:00"), LONG_AGO
    )

    cut, color = slot.parts
    assert slot.time == between(MONDAY + "09:00", MONDAY + "10:30")
    assert slot.resource_ids == cut.resource_ids
    assert cut.resource_ids == (resource_id("marco"), resource_id("anna"))
    assert cut.time == between(MONDAY + "09:00", MONDAY + "09:30")
    assert color.resource_ids == (resource_id("marco"),)
    assert color.time == between(MONDAY + "09:30", MONDAY + "10:30")
    assert (cut.offering_id, color.offering_id) == (resource_id("cut"), resource_id("color"))


def test_one_offering_has_no_parts():
    slot, *_ = schedule(ANNA).slots(at("2026-03-02T00:00"), at("2026-03-03T00:00"), LONG_AGO)

    assert slot.parts == ()


def test_a_visit_is_called_and_costs_what_its_parts_do():
    venue = Venue("Garden")
    cut = part(ANNA, name="cut", price_cents=2500, currency_code="EUR")
    color = part(ANNA, name="color", price_cents=6000, currency_code="EUR", venue=venue)
    free = part(ANNA, name="wash")
    whole = Visit((cut, free, color))

    assert whole.offering_name == "Cut + Wash + Color"
    assert (whole.price_cents, whole.currency_code) == (8500, "EUR")
    assert whole.venue == venue
    assert whole.length == timedelta(minutes=90)


def test_prices_of_two_currencies_are_not_added():
    cut = part(ANNA, name="cut", price_cents=2500, currency_code="EUR")
    color = part(ANNA, name="color", price_cents=6000, currency_code="CHF")

    assert (Visit((cut, color)).price_cents, Visit((cut, color)).currency_code) == (0, "")


def test_a_visit_waits_for_the_tenant_where_a_part_does():
    automatic, by_hand = part(ANNA), part(ANNA, approval=Approval.BY_HAND)

    assert Visit((automatic, automatic)).approval is Approval.AUTOMATIC
    assert Visit((automatic, by_hand)).approval is Approval.BY_HAND


def test_the_strictest_notice_of_the_parts_holds():
    now = at("2026-03-02T08:00")
    soon = part(ANNA, notices=Notices(ahead=timedelta(hours=3)))
    slow = part(ANNA, notices=Notices(book=timedelta(hours=2)))
    whole = Visit((soon, slow))

    def refusal(clock):
        return whole.refusal(at(MONDAY + clock), 1, now, bound=True)

    assert refusal("09:45") is Refusal.NOTICE_TOO_SHORT
    assert refusal("10:00") is None
    assert refusal("11:00") is None
    assert refusal("11:15") is Refusal.TOO_FAR_AHEAD


def test_a_part_that_would_begin_after_closing_is_outside_the_opening_hours():
    early = performer("marco", hours("09:00-10:00"))

    refusal = visit([ANNA], [early]).refusal(at(MONDAY + "10:00"), 1, LONG_AGO, bound=True)

    assert refusal is Refusal.OUTSIDE_OPENING_HOURS


def test_a_part_that_would_end_after_closing_cannot_start():
    early = performer("marco", hours("09:00-10:00"))
    whole = visit([ANNA], [early], cut=pace(30, step=15))

    refusal = whole.refusal(at(MONDAY + "09:15"), 1, LONG_AGO, bound=True)

    assert refusal is Refusal.START_NOT_OFFERED


def test_a_group_offering_is_booked_by_itself():
    group = Group(10, (WeeklyOccurrence(6, 600),))
    yoga = _with_occurrences(part(ANNA, group=group))

    Visit((yoga,)).check()
    with pytest.raises(VisitWrong):
        Visit((part(ANNA), yoga)).check()


def test_a_visit_lasts_at_most_a_day():
    long = part(ANNA, runs=pace(12 * 60))

    Visit((long, long)).check()
    with pytest.raises(VisitWrong):
        Visit((long, long, part(ANNA))).check()


def test_of_very_many_ways_fifty_are_tried():
    many = [busy(f"{number}") for number in range(10)]

    assert len(placed(visit(many, many), "09:00")) == 50


def _with_occurrences(of):
    group, pace = of.offering.group, of.offering.pace
    return replace(of, occurrences=Occurrences(of.offering.offering_id, of.zone, group, pace))


# What holds whatever is taken

clock = st.integers(0, 180)
stretches = st.lists(st.tuples(clock, st.integers(1, 60)), max_size=4)
paces = st.builds(
    pace, st.sampled_from([15, 30, 45]), st.just(15), st.integers(0, 20), st.integers(0, 20)
)
OPENS, START, CLOSES = (at(MONDAY + each) for each in ("09:00", "09:30", "12:00"))


def somebody(name, taken):
    stretches = ((OPENS + timedelta(minutes=begin), long) for begin, long in taken)
    ranges = [TimeRange(begin, begin + timedelta(minutes=long)) for begin, long in stretches]
    return performer(name, MORNING, ranges)


@given(stretches, stretches, stretches, st.lists(paces, min_size=3, max_size=3))
def test_every_way_is_free_and_every_way_that_is_free_is_found(one, two, three, runs):
    who = {
        name: somebody(name, taken) for name, taken in zip("abc", (one, two, three), strict=True)
    }
    parts = (part(*who.values(), runs=each, name=f"part-{n}") for n, each in enumerate(runs))

    ways = Visit(tuple(parts)).choices(START, 1)

    found = {"".join(each.resource_name for each in way) for way in ways}
    names = map("".join, product("abc", repeat=3))
    assert found == {each for each in names if can_be(each, runs, who)}


def can_be(names, runs, who):
    """Found out by itself: each stretch against all that is taken, and against the others."""
    stretches, begin = [], START
    for at_, (name, run) in enumerate(zip(names, runs, strict=True)):
        end = begin + run.length
        first = begin - run.buffer_before * (names[at_ - 1 : at_] != name)
        last = end + run.buffer_after * (names[at_ + 1 : at_ + 2] != name)
        stretches.append((name, TimeRange(first, last)))
        begin = end
    taken = [(name, each) for name, one in who.items() for each in one.taken]
    apart = all(
        name != other or not time.overlaps(against)
        for at_, (name, time) in enumerate(stretches)
        for other, against in taken + stretches[at_ + 1 :]
    )
    return apart and begin <= CLOSES
