"""Are dates and times read as they are meant on the clocks of a tenant?"""

from zoneinfo import ZoneInfo

import pytest

from lyoctl.times import begin_of, day_of, end_of, instant_of

ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize("text", ["2026-12-24 15:30", "2026-12-24T15:30", " 2026-12-24 15:30 "])
def test_a_time_is_on_the_clocks_of_the_tenant(text):
    assert instant_of(text, ROME).isoformat() == "2026-12-24T14:30:00+00:00"


def test_a_time_with_an_offset_is_that_instant():
    assert instant_of("2026-12-24T15:30Z", ROME).isoformat() == "2026-12-24T15:30:00+00:00"


def test_a_time_that_comes_twice_means_the_first():
    assert instant_of("2026-10-25 02:30", ROME).isoformat() == "2026-10-25T00:30:00+00:00"


def test_a_time_that_the_clock_skips_is_refused():
    with pytest.raises(ValueError, match="the clock of Europe/Rome skips it"):
        instant_of("2026-03-29 02:30", ROME)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-12-24", "24.12.2026 15:30", "2026-13-01 1"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="2026-12-24 15:30"):
        instant_of(text, ROME)


def test_a_day_begins_and_ends_at_the_tenants_midnight():
    assert begin_of("2026-12-24", ROME).isoformat() == "2026-12-23T23:00:00+00:00"
    assert end_of("2026-12-24", ROME).isoformat() == "2026-12-24T23:00:00+00:00"


def test_from_and_to_may_be_times():
    assert begin_of("2026-12-24 15:30", ROME) == end_of("2026-12-24T15:30", ROME)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31"])
def test_a_day_whose_instants_cannot_be_told_is_refused(text):
    with pytest.raises(ValueError, match="is no day that can be booked"):
        day_of(text)


def test_what_is_no_date_is_refused():
    with pytest.raises(ValueError, match="is not a date such as 2026-12-24"):
        day_of("24/12")
