"""Does what can wait let people sleep, on their own clocks?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notifier.domain.message import Purpose
from services.notifier.domain.quiet_hours import quiet_until, read, waits_until
from services.notifier.domain.sending_rules import QuietHours
from services.notifier.domain.states import State
from tests.notifier.test_states import a_message

NIGHT = QuietHours(21 * 60, 8 * 60)
SIESTA = QuietHours(13 * 60, 16 * 60 + 30)
ROME, MEXICO = ZoneInfo("Europe/Rome"), ZoneInfo("America/Mexico_City")


def at(text, zone=ROME):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-21 20:59", None),
        ("2026-11-21 21:00", "2026-11-22 08:00"),
        ("2026-11-21 23:59", "2026-11-22 08:00"),
        ("2026-11-22 00:00", "2026-11-22 08:00"),
        ("2026-11-22 07:59", "2026-11-22 08:00"),
        ("2026-11-22 08:00", None),
    ],
)
def test_the_night_goes_over_midnight(now, end):
    assert quiet_until(NIGHT, ROME, at(now)) == (at(end) if end else None)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-21 12:59", None),
        ("2026-11-21 13:00", "2026-11-21 16:30"),
        ("2026-11-21 16:29", "2026-11-21 16:30"),
        ("2026-11-21 16:30", None),
    ],
)
def test_a_part_of_the_day_may_be_quiet(now, end):
    assert quiet_until(SIESTA, ROME, at(now)) == (at(end) if end else None)


def test_hours_that_end_when_they_begin_are_never_quiet():
    never = QuietHours(9 * 60, 9 * 60)

    assert [quiet_until(never, ROME, at(f"2026-11-21 {hour:02}:00")) for hour in range(24)] == [
        None
    ] * 24


def test_the_clocks_are_the_customers():
    now = at("2026-11-21 23:00", ROME)

    assert quiet_until(NIGHT, MEXICO, now) is None
    assert quiet_until(NIGHT, ROME, now) == at("2026-11-22 08:00")


@pytest.mark.parametrize(
    ("now", "hours"),
    [("2026-03-28 23:00", 8), ("2026-10-24 23:00", 10)],
    ids=["clocks go forward", "clocks go back"],
)
def test_the_morning_comes_by_the_clock_in_nights_that_are_shorter_or_longer(now, hours):
    assert quiet_until(NIGHT, ROME, at(now)) - at(now) == timedelta(hours=hours)


def test_an_hour_that_comes_twice_is_quiet_until_its_first_end():
    early = QuietHours(60, 2 * 60 + 30)
    second_time = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 in Rome, once more

    assert quiet_until(early, ROME, second_time) is None


def waiting(purpose, *, now="2026-11-21 22:00", zone="Europe/Rome", hours=24, quiet=NIGHT):
    expire_time = at(now) + timedelta(hours=hours)
    message = a_message(State.QUEUED, purpose=purpose, zone=zone, expire_time=expire_time)
    return waits_until(message, quiet, at(now))


@pytest.mark.parametrize("purpose", [Purpose.REMINDER, Purpose.NOTIFICATION, Purpose.CAMPAIGN])
def test_what_can_wait_waits_for_the_morning(purpose):
    assert waiting(purpose) == at("2026-11-22 08:00")


@pytest.mark.parametrize("purpose", [Purpose.REPLY, Purpose.CONFIRMATION])
def test_who_is_awake_is_answered_at_once(purpose):
    assert waiting(purpose) is None


@pytest.mark.parametrize(
    ("hours", "end"), [(10, None), (11, "2026-11-22 08:00")], ids=["too late", "in time"]
)
def test_what_would_be_too_late_in_the_morning_is_sent_in_the_night(hours, end):
    assert waiting(Purpose.REMINDER, hours=hours) == (at(end) if end else None)


def test_where_nobody_knows_the_zone_it_is_never_quiet():
    assert waiting(Purpose.REMINDER, zone="") is None


def test_a_tenant_may_have_no_quiet_hours():
    assert waiting(Purpose.REMINDER, quiet=None) is None


@pytest.mark.parametrize(
    ("text", "hours"), [("21:00-08:00", NIGHT), ("13:00-16:30", SIESTA), ("never", None)]
)
def test_quiet_hours_are_written_as_two_times_of_day(text, hours):
    assert read(text) == hours


@pytest.mark.parametrize("text", ["21-8", "24:00-08:00", "21:00-08:60", "21:00", "night", ""])
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="21:00-08:00"):
        read(text)
