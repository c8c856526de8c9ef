"""Can somebody with nothing but a link confirm, move or cancel their booking on a phone?"""

from dataclasses import fields

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.booking.domain.link import LinkKind
from services.gateway.page import languages
from services.gateway.page.languages import LANGUAGES, spoken
from tests.booking.salon import catalog, offering, resource
from tests.gateway.visitor import EVERY_KIND, WEDNESDAY, Visitor

# What can be done


async def test_a_customer_says_that_they_will_come(visitor):
    page = await visitor.open(visitor.link(LinkKind.CONFIRM))
    assert page.heading == "Will you come?"
    thanks = await visitor.tap(page, "I will come")

    assert (thanks.status, thanks.heading) == (200, "Thank you. See you then!")
    assert (await visitor.now()).HasField("attendance_time")


async def test_a_customer_picks_another_slot(visitor):
    page = await visitor.open(visitor.link(LinkKind.MOVE))
    assert page.heading == "Choose another time"
    assert len(page.buttons) == 10
    moved = await visitor.tap(page, "Tuesday 3 March, 16:00")

    assert moved.heading == "Your booking has been moved"
    assert "Tuesday 3 March, 16:00" in moved.text
    assert visitor.salon.wall((await visitor.now()).start_time) == "03 16:00"


async def test_to_cancel_is_asked_once_more_before_it_is_done(visitor):
    first = await visitor.open(visitor.link(LinkKind.CONFIRM))
    page = await visitor.open(first.links["Cancel the booking"])
    assert page.heading == "Cancel this booking?"
    assert (await visitor.now()).state == pb.BOOKING_STATE_CONFIRMED
    cancelled = await visitor.tap(page, "Yes, cancel it")

    assert cancelled.heading == "Your booking is cancelled"
    assert not cancelled.links
    assert (await visitor.now()).state == pb.BOOKING_STATE_CANCELLED


async def test_a_link_to_one_slot_asks_before_it_moves(visitor):
    page = await visitor.open(visitor.link(LinkKind.MOVE_TO))
    assert page.heading == "Move your booking to this time?"
    assert "New time: Wednesday 4 March, 10:00" in " ".join(page.text.split())
    await visitor.tap(page, "Move it")

    assert visitor.salon.wall((await visitor.now()).start_time) == "04 10:00"


async def test_of_a_slot_that_was_taken_meanwhile_others_are_shown(visitor):
    page = await visitor.open(visitor.link(LinkKind.MOVE_TO))
    for _ in ("anna", "marco"):
        await visitor.salon.book(WEDNESDAY)
    others = await visitor.tap(page, "Move it")

    assert others.heading == "That time has just been taken. Choose another one"
    assert await visitor.now() == visitor.booked
    moved = await visitor.tap(others, "Wednesday 4 March, 10:30")
    assert moved.heading == "Your booking has been moved"


async def test_who_finds_no_other_time_is_told_so(office):
    only = [resource(hours=[])]
    visitor = await Visitor.of(office)
    await visitor.salon.apply(catalog([offering(is_default=True)], only))
    page = await visitor.open(visitor.link(LinkKind.MOVE))

    assert page.heading == "No other time is free nearby. Please contact us."
    assert not page.forms


@EVERY_KIND
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_to_open_a_page_changes_nothing(visitor, kind, method):
    answer = await visitor.ask(method, f"/b/{visitor.link(kind)}")
    assert answer.status_code == 200
    assert await visitor.now() == visitor.booked


async def test_a_form_that_is_sent_twice_does_it_once(visitor):
    page = await visitor.open(visitor.link(LinkKind.MOVE))
    for _ in range(2):
        moved = await visitor.tap(page, "Tuesday 3 March, 16:00")
        assert moved.heading == "Your booking has been moved"
    assert int((await visitor.now()).etag) == int(visitor.booked.etag) + 1


async def test_a_form_without_a_choice_does_nothing_and_shows_the_page_again(visitor):
    path = f"/b/{visitor.link(LinkKind.CANCEL)}"
    answer = await visitor.ask("POST", path, content=b"nothing=1")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert await visitor.now() == visitor.booked


# What is shown


async def test_a_page_says_whose_booking_it_is_what_when_and_with_whom(visitor):
    page = await visitor.open(visitor.link(LinkKind.CONFIRM))
    (resource_name,) = (each.resource_name for each in visitor.booked.segments)
    shown = (visitor.business, "Taglio", "Tuesday 3 March, 15:30", f"With {resource_name}")
    assert [each for each in shown if each not in page.text] == []


@EVERY_KIND
async def test_every_page_leads_to_all_else_that_can_be_done(visitor, kind):
    page = await visitor.open(visitor.link(kind))
    names = {"CONFIRM": "I will come", "MOVE": "Another time", "CANCEL": "Cancel the booking"}
    expected = {
        words: visitor.link(LinkKind[name]) for name, words in names.items() if name != kind.name
    }
    assert page.links == expected


@pytest.mark.parametrize(
    ("accepted", "heading", "when"),
    [
        ("it-IT,it;q=0.9,en;q=0.8", "Verrai?", "martedì 3 marzo, 15:30"),
        ("en-GB", "Will you come?", "Tuesday 3 March, 15:30"),
        ("es", "¿Vas a venir?", "martes 3 de marzo, 15:30"),
        ("pt-BR", "Você vem?", "terça-feira, 3 de março, 15:30"),
        ("fr-CA, fr;q=0.9", "Viendrez-vous ?", "mardi 3 mars, 15:30"),
        ("de", "Kommen Sie?", "Dienstag, 3. März, 15:30"),
    ],
)
async def test_a_page_is_read_in_the_language_of_the_browser(visitor, accepted, heading, when):
    page = await visitor.open(visitor.link(LinkKind.CONFIRM), accepted)
    assert page.heading == heading
    assert page.said["time"] == [when]
    assert f'<html lang="{accepted[:2]}">' in page.answer.text


@pytest.mark.parametrize(
    ("accepted", "booked_in", "language"),
    [
        ("", "", "en"),
        ("", "pt-BR", "pt"),
        ("ja", "it", "it"),
        ("ja", "ja", "en"),
        ("de;q=0.5, fr;q=0.9", "", "fr"),
        ("de;q=0, fr;q=0.1", "", "fr"),
        ("es;q=nonsense, it", "", "it"),
        ("*", "de", "de"),
        (",;q=,;;", "", "en"),
    ],
)
def test_the_best_language_that_is_spoken_is_taken(accepted, booked_in, language):
    assert spoken(accepted, booked_in) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(language):
    said, english = vars(LANGUAGES[language]), vars(LANGUAGES[languages.FALLBACK])
    for field in fields(LANGUAGES[language]):
        assert said[field.name].strip()
        assert said[field.name].count("{}") == english[field.name].count("{}")
        assert language == "en" or said[field.name] != english[field.name]


async def test_names_with_signs_of_html_are_shown_as_they_are(office):
    name = "<script>alert('1')</script> & \"Co\""
    visitor = await Visitor.of(
        office, catalog([offering(display_name=name, is_default=True)], [resource()])
    )
    page = await visitor.open(visitor.link(LinkKind.CONFIRM))

    assert "script" not in page.said
    assert name in page.said["p"]
