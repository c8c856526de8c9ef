"""Which instant is meant by a time on the wall?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.wall_time import first_instant, is_time_zone

ROME = ZoneInfo("Europe/Rome")
NEW_YORK = ZoneInfo("America/New_York")
MEXICO = ZoneInfo("America/Mexico_City")
APIA = ZoneInfo("Pacific/Apia")


def instant(wall: str, zone: ZoneInfo) -> str:
    found = first_instant(datetime.fromisoformat(wall), zone)
    assert found.tzinfo is UTC
    return f"{found:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        ("2026-03-28T09:00", ROME, "2026-03-28T08:00"),
        ("2026-03-29T01:59", ROME, "2026-03-29T00:59"),
        ("2026-03-29T03:00", ROME, "2026-03-29T01:00"),
        ("2026-03-29T09:00", ROME, "2026-03-29T07:00"),
        ("2026-10-25T01:59", ROME, "2026-10-24T23:59"),
        ("2026-10-25T03:00", ROME, "2026-10-25T02:00"),
        ("2026-03-08T09:00", NEW_YORK, "2026-03-08T13:00"),
        ("2026-11-01T09:00", NEW_YORK, "2026-11-01T14:00"),
    ],
)
def test_a_time_that_comes_once_is_that_instant(wall, zone, expected):
    assert instant(wall, zone) == expected


@pytest.mark.parametrize("wall", ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59"])
def test_a_time_that_is_skipped_is_the_moment_of_the_skip(wall):
    assert instant(wall, ROME) == "2026-03-29T01:00"


def test_a_time_that_comes_twice_is_the_first_of_both():
    assert instant("2026-10-25T02:30", ROME) == "2026-10-25T00:30"
    assert instant("2026-11-01T01:30", NEW_YORK) == "2026-11-01T05:30"


def test_a_zone_without_summer_time_is_six_hours_behind_all_year():
    assert instant("2026-01-15T13:00", MEXICO) == "2026-01-15T19:00"
    assert instant("2026-07-15T13:00", MEXICO) == "2026-07-15T19:00"


def test_a_day_that_was_skipped_whole_is_one_moment():
    assert instant("2011-12-30T00:00", APIA) == instant("2011-12-30T23:59", APIA)


walls = st.datetimes(min_value=datetime(2007, 1, 1), max_value=datetime(2037, 1, 1))  # noqa: DTZ001
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@given(walls, zones)
def test_the_clock_shows_that_time_or_later_and_never_did_before(wall, zone):
    wall = wall.replace(microsecond=0)
    found = first_instant(wall, zone)

    assert found.astimezone(zone).replace(tzinfo=None) >= wall
    for seconds in (1, 60, 1800, 3600, 7200):
        before = found - timedelta(seconds=seconds)
        assert before.astimezone(zone).replace(tzinfo=None) < wall


@given(walls, st.timedeltas(timedelta(0), timedelta(days=2)), zones)
def test_what_comes_later_on_the_wall_never_comes_earlier(wall, later, zone):
    assert first_instant(wall, zone) <= first_instant(wall + later, zone)


@pytest.mark.parametrize("name", ["Europe/Rome", "UTC", "America/Argentina/Buenos_Aires"])
def test_iana_names_are_zones(name):
    assert is_time_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Rome", "europe/rome", "+01:00", "../etc/passwd", "localtime", "Europe/Atlantis"]
)
def test_anything_else_is_none(name):
    assert not is_time_zone(name)
