"""Are customers told what happened, and what they may do, in every language we speak?"""

import string
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.notifier import wording
from services.notifier.domain.booking_event import (
    ActionKind,
    BookingAction,
    BookingEvent,
    BookingEventKind,
    MoveChoice,
)
from services.notifier.wording import rendering
from services.notifier.wording.languages import LANGUAGES
from services.notifier.wording.rendering import opted, promotions_ended, told
from services.notifier.wording.texts import Said, Texts

SPOKEN = ["de", "en", "es", "fr", "it", "pt"]
START = datetime(2026, 12, 24, 14, 30, tzinfo=UTC)
MOVES = (
    MoveChoice(datetime(2026, 12, 27, 9, 0, tzinfo=UTC), "link-27"),
    MoveChoice(datetime(2026, 12, 28, 15, 0, tzinfo=UTC), "link-28"),
)
ACTIONS = tuple(BookingAction(each, f"link-{each}") for each in ActionKind)
ADDRESS = "https://lyo.example/b"

every_language = pytest.mark.parametrize("language", SPOKEN)


def event(kind: str = "reminder", language: str = "en", **changes) -> BookingEvent:
    """A cut at Bella Salon, with what a test says otherwise."""
    said = {
        "zone": ZoneInfo("Europe/Rome"),
        "offering_name": "Taglio",
        "start": START,
        "business_name": "Bella Salon",
        "resource_name": "Anna",
    }
    return BookingEvent(BookingEventKind(kind), language, **{**said, **changes})


def texts_in(said: object) -> Iterator[str]:
    """All texts of a language."""
    if isinstance(said, str):
        yield said
    else:
        for each in fields(said):
            yield from texts_in(getattr(said, each.name))


def test_these_languages_are_spoken():
    assert list(LANGUAGES) == SPOKEN


def test_every_file_of_words_is_a_language():
    names = {each.stem for each in Path(wording.__file__).parent.glob("*.py")}

    assert names == {*SPOKEN, "__init__", "languages", "rendering", "texts"}


@every_language
def test_no_text_is_empty_but_what_may_be_left_out_at_the_end(language):
    texts = LANGUAGES[language]
    saids = [getattr(texts, each.name) for each in fields(Texts)]

    assert all(each.at and each.plain for each in saids if isinstance(each, Said))
    assert all(each for each in saids if isinstance(each, str))


@every_language
def test_texts_are_neither_padded_nor_broken(language):
    for text in texts_in(LANGUAGES[language]):
        assert text == text.strip()
        assert "  " not in text
        assert "\n" not in text


@every_language
def test_every_language_fills_in_the_same(language):
    def filled_in(texts: Texts) -> list[set[str]]:
        parsed = [string.Formatter().parse(each) for each in texts_in(texts)]
        return [{name for _, name, _, _ in each if name} for each in parsed]

    assert filled_in(LANGUAGES[language]) == filled_in(LANGUAGES["en"])


@every_language
def test_a_button_has_at_most_20_characters_and_says_another_thing_than_its_neighbours(language):
    texts = LANGUAGES[language]
    labels = [texts.confirm, texts.move, texts.cancel, texts.times]

    assert all(0 < len(each) <= 20 for each in labels)
    assert len({each.casefold() for each in labels}) == len(labels)


@pytest.mark.parametrize(
    ("kind", "language", "first"),
    [
        ("declined", "en", "Your request to Bella Salon was not accepted, so nothing is booked:"),
        ("attending", "it", "Grazie della conferma! La prenotazione presso Bella Salon:"),
        ("outdated", "es", "Esa opción ya no es válida. Su reserva en Bella Salon es ahora:"),
        ("too_late", "pt", "A reserva em Bella Salon já não pode ser alterada por aqui:"),
        ("reminder", "fr", "Nous vous rappelons votre réservation chez Bella Salon :"),
        ("confirmed", "de", "Ihre Buchung bei Bella Salon ist bestätigt:"),
    ],
    ids=["declined", "attending", "outdated", "too late", "French", "German"],
)
def test_what_happened_is_said_first(kind, language, first):
    assert told(event(kind, language)).text.split("\n")[0] == first


@every_language
@pytest.mark.parametrize("kind", list(BookingEventKind))
def test_every_event_names_the_business_what_is_booked_and_when(language, kind):
    said = told(event(kind, language))

    for part in ("Bella Salon", "Taglio (Anna)", "15:30"):
        assert part in said.text
    assert not {"{", "}"} & set(said.text)


@pytest.mark.parametrize("kind", list(BookingEventKind))
def test_no_two_languages_say_the_same(kind):
    assert len({told(event(kind, each)).text for each in SPOKEN}) == len(SPOKEN)


@every_language
def test_no_two_events_are_told_alike(language):
    said = [told(event(each, language)).text for each in BookingEventKind]
    said.append(told(event("moves_offered", language, moves=MOVES)).text)

    assert len(set(said)) == len(said)


def test_what_may_be_done_are_buttons_where_taps_come_back():
    said = told(event(actions=ACTIONS), taps=True)

    assert [(each.title, each.choice_id) for each in said.buttons] == [
        ("Confirm", "link-confirm"),
        ("Move", "link-move"),
        ("Cancel", "link-cancel"),
    ]
    assert said.text == told(event()).text


def test_what_may_be_done_are_links_where_no_tap_comes_back():
    said = told(event(actions=ACTIONS), page_url=ADDRESS)

    assert said.text == told(event()).text + (
        "\n"
        "\nConfirm: https://lyo.example/b/link-confirm"
        "\nMove: https://lyo.example/b/link-move"
        "\nCancel: https://lyo.example/b/link-cancel"
    )
    assert said.buttons == ()


def test_without_taps_and_pages_there_are_words_alone():
    assert told(event(actions=ACTIONS)) == told(event())


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS + "/"])
def test_an_address_may_end_with_a_slash(address):
    assert "lyo.example/b/link-move\n" in told(event(actions=ACTIONS), page_url=address).text


def test_other_times_are_a_menu_where_taps_come_back():
    said = told(event("moves_offered", moves=MOVES, actions=ACTIONS), taps=True)

    assert said.menu is not None
    assert said.menu.label == "Free times"
    assert [(each.title, each.choice_id) for each in said.menu.rows] == [
        ("Sun 27 Dec 10:00", "link-27"),
        ("Mon 28 Dec 16:00", "link-28"),
    ]
    assert said.buttons == ()
    assert said.text.endswith("It can be moved. Which of these times suits you?")


@every_language
def test_times_fit_into_a_row_of_a_menu_all_year_long(language):
    days = [datetime(2028, month, day, tzinfo=UTC) for month in range(1, 13) for day in (1, 23)]
    moves = tuple(MoveChoice(each, "link") for each in days)

    menu = told(event("moves_offered", language, moves=moves), taps=True).menu

    assert menu is not None
    assert max(len(each.title) for each in menu.rows) <= 24


def test_other_times_are_links_where_no_tap_comes_back():
    lines = told(event("moves_offered", moves=MOVES), page_url=ADDRESS).text.split("\n")

    assert lines[-2:] == [
        "Sunday 27 December, 10:00: https://lyo.example/b/link-27",
        "Monday 28 December, 16:00: https://lyo.example/b/link-28",
    ]


def test_other_times_are_told_in_words_too():
    lines = told(event("moves_offered", moves=MOVES)).text.split("\n")

    assert lines[-2:] == ["Sunday 27 December, 10:00", "Monday 28 December, 16:00"]


@pytest.mark.parametrize("taps", [True, False])
def test_where_no_other_time_is_free_the_customer_is_asked_to_write(taps):
    said = told(event("moves_offered"), taps=taps)

    assert said.menu is None
    assert said.text.endswith("To find one together, just write to us here.")


@every_language
@pytest.mark.parametrize("out", [True, False], ids=["out", "in"])
def test_who_opts_out_or_in_is_told_by_whom_and_how_to_undo_it(out, language):
    said = opted(out, "Bella Salon", language)

    assert "Bella Salon" in said
    assert ("START" if out else "STOP") in said
    assert len(opted(out, "", language)) > 40


@every_language
def test_who_wants_no_advertisements_is_told_that_all_else_comes(language):
    said = promotions_ended("Bella Salon", language)

    assert "Bella Salon" in said
    assert "STOP" in said
    assert len(promotions_ended("", language)) > 40


def test_an_unknown_language_is_told_in_english():
    assert opted(True, "Bella Salon", "ja") == opted(True, "Bella Salon", "en")
    assert rendering.test_text("ja") == rendering.test_text("en")


@every_language
def test_a_test_message_is_told_in_every_language(language):
    assert rendering.test_text(language) == LANGUAGES[language].test
    assert (language == "en") == (rendering.test_text(language) == LANGUAGES["en"].test)


def test_braces_in_the_name_of_a_business_are_just_told():
    assert "{business} {0}" in opted(True, "{business} {0}", "en")
