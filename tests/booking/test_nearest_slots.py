"""Which slots are suggested instead?"""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.booking.calendars import LONG_AGO, at, between, hours, performer, schedule

DAILY = hours("09:00-11:00")


def suggested(of, near, count=3, now=LONG_AGO):
    slots = of.nearest(at(near), count, now)
    return [f"{slot.time.start:%d %H:%M}" for slot in slots]


def open_daily(*taken):
    return schedule(performer("anna", DAILY, taken))


def test_the_wanted_slot_and_its_neighbours_in_the_order_of_time():
    near = suggested(open_daily(), "2026-03-02T10:00")

    assert near == ["02 09:45", "02 10:00", "02 10:15"]


def test_a_taken_slot_is_left_out():
    taken = between("2026-03-02T10:00", "2026-03-02T10:30")

    near = suggested(open_daily(taken), "2026-03-02T10:00")

    assert near == ["02 09:15", "02 09:30", "02 10:30"]


def test_of_two_that_are_equally_near_the_later_one_is_suggested():
    taken = between("2026-03-02T10:00", "2026-03-02T10:01")

    assert suggested(open_daily(taken), "2026-03-02T10:00", count=1) == ["02 10:15"]


def test_at_night_the_evening_before_and_the_morning_after_are_near():
    near = suggested(open_daily(), "2026-03-02T21:40")

    assert near == ["02 10:15", "02 10:30", "03 09:00"]


def test_on_a_closed_day_other_days_are_suggested():
    weekdays = schedule(performer("sam", hours("09:00-17:00", days=range(1, 6))))

    near = suggested(weekdays, "2026-03-08T12:00")  # a Sunday

    assert near == ["09 09:00", "09 09:15", "09 09:30"]


def test_what_has_begun_is_never_suggested():
    now = at("2026-03-02T10:00")

    assert suggested(open_daily(), "2026-03-02T09:30", now=now) == [
        "02 10:15",
        "02 10:30",
        "03 09:00",
    ]


def test_a_wish_in_the_past_is_answered_with_the_first_that_come():
    now = at("2026-03-02T10:20")

    assert suggested(open_daily(), "2026-02-25T10:00", now=now)[0] == "02 10:30"


def test_nothing_is_suggested_beyond_31_days():
    month = between("2026-03-02T00:00", "2026-04-02T09:00")
    until_then = schedule(performer("anna", DAILY, [month]))
    now = at("2026-03-02T08:00")

    assert suggested(until_then, "2026-03-02T09:00", now=now) == []
    assert suggested(until_then, "2026-03-02T09:01", count=1, now=now) == ["02 09:00"]


def test_nothing_is_suggested_where_nobody_performs_it():
    assert suggested(schedule(), "2026-03-02T10:00") == []


def test_fewer_come_where_there_are_no_more():
    once = schedule(performer("anna", hours("09:00-09:30", days=[1])))

    assert len(suggested(once, "2026-03-02T09:00", count=10)) == 9


@given(st.integers(0, 7 * 24 * 60), st.integers(1, 10), st.integers(0, 7 * 24 * 60))
def test_none_that_is_left_out_is_nearer(minute, count, begun):
    near = at("2026-03-02T00:00") + timedelta(minutes=minute)
    now = at("2026-03-02T00:00") + timedelta(minutes=begun)
    daily = open_daily(between("2026-03-04T09:30", "2026-03-06T10:00"))

    found = daily.nearest(near, count, now)
    reach = timedelta(days=31)
    rest = [slot for slot in daily.slots(near - reach, near + reach, now) if slot not in found]

    assert found == sorted(found, key=lambda slot: slot.time)
    assert len(found) == count
    worst = max(abs(slot.time.start - near) for slot in found)
    assert all(abs(slot.time.start - near) >= worst for slot in rest)
