"""Is everything said in every language, and does it fit?"""

import dataclasses
import string
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assistant.domain import booking as booking_rules
from services.assistant.domain import replies, slots, tools
from services.assistant.domain.commands import Affirm, Deny, Pick, StartBooking
from services.assistant.domain.conversation import SILENT, Kind
from services.assistant.domain.dialogue import Dialogue, Flow, Offer
from services.assistant.domain.reducer import reduce
from services.assistant.domain.scene import OPEN_FOR
from services.assistant.domain.tools import CreateBooking
from services.assistant.wording.rendering import render
from services.assistant.wording.voice import LANGUAGES
from tests.assistant.people import COLORE, NOW, TAGLIO, booking, command, scene, wall

FIELDS = [each.name for each in dataclasses.fields(LANGUAGES["en"]) if each.name != "cannot_read"]

CLOSED = "OUTSIDE_OPENING_HOURS"


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIELDS)
def test_a_text_says_the_same_things_in_every_language(language, name):
    text, english = getattr(LANGUAGES[language], name), getattr(LANGUAGES["en"], name)

    assert text == text.strip() != ""
    assert blanks(text) == blanks(english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_message_that_has_no_words_has_an_answer(language):
    wordless = set(Kind) - SILENT - {Kind.TEXT, Kind.CHOICE}

    assert set(LANGUAGES[language].cannot_read) == wordless
    for kind in wordless:
        assert render(replies.CannotRead(kind), scene(language)).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_say_one_may_write_is_understood(language):
    """Every example in the help."""
    lines = LANGUAGES[language].help.split("\n")
    examples = [line.removeprefix("• ").split(": ")[0] for line in lines if line.startswith("•")]

    understood = [type(command(each, scene(language))).__name__ for each in examples]

    wishes = ["AskToBook", "AskToBook", "MoveBooking", "ListBookings", "CancelBooking"]
    assert understood == [*wishes, "AskHours", "AskForPerson"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_suggestion_to_a_day_that_was_written_first_is_understood(language):
    text = render(replies.NoSuchDate(24, 12, 15, 30), scene(language)).text

    written = text[text.index("book ") :].rstrip("?. »")
    assert command(written, scene(language)) == StartBooking(12, 24, 15, 30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_buttons_under_a_summary_may_be_typed(language):
    frame = scene(language)
    offer = Offer(TAGLIO.offering_id, "Taglio", wall("2026-12-24 16:00"), "", NOW + OPEN_FOR)
    asking = slots.summary(Dialogue(flow=Flow.BOOK), offer, frame)

    yes, no = render(asking.replies[0], frame).buttons

    assert command(yes.title, frame, asking.dialogue) == Affirm()
    assert command(no.title, frame, asking.dialogue) == Deny()


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001
    lambda wall: wall.replace(minute=wall.minute // 5 * 5, second=0, microsecond=0, tzinfo=UTC)
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(LANGUAGES)), st.lists(INSTANTS, min_size=1, max_size=3, unique=True))
def test_every_offer_that_is_shown_can_be_typed_back(language, starts):
    frame = scene(language)
    refused = tools.NotBooked(CreateBooking(NOW), CLOSED, TAGLIO, tuple(sorted(starts)))

    outcome = reduce(Dialogue(), refused, frame)

    spoken = render(outcome.replies[0], frame)
    for number, button in enumerate(spoken.buttons, 1):
        assert len(button.title) <= 20
        assert command(button.title, frame, outcome.dialogue) == Pick(number)
        assert len(button.choice_id) <= 200
    assert len(spoken.buttons) in (0, len(starts))
    assert len(spoken.text) <= 1024


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(LANGUAGES)), st.lists(INSTANTS, min_size=2, max_size=3, unique=True))
def test_every_booking_that_may_be_cancelled_can_be_typed_back(language, starts):
    frame = scene(language)
    bookings = tuple(
        dataclasses.replace(booking(number=n), start=start) for n, start in enumerate(starts, 1)
    )
    found = tools.BookingsFound(tools.FindBookings(to_cancel=True), bookings)

    outcome = reduce(Dialogue(), found, frame)

    for number, button in enumerate(render(outcome.replies[0], frame).buttons, 1):
        assert command(button.title, frame, outcome.dialogue) == Pick(number)


def test_titles_that_look_the_same_are_no_buttons():
    """The hour that comes twice in October: a platform refuses two equal titles."""
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    frame = scene("en", at=datetime(2026, 10, 1, tzinfo=UTC))
    refused = tools.NotBooked(CreateBooking(NOW), CLOSED, TAGLIO, (first, second))

    spoken = render(reduce(Dialogue(), refused, frame).replies[0], frame)

    assert spoken.buttons == ()
    assert "2. Sunday 25 October, 02:30" in spoken.text


def test_more_than_three_are_picked_by_number_only():
    four = tuple(booking(number=n) for n in range(1, 5))

    spoken = render(replies.WhichToCancel(four), scene())

    assert spoken.buttons == ()
    assert "4. Taglio" in spoken.text
    assert "Tap" not in spoken.text
    assert spoken.text.endswith("Please answer with its number.")


@pytest.mark.parametrize(
    ("language", "hour", "one"),
    [("es", "Toque uno", "Toque una"), ("it", "Basta toccarne uno", "Basta toccarne una")],
)
def test_a_time_and_a_booking_are_picked_in_their_own_gender(language, hour, one):
    frame = scene(language)
    refused = tools.NotBooked(CreateBooking(NOW), CLOSED, TAGLIO, (wall("2026-12-24 16:00"),))
    offers = render(reduce(Dialogue(), refused, frame).replies[0], frame)
    bookings = render(replies.WhichToCancel((booking(), booking("2026-12-30 10:00"))), frame)

    assert f"{hour} " in offers.text
    assert f"{one} " in bookings.text


def test_a_name_that_is_too_long_for_a_button_is_picked_by_number_only():
    long = tools.Offering("1", "Trattamento ricostruttivo completo")

    assert render(replies.WhichOffering((long, COLORE)), scene()).buttons == ()


def test_a_day_of_next_winter_is_said_with_its_year():
    far = render(replies.Booked(booking("2027-12-23 15:30")), scene()).text

    assert far.startswith("Taglio, Thursday 23 December, 15:30 (2027): confirmed")


def test_where_the_customers_clock_differs_it_is_said_whose_time_it_is():
    frame = scene("it", customer_zone=ZoneInfo("America/Mexico_City"))

    text = render(replies.Booked(booking()), frame).text

    assert text.startswith("Taglio, giovedì 24 dicembre, 15:30 (ora di Roma): confermato")


def test_an_offer_stands_a_quarter_of_an_hour():
    refused = tools.NotBooked(CreateBooking(NOW), CLOSED, TAGLIO, (wall("2026-12-24 16:00"),))

    outcome = booking_rules.refused(Dialogue(), refused, scene())

    assert outcome.dialogue.offers[0].expires == NOW + OPEN_FOR == NOW + timedelta(minutes=15)
