"""Who is taken where anybody would do?"""

from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.hours import ResourceHours, TimeOff
from tests.booking.calendars import (
    LONG_AGO,
    at,
    between,
    hours,
    performer,
    resource_id,
    schedule,
)

ROME = "Europe/Rome"
MONDAY, TUESDAY = "2026-03-02T", "2026-03-03T"
DAILY = hours("09:00-19:00")


def who(name, *stretches, zone="UTC", **said):
    taken = [between(start, end, zone) for start, end in stretches]
    return performer(name, DAILY, taken, **said)


def order(of, wall, party=1):
    """Who could be taken then, the preferred first."""
    return [each.resource_name for (each,) in of.choices(at(wall, of.zone.key), party)]


def test_who_has_the_least_to_do_that_day_comes_first():
    anna = who("anna", (MONDAY + "09:00", MONDAY + "11:00"))
    bruno = who("bruno", (MONDAY + "15:00", MONDAY + "15:30"))

    assert order(schedule(anna, bruno, who("carla")), MONDAY + "12:00") == [
        "carla",
        "bruno",
        "anna",
    ]


def test_it_is_time_that_counts_and_not_how_often():
    often = who("anna", (MONDAY + "09:00", MONDAY + "09:15"), (MONDAY + "10:00", MONDAY + "10:15"))
    long = who("bruno", (MONDAY + "09:00", MONDAY + "10:00"))

    assert order(schedule(long, often), MONDAY + "12:00") == ["anna", "bruno"]


def test_another_day_does_not_count():
    anna = who("anna", (TUESDAY + "09:00", TUESDAY + "12:00"))
    bruno = who("bruno", (MONDAY + "09:00", MONDAY + "09:15"))

    assert order(schedule(anna, bruno), MONDAY + "15:00") == ["anna", "bruno"]
    assert order(schedule(anna, bruno), TUESDAY + "15:00") == ["bruno", "anna"]


def test_that_day_is_the_one_on_the_wall():
    """Half past midnight in Rome is the day before in UTC."""
    late = who("anna", ("2026-03-02T00:30", "2026-03-02T02:00"), zone=ROME)
    early = who("bruno", ("2026-03-01T22:00", "2026-03-01T23:59"), zone=ROME)

    assert order(schedule(late, early, zone=ROME), MONDAY + "12:00") == ["bruno", "anna"]


def test_who_is_away_has_not_more_to_do():
    away = TimeOff(
        at(MONDAY + "15:00").replace(tzinfo=None), at(MONDAY + "19:00").replace(tzinfo=None)
    )
    anna = who("anna", own=ResourceHours(time_off=(away,)))
    bruno = who("bruno", (MONDAY + "09:00", MONDAY + "09:15"))

    assert order(schedule(anna, bruno), MONDAY + "12:00") == ["anna", "bruno"]
    assert order(schedule(anna, bruno), MONDAY + "16:00") == ["bruno"]


def test_rank_goes_before_load_and_the_name_decides_between_equals():
    first = who("zoe", (MONDAY + "09:00", MONDAY + "11:00"), rank=-1)

    assert order(schedule(who("anna"), who("bruno"), first), MONDAY + "12:00") == [
        "zoe",
        "anna",
        "bruno",
    ]


def test_slots_name_them_in_the_same_order():
    anna, bruno = who("anna", (MONDAY + "09:00", MONDAY + "11:00")), who("bruno")

    slots = list(schedule(anna, bruno).slots(at(MONDAY + "12:00"), at(TUESDAY + "10:00"), LONG_AGO))

    assert slots[0].resource_ids == (resource_id("bruno"), resource_id("anna"))
    assert slots[-1].resource_ids == (resource_id("anna"), resource_id("bruno"))


half = st.integers(0, 19)


@given(st.lists(st.sets(half), min_size=2, max_size=4), half)
def test_bookings_one_after_the_other_even_out_the_day(days, wanted):
    """Whoever is preferred has booked no more than any other who is free then."""
    load = {
        str(n): [
            (
                f"{MONDAY}{9 + h // 2:02}:{h % 2 * 30:02}",
                f"{MONDAY}{9 + (h + 1) // 2:02}:{(h + 1) % 2 * 30:02}",
            )
            for h in halves
        ]
        for n, halves in enumerate(days)
    }
    many = schedule(*(who(name, *stretches) for name, stretches in load.items()))

    found = order(many, f"{MONDAY}{9 + wanted // 2:02}:{wanted % 2 * 30:02}")

    assert sorted(found) == [str(n) for n, halves in enumerate(days) if wanted not in halves]
    assert found == sorted(found, key=lambda name: (len(load[name]), name))


async def test_bookings_of_a_tenant_are_shared_out(salon):
    walls = [f"2026-03-03T{hour}:00" for hour in ("09", "10", "11", "12")]

    names = [(await salon.book(wall)).segments[0].resource_name for wall in walls]

    assert sorted(names) == ["Anna", "Anna", "Marco", "Marco"]
