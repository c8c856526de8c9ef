"""Which days are public holidays, and where?"""

from datetime import date

import pytest

from services.booking.domain.holidays import closed_dates, is_known

NATIONAL = date(2026, 6, 2)
PENTECOST_MONDAY = date(2026, 5, 25)


def test_a_country_has_its_holidays_in_every_year_that_is_asked_for():
    closed = closed_dates("IT", "", range(2026, 2028))

    assert {NATIONAL, NATIONAL.replace(year=2027)} <= closed
    assert NATIONAL.replace(year=2028) not in closed


def test_holidays_of_a_part_of_a_country_are_kept_there_only():
    assert PENTECOST_MONDAY in closed_dates("IT", "BZ", [2026])
    assert PENTECOST_MONDAY not in closed_dates("IT", "", [2026])


def test_a_part_of_a_country_keeps_the_holidays_of_all_of_it():
    assert NATIONAL in closed_dates("IT", "BZ", [2026])


def test_the_day_off_in_stead_of_a_holiday_is_closed_too():
    """4 July 2026 is a Saturday in the United States; offices are closed on the Friday."""
    assert date(2026, 7, 3) in closed_dates("US", "", [2026])


def test_without_a_country_no_day_is_closed():
    assert closed_dates("", "", [2026]) == frozenset()


@pytest.mark.filterwarnings("error")
def test_a_year_of_which_nobody_knows_the_holidays_is_open():
    assert closed_dates("IN", "", [2999]) == frozenset()


@pytest.mark.parametrize(
    ("country", "region", "known"),
    [
        ("IT", "", True),
        ("IT", "BZ", True),
        ("IN", "KA", True),
        ("IT", "XX", False),
        ("ZZ", "", False),
        ("ITA", "", False),
        ("", "", False),
    ],
)
def test_a_country_and_its_parts_are_known_by_their_short_names(country, region, known):
    assert is_known(country, region) is known
