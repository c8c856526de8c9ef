"""When is a resource there on a day, if the week, dates and holidays say different things?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.calendar import Opening
from services.booking.domain.days import hours_on
from services.booking.domain.hours import ResourceHours, Rules, SpecialDay, Stretch
from tests.booking.calendars import hours, minutes

MONDAY = date(2026, 3, 2)
SUNDAY = MONDAY - timedelta(days=1)
SHOP = hours("09:00-19:00")
NEVER = frozenset[date]()


def stretches(*clocks: str) -> tuple[Stretch, ...]:
    pairs = (clock.split("-") for clock in clocks)
    return tuple(Stretch(minutes(start), minutes(end)) for start, end in pairs)


def on(*clocks: str, day: date = MONDAY) -> tuple[SpecialDay, ...]:
    return (SpecialDay(day, stretches(*clocks)),)


LUNCH = hours("13:00-14:00")
AWAY = ResourceHours(special_days=on())


@pytest.mark.parametrize(
    ("weekly", "own", "rules", "closed", "expected"),
    [
        (SHOP, ResourceHours(), Rules(), NEVER, ["09:00-19:00"]),
        ((), ResourceHours(), Rules(weekly=SHOP), NEVER, ["09:00-19:00"]),
        ((), ResourceHours(), Rules(), NEVER, []),
        (hours("08:00-12:00"), ResourceHours(), Rules(weekly=SHOP), NEVER, ["09:00-12:00"]),
        (hours("09:00-19:00", days=[2]), ResourceHours(), Rules(weekly=SHOP), NEVER, []),
        (SHOP, ResourceHours(), Rules(weekly=hours("09:00-19:00", days=[2])), NEVER, []),
        (SHOP, ResourceHours(LUNCH), Rules(), NEVER, ["09:00-13:00", "14:00-19:00"]),
        (SHOP, ResourceHours(), Rules(breaks=LUNCH), NEVER, ["09:00-13:00", "14:00-19:00"]),
        (
            SHOP,
            ResourceHours(hours("12:30-13:30")),
            Rules(breaks=LUNCH),
            NEVER,
            ["09:00-12:30", "14:00-19:00"],
        ),
        (SHOP, ResourceHours(), Rules(), {MONDAY}, []),
        (SHOP, ResourceHours(), Rules(special_days=on("10:00-12:00")), {MONDAY}, ["10:00-12:00"]),
        (SHOP, AWAY, Rules(special_days=on("10:00-12:00")), NEVER, []),
        (
            SHOP,
            ResourceHours(special_days=on("06:00-23:00")),
            Rules(weekly=SHOP, special_days=on(), breaks=LUNCH),
            {MONDAY},
            ["06:00-23:00"],
        ),
        (
            SHOP,
            ResourceHours(LUNCH, special_days=on("10:00-15:00")),
            Rules(breaks=LUNCH),
            NEVER,
            ["10:00-15:00"],
        ),
        (SHOP, ResourceHours(special_days=on(day=SUNDAY)), Rules(), {SUNDAY}, ["09:00-19:00"]),
        (hours("09:00-13:00", "13:00-19:00"), ResourceHours(), Rules(), NEVER, ["09:00-19:00"]),
        (hours("00:00-24:00"), ResourceHours(LUNCH), Rules(), NEVER,
         ["00:00-13:00", "14:00-24:00"]),
    ],
    ids=[
        "its own week",
        "the tenant's week",
        "nobody's week",
        "its week is cut to the tenant's",
        "it is not there that weekday",
        "the tenant is closed that weekday",
        "its break",
        "the tenant's break",
        "both breaks",
        "a public holiday",
        "the tenant's special day wins over a holiday",
        "its own special day wins over the tenant's",
        "its own special day wins over everything",
        "special days have no breaks",
        "special days and holidays of another date",
        "what touches is one",
        "around the clock",
    ],
)  # fmt: skip
def test_the_first_that_says_something_counts(weekly, own, rules, closed, expected):
    assert hours_on(MONDAY, weekly, own, rules, closed) == stretches(*expected)


edges = st.integers(0, 96).map(lambda quarter: quarter * 15)
stretch = st.lists(edges, min_size=2, max_size=2, unique=True).map(sorted)
days = st.sampled_from([0, 1, 7]).map(lambda number: MONDAY + timedelta(days=number))
weekdays = st.integers(1, 2)
openings = st.lists(
    st.builds(lambda day, pair: Opening(day, *pair), weekdays, stretch), max_size=9
).map(tuple)
special_days = st.dictionaries(days, st.lists(stretch, max_size=3), max_size=3).map(
    lambda said: tuple(
        SpecialDay(day, tuple(Stretch(*pair) for pair in said[day])) for day in sorted(said)
    )
)
own_hours = st.builds(ResourceHours, breaks=openings, special_days=special_days)
rules_of_a_tenant = st.builds(Rules, weekly=openings, breaks=openings, special_days=special_days)
holidays = st.frozensets(days, max_size=2)


@given(days, openings, own_hours, rules_of_a_tenant, holidays)
def test_each_minute_is_open_or_closed_as_the_order_of_the_rules_says(
    day, weekly, own, rules, closed
):
    """The order, minute by minute, without arithmetic of stretches."""

    def says(openings, minute):
        return any(
            each.weekday == day.isoweekday() and each.start_minute <= minute < each.end_minute
            for each in openings
        )

    def is_open(minute):
        for special in (*own.special_days, *rules.special_days):
            if special.date == day:
                return any(each.start_minute <= minute < each.end_minute for each in special.hours)
        if day in closed or says(own.breaks, minute) or says(rules.breaks, minute):
            return False
        asked = [each for each in (weekly, rules.weekly) if each]
        return bool(asked) and all(says(each, minute) for each in asked)

    found = hours_on(day, weekly, own, rules, closed)

    opened = {minute for each in found for minute in range(each.start_minute, each.end_minute)}
    quarters = range(0, 24 * 60, 15)  # nothing that is said changes in between
    assert opened & {*quarters} == {minute for minute in quarters if is_open(minute)}
    assert len(opened) == sum(each.end_minute - each.start_minute for each in found)


@given(days, openings, own_hours, rules_of_a_tenant, holidays)
def test_the_hours_are_in_order_and_none_touches_the_next(day, weekly, own, rules, closed):
    found = hours_on(day, weekly, own, rules, closed)

    edges = [edge for each in found for edge in (each.start_minute, each.end_minute)]
    assert edges == sorted(set(edges))


@given(days, openings, own_hours, rules_of_a_tenant, holidays)
def test_the_order_in_which_the_week_is_written_does_not_matter(day, weekly, own, rules, closed):
    found = hours_on(day, weekly[::-1], own, rules, closed)

    assert found == hours_on(day, weekly, own, rules, closed)
