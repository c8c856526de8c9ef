"""Why can a start not be booked?"""

import pytest

from services.booking.domain.errors import Refusal
from tests.booking.calendars import (
    SHOP_HOURS,
    at,
    between,
    hours,
    pace,
    performer,
    schedule,
)

NOW = at("2026-03-01T12:00")
ANNA = performer("anna", hours(*SHOP_HOURS, days=range(2, 7)))
MARCO = performer("marco", hours(*SHOP_HOURS, days=range(2, 7)))
SALON = schedule(ANNA, MARCO)
TUESDAY = "2026-03-03T"


def free_at(of, clock):
    """Who could take one then."""
    return [segment.resource_name for (segment,) in of.choices(at(TUESDAY + clock), 1)]


@pytest.mark.parametrize("clock", ["09:00", "09:15", "12:30", "14:00", "18:30"])
def test_starts_of_the_grid_are_welcome(clock):
    assert SALON.refusal(at(TUESDAY + clock), 1, NOW, bound=True) is None


@pytest.mark.parametrize("clock", ["00:00", "08:59", "13:00", "13:30", "13:59", "19:00", "23:45"])
def test_nobody_is_there_before_after_and_in_the_break(clock):
    assert SALON.refusal(at(TUESDAY + clock), 1, NOW, bound=True) is Refusal.OUTSIDE_OPENING_HOURS


def test_nobody_is_there_on_a_closed_day():
    assert (
        SALON.refusal(at("2026-03-02T10:00"), 1, NOW, bound=True) is Refusal.OUTSIDE_OPENING_HOURS
    )


@pytest.mark.parametrize("clock", ["09:05", "09:14", "14:01", "17:59:59", "09:00:00.500"])
def test_between_the_steps_no_slot_starts(clock):
    assert SALON.refusal(at(TUESDAY + clock), 1, NOW, bound=True) is Refusal.START_NOT_OFFERED


@pytest.mark.parametrize("clock", ["12:45", "18:45"])
def test_where_the_rest_of_the_opening_is_too_short_no_slot_starts_though_it_is_open(clock):
    assert SALON.refusal(at(TUESDAY + clock), 1, NOW, bound=True) is Refusal.START_NOT_OFFERED


@pytest.mark.parametrize("instant", ["2026-02-24T10:00", "2020-01-01T00:00", "2026-03-01T12:00"])
def test_a_start_that_is_over_comes_before_all_other_reasons(instant):
    assert SALON.refusal(at(instant), 1, NOW, bound=True) is Refusal.IN_THE_PAST


def test_the_next_moment_is_not_over():
    always = schedule(performer("anna", hours("00:00-24:00")), runs=pace(5, step=5))

    assert always.refusal(at("2026-03-01T12:05"), 1, NOW, bound=True) is None


def test_one_whose_grid_has_that_start_is_enough():
    odd = performer("odd", hours("09:07-12:00"))

    assert schedule(ANNA, odd).refusal(at(TUESDAY + "09:22"), 1, NOW, bound=True) is None
    assert free_at(schedule(ANNA, odd), "09:22") == ["odd"]


def test_where_one_of_two_is_busy_the_other_is_free():
    busy = performer("anna", ANNA.openings, [between(TUESDAY + "10:15", TUESDAY + "10:45")])

    assert free_at(schedule(busy, MARCO), "10:00") == ["marco"]


def test_where_both_are_busy_nobody_is_free_but_the_start_is_a_slot():
    taken = [between(TUESDAY + "10:15", TUESDAY + "10:45")]
    full = schedule(
        performer("anna", ANNA.openings, taken), performer("marco", ANNA.openings, taken)
    )

    assert full.refusal(at(TUESDAY + "10:00"), 1, NOW, bound=True) is None
    assert free_at(full, "10:00") == []


@pytest.mark.parametrize("wall", ["2026-03-29T01:30", "2026-03-29T03:00", "2026-10-25T02:30"])
def test_days_on_which_the_clock_is_changed_are_ordinary_days(wall):
    rome = schedule(performer("anna", hours("00:00-24:00")), zone="Europe/Rome")

    assert rome.refusal(at(wall, "Europe/Rome"), 1, NOW, bound=True) is None
