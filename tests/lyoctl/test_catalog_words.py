"""Is a difference of two catalogs told in words, short, and never where there is none?"""

from datetime import timedelta

import pytest
from lyo.booking.v1 import catalog_service_pb2 as pb

from lyoctl.catalog_words import MOST_SHOWN, differences, values
from services.common.fields import duration


def told(before, after) -> list[str]:
    return list(differences("x", values(before), values(after)))


def opening(weekday: int, start: int = 540) -> pb.Opening:
    return pb.Opening(weekday=weekday, start_minute=start, end_minute=720)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("absent", "default"),
    [
        (pb.Offering(), pb.Offering(step=duration(timedelta(minutes=15)), min_party=1)),
        (pb.Offering(), pb.Offering(min_notice=duration(timedelta()))),
        (
            pb.Rules(),
            pb.Rules(reminders=pb.Reminders(leads=[duration(timedelta(hours=h)) for h in (2, 24)])),
        ),
    ],
    ids=["offering", "notice", "rules"],
)
def test_what_is_absent_is_what_the_contract_says_of_it(absent, default):
    assert told(absent, default) == []


def test_no_reminders_are_not_the_usual_ones():
    assert told(pb.Rules(), pb.Rules(reminders=pb.Reminders())) == ["~ x reminders: -1d, -2h"]


@pytest.mark.parametrize(
    ("minutes", "word"), [(90, "90m"), (120, "2h"), (1440, "1d"), (1500, "25h")]
)
def test_a_length_is_told_in_the_largest_unit(minutes, word):
    length = pb.Offering(length=duration(timedelta(minutes=minutes)))

    assert told(pb.Offering(), length) == [f"~ x length: nothing -> {word}"]


def test_of_a_list_what_goes_and_what_comes_is_told():
    before = pb.Rules(weekly_hours=[opening(1), opening(2)])
    after = pb.Rules(weekly_hours=[opening(2), opening(3)])

    assert told(before, after) == ["~ x weekly_hours: -mon 09:00-12:00, +wed 09:00-12:00"]


def test_of_a_long_list_the_first_are_told_and_the_others_counted():
    after = pb.Rules(special_days=[pb.SpecialDay(date=f"2031-01-{day:02}") for day in range(1, 31)])

    (line,) = told(pb.Rules(), after)

    assert line.count("closed") == MOST_SHOWN
    assert line.endswith(f" and {30 - MOST_SHOWN} more")


def test_the_order_of_a_list_is_no_difference():
    before = pb.Rules(weekly_hours=[opening(1), opening(2)])
    after = pb.Rules(weekly_hours=[opening(2), opening(1)])

    assert told(before, after) == []
