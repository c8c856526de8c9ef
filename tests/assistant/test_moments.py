"""Are days and times read as they are meant, in phrases of others and in what we print?"""

import importlib.util
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.assistant.domain.understanding import languages
from services.assistant.domain.understanding.grammar import grammar
from services.assistant.domain.understanding.lexicon import folded
from services.assistant.domain.understanding.moment import Moment, read_moment
from services.common import dates

SHARED = Path(__file__).parents[3] / "shared" / "corpora"
RIGHT = {"en": 85, "es": 88, "it": 95, "pt": 95, "fr": 80, "de": 80}
"""Percent of the phrases of each language, at least."""
TURNS = 99.4
"""Percent. Three of the 500 say a day or a part of it that their own gold leaves out."""
LANGUAGES = sorted(languages.tables())
NOW = datetime.fromisoformat("2026-03-10T10:00")

every_language = pytest.mark.parametrize("language", LANGUAGES)


def moment(text: str, language: str = "en", now: datetime = NOW) -> Moment:
    known = grammar(language)
    return read_moment(known.read(folded(text)), known, now)


def cases(name: str) -> list[dict[str, Any]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"NOT MEASURED: {name} is not there")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score() -> ModuleType:
    """The judge that comes with the phrases."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def readings(read: Moment) -> list[dict[str, str | None]]:
    """The preferred one first."""
    days = read.days
    day = days.first.isoformat() if days and days.first == days.last else None
    clocks = [read.at or read.after or read.before, read.or_at]
    said = [{"date": day, "time": f"{clock:%H:%M}"} for clock in clocks if clock]
    return said or [{"date": day, "time": None}]


@pytest.mark.parametrize("language", sorted(RIGHT))
def test_phrases_of_others_are_read_as_they_are_meant(language):
    found = cases(f"dates.{language}.jsonl")
    judge = score()
    wrong = [
        each["text"]
        for each in found
        if not judge.right(
            each,
            readings(moment(each["text"], language, datetime.fromisoformat(each["reference"]))),
        )
    ]

    assert 100 * (1 - len(wrong) / len(found)) >= RIGHT[language], wrong


def test_turns_of_booking_dialogues_are_read_as_they_are_meant():
    found = cases("turns.datetime.en.jsonl")
    judge = score()
    wrong = [
        each["utterance"]
        for each in found
        if not judge.turn_right(
            each, readings(moment(each["utterance"], now=datetime.fromisoformat(each["now"])))
        )
    ]

    assert 100 * (1 - len(wrong) / len(found)) >= TURNS, wrong


MINUTES = some.integers(min_value=24 * 60, max_value=300 * 24 * 60).map(
    lambda quarter: datetime(2026, 3, 10, tzinfo=UTC) + timedelta(minutes=quarter // 15 * 15)
)


@every_language
@given(start=MINUTES)
def test_every_day_and_time_that_we_print_is_read_back(language, start):
    read = moment(dates.day_and_time(start, UTC, language), language)

    assert read.days is not None
    assert (read.days.first, read.days.last) == (start.date(), start.date())
    assert start.time() in {read.at, read.or_at}


@every_language
@given(start=MINUTES)
def test_every_label_of_a_button_is_read_back(language, start):
    read = moment(dates.short_day_and_time(start, UTC, language), language)

    assert read.days is not None
    assert read.days.first == start.date()
    assert start.time() in {read.at, read.or_at}


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("tomorrow at 2 pm", "2026-03-11", "14:00"),
        ("next friday", "2026-03-20", None),
        ("friday", "2026-03-13", None),
        ("tuesday", "2026-03-17", None),
        ("this tuesday", "2026-03-10", None),
        ("the 3rd", "2026-04-03", None),
        ("29 February", "2028-02-29", None),
        ("in 3 days at noon", "2026-03-13", "12:00"),
        ("half past seven in the evening", None, "19:30"),
        ("quarter to 6 pm", None, "17:45"),
        ("not Thursday, Sunday", "2026-03-15", None),
        ("16:30 on 3/4", "2027-03-04", "16:30"),
        ("a week on Thursday", "2026-03-19", None),
        ("in half an hour", "2026-03-10", "10:30"),
    ],
)
def test_a_day_is_counted_from_today_and_is_never_past(text, day, clock):
    read = moment(text)

    assert (read.days.first if read.days else None) == (day and date.fromisoformat(day))
    assert (f"{read.at:%H:%M}" if read.at else None) == clock


@pytest.mark.parametrize(
    "text",
    [
        "may I have a table for 2?",
        "we sat there",
        "my number is 555 0134",
        "I have 2 kids and 3 dogs",
        "see you",
        "the second option",
        "a 1:1 with you",
        "it costs 12 euros",
        "one moment",
        "sounds good",
    ],
)
def test_what_only_looks_like_a_day_or_a_time_is_none(text):
    assert moment(text) == Moment()


@pytest.mark.parametrize("text", ["31 February", "February 30th", "31/4", "2026-13-40", "the 32nd"])
def test_a_day_that_no_calendar_has_is_none(text):
    assert moment(text).days is None


@pytest.mark.parametrize("text", ["yesterday", "yesterday at 5", "last Friday"])
def test_what_is_over_is_said_to_be(text):
    read = moment(text)

    assert read.past
    assert read.days is None


@pytest.mark.parametrize("text", ["in 1000 years", "in 99999999 days", "in 999 months"])
def test_no_distance_is_too_great(text):
    moment(text)


@every_language
@given(text=some.text(max_size=600))
def test_no_text_is_too_strange(language, text):
    moment(text, language)
