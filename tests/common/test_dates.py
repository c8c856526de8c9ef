"""How does a person read a date?"""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.common.dates import SHORT, day_and_time, short_day_and_time

CHRISTMAS_EVE = datetime(2026, 12, 24, 14, 30, tzinfo=UTC)
ROME = "Europe/Rome"


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "Thursday 24 December, 15:30", "Thu 24 Dec 15:30"),
        ("it", "giovedì 24 dicembre, 15:30", "gio 24 dic 15:30"),
        ("es", "jueves 24 de diciembre, 15:30", "jue 24 dic 15:30"),
        ("pt", "quinta-feira, 24 de dezembro, 15:30", "qui 24 dez 15:30"),
        ("de", "Donnerstag, 24. Dezember, 15:30", "Do 24. Dez 15:30"),
        ("fr", "jeudi 24 décembre, 15:30", "jeu 24 déc 15:30"),
    ],
)
def test_weekday_and_month_are_in_words(language, long, short):
    assert day_and_time(CHRISTMAS_EVE, ROME, language) == long
    assert short_day_and_time(CHRISTMAS_EVE, ROME, language) == short


@pytest.mark.parametrize("language", ["en", "it", "es", "pt", "de", "fr"])
def test_the_short_form_always_fits_on_a_button(language):
    start = datetime(2028, 1, 1, tzinfo=UTC)
    for hour in range(366 * 24):
        instant = start + timedelta(hours=hour)
        text = short_day_and_time(instant, ROME, language)
        assert len(text) <= SHORT, text
        assert "/" not in text


@pytest.mark.parametrize("language", ["ar", "el", "fa", "hi", "ja", "pl", "ru", "th", "uk", "vi"])
def test_it_fits_in_languages_we_have_no_wording_for(language):
    moments = random.Random(1)
    for _ in range(200):
        instant = CHRISTMAS_EVE + timedelta(hours=moments.randrange(10_000))
        assert len(short_day_and_time(instant, ROME, language)) <= SHORT


@pytest.mark.parametrize("language", ["en", "en-US", "en_GB", "EN", "zz", "", "no such", "x" * 99])
def test_an_unknown_language_is_english(language):
    assert day_and_time(CHRISTMAS_EVE, ROME, language) == "Thursday 24 December, 15:30"


@pytest.mark.parametrize("language", ["pt-BR", "pt_BR", "pt-PT", "pt-XX"])
def test_a_region_that_we_do_not_know_speaks_its_language(language):
    assert "dezembro" in day_and_time(CHRISTMAS_EVE, ROME, language)


def test_the_clock_is_that_of_the_zone():
    assert day_and_time(CHRISTMAS_EVE, "Asia/Tokyo", "en") == "Thursday 24 December, 23:30"
    assert day_and_time(CHRISTMAS_EVE, ZoneInfo("Asia/Kolkata"), "en").endswith("20:00")
    late = datetime(2026, 12, 24, 23, 30, tzinfo=UTC)
    assert day_and_time(late, ROME, "en") == "Friday 25 December, 00:30"


def test_the_hour_that_comes_twice_is_shown_as_the_clock_shows_it():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = first + timedelta(hours=1)

    assert day_and_time(first, ROME, "en") == day_and_time(second, ROME, "en")
    assert day_and_time(first, ROME, "en").endswith("02:30")


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="without a time zone"):
        day_and_time(datetime(2026, 12, 24, 14, 30), ROME, "en")  # noqa: DTZ001
