"""Which slots are offered on days on which the clock is put forward or back?"""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.booking.calendars import (
    LONG_AGO,
    at,
    hours,
    offered,
    pace,
    performer,
    schedule,
)

MORNING = hours("09:00-11:00")


def anna(*taken, openings=MORNING):
    return performer("anna", openings, taken)


def test_opening_hours_are_wall_time_in_winter_and_summer():
    rome = schedule(anna(openings=hours("09:00-10:00")), zone="Europe/Rome", runs=pace(60))

    winter = next(rome.slots(at("2026-03-28T00:00"), at("2026-03-29T00:00"), LONG_AGO))
    summer = next(rome.slots(at("2026-03-29T00:00"), at("2026-03-30T00:00"), LONG_AGO))

    assert winter.time.start == at("2026-03-28T08:00")
    assert summer.time.start == at("2026-03-29T07:00")


@pytest.mark.parametrize(
    ("zone", "day", "hours_long"),
    [
        ("Europe/Rome", "2026-03-28", 24),
        ("Europe/Rome", "2026-03-29", 23),
        ("Europe/Rome", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("America/Mexico_City", "2026-04-05", 24),
        ("America/Mexico_City", "2026-10-25", 24),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
    ],
)
def test_a_whole_day_is_as_long_as_the_clock_makes_it(zone, day, hours_long):
    always = schedule(anna(openings=hours("00:00-24:00")), zone=zone, runs=pace(30, step=30))

    slots = offered(always, f"{day}T00:00", f"{day}T23:59")

    assert len(slots) == hours_long * 2


def test_no_slot_starts_at_a_time_that_is_skipped():
    night = anna(openings=hours("01:00-05:00"))
    rome = schedule(night, zone="Europe/Rome", runs=pace(30, step=30))

    free = offered(rome, "2026-03-29T00:00", "2026-03-29T12:00")

    assert free == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]


def test_an_opening_that_begins_in_the_gap_begins_after_it():
    night = anna(openings=hours("02:30-04:00"))
    rome = schedule(night, zone="Europe/Rome", runs=pace(30, step=30))

    assert offered(rome, "2026-03-29T00:00", "2026-03-29T12:00") == ["03:00", "03:30"]


def test_an_opening_that_is_skipped_whole_has_no_slots():
    night = anna(openings=hours("02:00-03:00"))
    rome = schedule(night, zone="Europe/Rome", runs=pace(30, step=30))

    assert offered(rome, "2026-03-29T00:00", "2026-03-29T12:00") == []


def test_a_slot_across_the_gap_lasts_its_length_and_not_longer():
    night = anna(openings=hours("01:00-05:00"))
    rome = schedule(night, zone="Europe/Rome", runs=pace(120, step=30))

    first, *_ = rome.slots(at("2026-03-29T00:00"), at("2026-03-29T12:00"), LONG_AGO)

    assert first.time.start == at("2026-03-29T01:00", "Europe/Rome")
    assert first.time.end == at("2026-03-29T04:00", "Europe/Rome")
    assert first.time.end - first.time.start == timedelta(hours=2)


def test_an_hour_that_comes_twice_is_offered_twice():
    night = anna(openings=hours("01:00-04:00"))
    new_york = schedule(night, zone="America/New_York", runs=pace(60, step=60))

    free = offered(new_york, "2026-11-01T00:00", "2026-11-01T12:00")

    assert free == ["01:00", "01:00", "02:00", "03:00"]


def test_two_openings_never_share_the_hour_that_comes_twice():
    night = anna(openings=hours("00:00-02:15", "02:45-05:00"))
    rome = schedule(night, zone="Europe/Rome", runs=pace(30, step=30))

    slots = list(rome.slots(at("2026-10-24T22:00"), at("2026-10-25T04:00"), LONG_AGO))

    assert len(slots) == len({slot.time for slot in slots}) == 10
    assert all(one.time.end <= other.time.start for one, other in pairwise(slots))
