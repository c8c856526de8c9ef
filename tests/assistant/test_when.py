"""Which instant does a month, a day and a wall time mean?"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from services.assistant.domain.when import NoDate, SkippedTime, next_start
from tests.assistant.people import ROME, wall

NEW_YORK = ZoneInfo("America/New_York")
AT = wall("2026-12-21 11:00")


def next_in_rome(month, day, hour, minute, at=AT):
    return next_start(month, day, hour, minute, zone=ROME, at=at)


def test_a_day_ahead_is_of_this_year():
    assert next_in_rome(12, 24, 15, 30) == wall("2026-12-24 15:30")


def test_today_counts_while_the_time_is_still_ahead():
    assert next_in_rome(12, 21, 11, 1) == wall("2026-12-21 11:01")


def test_today_is_over_when_the_time_is():
    assert next_in_rome(12, 21, 11, 0) == wall("2027-12-21 11:00")


def test_a_day_that_is_over_is_of_next_year():
    assert next_in_rome(2, 3, 9, 0) == wall("2027-02-03 09:00")


def test_today_is_the_customers_day():
    late = datetime(2026, 12, 22, 1, 0, tzinfo=UTC)  # still the 21st in New York

    found = next_start(12, 21, 21, 0, zone=NEW_YORK, at=late)

    assert found == wall("2026-12-21 21:00", NEW_YORK)


@pytest.mark.parametrize(
    ("month", "day"), [(13, 45), (2, 30), (0, 1), (1, 0), (4, 31), (99, 99), (24, 12)]
)
def test_a_day_that_no_calendar_has_is_none(month, day):
    assert next_in_rome(month, day, 15, 30) == NoDate()


@pytest.mark.parametrize(("hour", "minute"), [(24, 0), (15, 60), (99, 99)])
def test_a_time_that_no_clock_has_is_none(hour, minute):
    assert next_in_rome(12, 24, hour, minute) == NoDate()


def test_the_29_february_is_that_of_the_next_leap_year():
    assert next_in_rome(2, 29, 10, 0) == wall("2028-02-29 10:00")


def test_the_29_february_is_found_over_the_year_2100():
    assert next_in_rome(2, 29, 10, 0, at=wall("2096-03-01 10:00")) == wall("2104-02-29 10:00")


def test_a_time_that_the_clocks_go_over_does_not_exist_that_day():
    assert next_in_rome(3, 28, 2, 30) == SkippedTime(date(2027, 3, 28))


def test_of_a_time_that_comes_twice_the_first_is_meant():
    found = next_in_rome(10, 31, 2, 30)

    assert found == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
