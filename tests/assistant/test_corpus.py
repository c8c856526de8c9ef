"""What do the rules understand of what people write, in every language?"""

import re
from collections import Counter

import pytest

from services.assistant.domain.understanding import languages
from services.assistant.domain.understanding.message import read
from tests.assistant import corpus

LANGUAGES = sorted(languages.tables())
WHOLE = 0.90
"""Of the messages every detail is right."""
INTENT = 0.95

every_language = pytest.mark.parametrize("language", LANGUAGES)


def readings(language: str) -> list[tuple[corpus.Line, corpus.Line]]:
    """What was meant and what was read, of every line."""
    _, lines = corpus.lines(language)
    return [
        (
            corpus.wanted(each),
            corpus.settled(corpus.said(read(each["text"], corpus.frame_of(language, each)))),
        )
        for each in lines
    ]


@every_language
def test_a_language_has_a_corpus_of_its_own(language):
    _, lines = corpus.lines(language)
    texts = Counter(re.sub(r"\W+", " ", each["text"].casefold()) for each in lines)

    assert len(lines) >= 200
    assert [text for text, count in texts.items() if count > 1 and text.strip()] == []


@every_language
def test_what_is_wanted_is_understood(language):
    found = readings(language)
    wrong = [(want, got) for want, got in found if want["intent"] != got["intent"]]

    assert len(wrong) <= (1 - INTENT) * len(found), wrong


@every_language
def test_every_detail_is_understood(language):
    found = readings(language)
    wrong = [(want, got) for want, got in found if want != got]

    assert len(wrong) <= (1 - WHOLE) * len(found), wrong


@every_language
def test_no_answer_to_a_summary_is_turned_round(language):
    """A no is never a yes, a yes never a no, and a new value never either."""
    answers = {"yes", "no", "correct"}
    _, lines = corpus.lines(language)
    turned = [
        each["text"]
        for each in lines
        if each.get("asked") == "confirm" and each["expect"]["intent"] in answers
        for got in [read(each["text"], corpus.frame_of(language, each)).intent]
        if got in {"yes", "no"}
        and got != each["expect"]["intent"]
        and (got == "yes" or each["expect"]["intent"] == "yes")
    ]

    assert turned == []
