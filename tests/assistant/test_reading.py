"""What do rules understand of what people write, in three languages?"""

import pytest

from services.assistant.domain.commands import (
    Affirm,
    AskToBook,
    CancelBooking,
    Deny,
    Greet,
    Help,
    ListBookings,
    NotUnderstood,
    Pick,
    StartBooking,
    Thank,
)
from services.assistant.domain.understanding.reading import read
from services.assistant.wording.voice import LANGUAGES

CHRISTMAS_EVE = StartBooking(12, 24, 15, 30)


@pytest.mark.parametrize(
    "text",
    [
        "book 12/24 15:30",
        "book 12-24 15:30",
        "Book 12/24 15:30",
        "BOOK 12/24 15:30.",
        "  book   12/24\n15:30  ",
        "book 12 / 24 15:30",
        "book 12–24 15:30",  # noqa: RUF001 - telephones write it
        "book 12/24, 15:30",
        "book 12/24 at 15:30",
        "book 12/24 15.30",
        "book 12/24 15h30",
        "/book 12/24 15:30",
        "*book 12/24 15:30*",
        "“book 12/24 15:30”",
        "please book 12/24 15:30, thanks",
        "Hello! I'd like to book 12/24 15:30 please",
        "I’d like to book for 12/24 at 15:30",  # noqa: RUF001 - telephones write it
        "\uff42\uff4f\uff4f\uff4b 12/24 15:30",
        "prenota 12/24 15:30",
        "Prenota 12-24 alle 15:30",
        "Ciao, vorrei prenotare per il 12/24 alle ore 15:30, grazie",
        "reserva 12/24 15:30",
        "Hola, quiero reservar para el 12/24 a las 15:30 por favor",
        "¡Reservar 12/24 15:30!",
    ],
)
def test_a_day_and_a_time_are_a_booking(text):
    assert read(text) == CHRISTMAS_EVE


def test_month_day_and_hour_may_be_short():
    assert read("book 2/3 9:05") == StartBooking(2, 3, 9, 5)


def test_the_month_comes_first_whatever_the_calendar_says():
    assert read("book 13/45 25:61") == StartBooking(13, 45, 25, 61)
    assert read("book 05/06 10:00") == StartBooking(5, 6, 10, 0)


@pytest.mark.parametrize(
    "text",
    [
        "book",
        "book a table",
        "book tomorrow",
        "book 12/24",
        "book 15:30",
        "book 12/24 3:30 pm",
        "book 12/24/2026 15:30",
        "book 123/24 15:30",
        "12/24 15:30",
        "I would like to book",
        "prenota",
        "Ciao, vorrei prenotare",
        "prenotare domani alle 15",
        "Hola, quisiera reservar una mesa",
        "reserva mañana",
    ],
)
def test_a_wish_to_book_without_a_day_and_a_time_is_asked_for_them(text):
    assert read(text) == AskToBook()


def test_a_day_and_a_time_alone_are_an_answer_where_they_were_asked_for():
    assert read("12/24 15:30", asked_when=True) == CHRISTMAS_EVE
    assert read("il 12/24 alle 15:30", asked_when=True) == CHRISTMAS_EVE


@pytest.mark.parametrize(
    "text",
    [
        *("list", "List.", "/list", "my bookings", "list please"),
        *("elenco", "lista", "le mie prenotazioni", "prenotazioni"),
        *("lista", "mis reservas", "reservas", "quiero ver mis reservas"),
    ],
)
def test_asking_what_is_booked(text):
    assert read(text) == ListBookings()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("cancel", None), ("CANCEL!", None), ("cancel my booking", None), ("/cancel", None)),
        *(("cancel 2", 2), ("cancel #2", 2), ("cancel number 2", 2), ("I want to cancel", None)),
        *(("annulla", None), ("annulla 3", 3), ("vorrei disdire", None), ("cancella", None)),
        *(("annulla la prima", 1), ("cancela", None), ("cancela 1", 1), ("anular", None)),
        *(("Hola, quiero cancelar mi reserva", None), ("cancelar la segunda", 2)),
    ],
)
def test_giving_a_booking_up(text, number):
    assert read(text) == CancelBooking(number)


@pytest.mark.parametrize(
    "text",
    ["help", "Help!", "/help", "menu", "aiuto", "come funziona?", "ayuda", "¿ayuda?", "menú"],
)
def test_asking_for_help(text):
    assert read(text) == Help()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "yes",
            "Yes!",
            "yes please",
            "yep",
            "ok",
            "OK 👍",
            "sure",
            "👍",
            "👍🏽",
            "✅",
            "y",
            "ok perfect",
        ),
        *("sì", "Sì, grazie", "si", "va bene", "d'accordo", "d’accordo", "certo", "Confermo."),  # noqa: RUF001
        *("sí", "Sí, por favor", "claro", "vale", "de acuerdo", "está bien"),
    ],
)
def test_saying_yes(text):
    assert read(text) == Affirm()


@pytest.mark.parametrize(
    "text",
    [
        *("no", "No.", "no thanks", "nope", "don't", "don’t cancel", "👎", "never mind"),  # noqa: RUF001
        *("no grazie", "lascia stare", "non annullare"),
        *("no gracias", "mejor no", "déjalo", "no la canceles"),
    ],
)
def test_saying_no(text):
    assert read(text) == Deny()


@pytest.mark.parametrize(
    "text",
    ["yes but another one", "no idea", "yes and no", "sì però domani", "sí pero no", "not yes"],
)
def test_half_a_yes_is_none(text):
    assert read(text) not in (Affirm(), Deny())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("1", 1), ("2.", 2), ("3)", 3), ("#1", 1), ("1️⃣", 1), ("number 2", 2), ("12", 12)),
        *(("one", 1), ("the second one", 2), ("Third", 3), ("option 3", 3), ("0", 0)),
        *(("uno", 1), ("la seconda", 2), ("il terzo", 3), ("numero 2", 2)),
        *(("dos", 2), ("el tercero", 3), ("la primera", 1), ("opción 2", 2), ("nº 3", 3)),
        *(("2 please", 2), ("Vorrei la seconda, grazie", 2), ("No. 3", 3)),
    ],
)
def test_picking_by_number(text, number):
    assert read(text) == Pick(number)


@pytest.mark.parametrize("text", ["123", "one two", "1 or 2", "at 2", "-1", "1.5", "prima"])
def test_another_number_picks_nothing(text):
    assert not isinstance(read(text), Pick)


@pytest.mark.parametrize("text", ["hi", "Hello!", "ciao", "Buongiorno", "hola", "¡Buenos días!"])
def test_hello(text):
    assert read(text) == Greet()


@pytest.mark.parametrize("text", ["thanks", "Thank you!", "grazie mille", "¡Muchas gracias!"])
def test_thanks(text):
    assert read(text) == Thank()


@pytest.mark.parametrize(
    "text", ["", "   ", "...", "xyzzy", "🙃", "how much is it?", "книга", "预订"]
)
def test_anything_else_is_not_understood(text):
    assert read(text) == NotUnderstood()


TITLES = ["Thu 24 Dec 15:30", "Thu 24 Dec 15:45", "Sat 26 Dec 9:00"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("Thu 24 Dec 15:30", 1), ("thu 24 dec 15:45", 2), ("15:45", 2), ("15.45", 2)),
        *(("26 dec", 3), ("sat 9:00", 3), ("9:00", 3)),
    ],
)
def test_what_is_offered_may_be_typed(text, number):
    assert read(text, titles=TITLES) == Pick(number)


@pytest.mark.parametrize("text", ["24 dec", "thu", "dec", "16:00", "thu 26 dec 9:00"])
def test_what_fits_several_offers_or_none_picks_nothing(text):
    assert not isinstance(read(text, titles=TITLES), Pick)


def test_an_offering_may_be_picked_by_its_name():
    assert read("colore", titles=["Taglio", "Colore"]) == Pick(2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_buttons_for_yes_and_no_may_be_typed(language):
    assert read(LANGUAGES[language].yes) == Affirm()
    assert read(LANGUAGES[language].no) == Deny()
