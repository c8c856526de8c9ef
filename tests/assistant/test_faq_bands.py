"""How sure is an answer? Measured on what people ask in six languages: tests/assistant/faq."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from lyoctl.installation import ROOT
from services.assistant.domain.knowledge.bands import Band, Found, Match, fused, judged
from services.assistant.domain.knowledge.entry import Entry
from services.assistant.domain.knowledge.preparing import prepared

CORPUS = Path(__file__).parent / "faq"
LANGUAGES = ("de", "en", "es", "fr", "it", "pt")
UNREACHABLE = 2.0
"""No meaning is as near: words alone decide."""


@cache
def corpus(language):
    return yaml.safe_load((CORPUS / f"{language}.yaml").read_text())


@cache
def index_of(language):
    if language == "en":
        said = yaml.safe_load((ROOT / "deploy" / "demo" / "stella.yaml").read_text())["faq"]
        entries = [
            Entry(each["id"], tuple(each["questions"]), each["answer"], tags=tuple(each["tags"]))
            if "tags" in each
            else Entry(each["id"], tuple(each["questions"]), each["answer"])
            for each in said
        ]
    else:
        asked = corpus(language)["entries"].items()
        entries = [Entry(name, tuple(phrasings), name) for name, phrasings in asked]
    return prepared(entries)


def found(text, language) -> Found:
    return judged(index_of(language).search(text, language), near=UNREACHABLE)


def outcomes(language) -> dict[str, list[str]]:
    """What became of each question that an entry answers."""
    became = {"answered": [], "wrong": [], "offered": [], "missed": []}
    for name, questions in corpus(language)["asked"].items():
        for question in questions:
            got = found(question, language)
            if got.band is Band.SURE:
                right = got.matches[0].entry.entry_id == name
                became["answered" if right else "wrong"].append(question)
            else:
                offered = name in {each.entry_id for each in got.choices}
                became["offered" if offered else "missed"].append(question)
    return became


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_gets_the_answer_of_another(language):
    assert outcomes(language)["wrong"] == []


@pytest.mark.parametrize(
    ("language", "least"),
    [("de", 0.85), ("en", 0.9), ("es", 0.6), ("fr", 0.65), ("it", 0.75), ("pt", 0.7)],
)
def test_most_questions_are_answered_at_once(language, least):
    became = outcomes(language)
    assert len(became["answered"]) / sum(map(len, became.values())) >= least


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_a_question_finds_neither_answer_nor_choice(language):
    assert len(outcomes(language)["missed"]) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_in_the_faq_is_refused(language):
    asked = corpus(language)["none"]
    answered = [each for each in asked if found(each, language).band is Band.SURE]
    offered = [each for each in asked if found(each, language).band is Band.UNSURE]
    assert answered == []
    assert len(offered) <= 1


def test_what_only_sounds_alike_is_never_answered():
    asked = corpus("en")["not_sure"]
    assert [each for each in asked if found(each, "en").band is Band.SURE] == []


def test_every_phrasing_finds_its_own_answer():
    for language in LANGUAGES:
        for entry in index_of(language).entries:
            for phrasing in entry.phrasings:
                got = found(phrasing, language)
                assert (got.band, got.answer) == (Band.SURE, entry.answer), phrasing


def match(name, score, similarity=None, answer=""):
    return Match(Entry(name, (name,), answer or name), score, similarity)


@pytest.mark.parametrize(
    ("matches", "band"),
    [
        ([], Band.NO),
        ([match("a", 0.9)], Band.SURE),
        ([match("a", 0.9), match("b", 0.85)], Band.UNSURE),
        ([match("a", 0.9, answer="same"), match("b", 0.85, answer="same")], Band.SURE),
        ([match("a", 0.5)], Band.UNSURE),
        ([match("a", 0.2)], Band.NO),
        ([match("a", 0.55, 0.7)], Band.SURE),
        ([match("a", 0.55, 0.3)], Band.UNSURE),
        ([match("a", 0.1, 0.9)], Band.UNSURE),
        ([match("a", 0.0, 0.9), match("b", 0.9, 0.2)], Band.UNSURE),
    ],
    ids=[
        "nothing",
        "sure",
        "two alike",
        "two that say the same",
        "words fit half",
        "words hardly fit",
        "meaning settles it",
        "meaning is far",
        "meaning alone offers",
        "words and meaning disagree",
    ],
)
def test_the_band_of_what_was_found(matches, band):
    assert judged(matches, near=0.45).band is band


def test_only_a_sure_answer_is_given_and_only_unsure_ones_are_offered():
    four = tuple(match(each, 0.5) for each in "abcd")

    assert Found(Band.SURE, four).answer == "a"
    assert Found(Band.SURE, four).choices == ()
    assert Found(Band.UNSURE, four).answer == ""
    assert [each.entry_id for each in Found(Band.UNSURE, four).choices] == ["a", "b", "c"]
    assert Found(Band.NO, four).choices == ()


def test_what_is_far_behind_the_best_is_no_choice():
    some = (match("a", 0.5), match("b", 0.1), match("c", 0.3))
    near = (match("a", 0.0, 0.7), match("b", 0.4, 0.1), match("c", 0.0, 0.2), match("d", 0.0, 0.6))

    assert [each.entry_id for each in Found(Band.UNSURE, some).choices] == ["a", "c"]
    assert [each.entry_id for each in Found(Band.UNSURE, near).choices] == ["a", "b", "d"]


def test_what_is_high_in_both_rankings_is_first():
    words = [match("a", 0.6), match("b", 0.5), match("c", 0.4)]

    both = fused(words, {"b": 0.8, "c": 0.7, "a": 0.1})

    assert [each.entry.entry_id for each in both] == ["b", "a", "c"]
    assert [each.similarity for each in both] == [0.8, 0.1, 0.7]
