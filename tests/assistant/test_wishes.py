"""Does a customer who writes in their own words get what they want, and nothing without a yes?"""

import pytest

from tests.assistant.business import Customer, business
from tests.booking.salon import catalog, offering, resource

# The clock of these tests: Monday 21 December 2026, 11:00 in Rome. The salon is closed on Mondays.


@pytest.fixture
async def giulia(mesh):
    return Customer(mesh, await business(mesh))


async def test_a_wish_is_summed_up_and_booked_on_the_yes(giulia):
    summary = await giulia.hears("hi, can I come tomorrow at 2 pm?")
    before = await giulia.bookings()
    told = await giulia.hears("yes please")

    assert summary.split("\n")[:3] == ["Taglio", "Tuesday 22 December, 14:00", "with Anna"]
    assert before == []
    assert told.startswith("Taglio, Tuesday 22 December, 14:00: confirmed")
    assert await giulia.bookings() == ["22 14:00"]


async def test_the_summary_can_be_answered_by_a_tap(giulia):
    (reply,) = await giulia.writes("wednesday 10 am")

    assert [each.title for each in reply.buttons] == ["Yes, book it", "No, change it"]
    assert ": confirmed" in await giulia.taps(reply.buttons[0])
    assert await giulia.bookings() == ["23 10:00"]


@pytest.mark.parametrize(
    ("language", "wish", "yes", "booked"),
    [
        ("en", "colour? no: colore with marco on wednesday at half past 3 pm", "ok", "23 15:30"),
        ("it", "vorrei prenotare un taglio mercoledì alle 15 e mezza", "sì", "23 15:30"),
        ("es", "quiero cita el miércoles a las tres y media de la tarde", "vale", "23 15:30"),
        ("pt", "quero marcar um horário na quarta às 15h30", "pode ser", "23 15:30"),
        ("fr", "je voudrais un rendez-vous mercredi à 15h30", "oui", "23 15:30"),
        ("de", "ich hätte gern am Mittwoch um halb vier einen Termin", "ja", "23 15:30"),
    ],
)
async def test_every_language_books(mesh, language, wish, yes, booked):
    customer = Customer(mesh, await business(mesh), language)

    await customer.writes(wish)
    await customer.writes(yes)

    assert await customer.bookings() == [booked]


async def test_who_names_somebody_books_in_their_name(giulia):
    summary = await giulia.hears("haircut on wednesday at 10, my name is Priya")
    await giulia.writes("yes")

    (booking,) = (await giulia.salon.bookings(customer_id=giulia.customer_id)).bookings
    assert "in the name of Priya" in summary
    assert booking.note == "Priya"


async def test_one_thing_is_corrected_and_the_rest_stays(giulia):
    await giulia.writes("colore with marco wednesday at 10")

    summary = await giulia.hears("no, thursday instead")

    assert summary.split("\n")[:3] == ["Colore", "Thursday 24 December, 10:00", "with Marco"]
    assert await giulia.bookings() == []


async def test_a_new_value_is_never_a_yes(giulia):
    await giulia.writes("wednesday at 10")

    summary = await giulia.hears("yes but at 4 pm")

    assert "Wednesday 23 December, 16:00" in summary
    assert await giulia.bookings() == []


async def test_a_no_to_the_summary_asks_what_shall_be_different(giulia):
    await giulia.writes("wednesday at 10")

    asked = await giulia.hears("no")
    summary = await giulia.hears("at 11")

    assert "What would you like instead?" in asked
    assert "Wednesday 23 December, 11:00" in summary


async def test_a_summary_is_forgotten_when_it_was_not_answered_in_time(mesh, giulia):
    await giulia.writes("wednesday at 10")
    mesh.clock.goes_on(minutes=16)

    await giulia.writes("yes")

    assert await giulia.bookings() == []


async def test_what_was_taken_meanwhile_is_not_booked_and_something_else_is_offered(mesh):
    one_chair = catalog(resources=[resource("anna", ("taglio", "colore"))])
    salon = await business(mesh, one_chair)
    giulia, luca = Customer(mesh, salon), Customer(mesh, salon)
    await giulia.writes("wednesday at 10")
    await luca.writes("wednesday at 10")
    await luca.writes("yes")

    (reply,) = await giulia.writes("yes")

    assert "already taken" in reply.text
    assert len(reply.buttons) == 3
    assert await giulia.bookings() == []


async def test_a_day_alone_is_answered_with_what_is_free_on_it(giulia):
    (reply,) = await giulia.writes("what is free on wednesday afternoon with marco?")

    titles = [each.title for each in reply.buttons]
    assert titles == ["Wed 23 Dec 14:00", "Wed 23 Dec 16:00", "Wed 23 Dec 17:45"]
    assert "with Marco" in reply.text


async def test_an_offered_time_leads_to_the_summary(giulia):
    await giulia.writes("what is free on wednesday afternoon?")

    summary = await giulia.hears("the second one")
    told = await giulia.hears("yes")

    assert "Shall I book this?" in summary
    assert told.startswith("Taglio, Wednesday 23 December, 16:00: confirmed")


async def test_a_closed_day_is_said_to_be_closed(giulia):
    text = await giulia.hears("sunday at 10")

    assert "outside opening hours" in text
    assert "Saturday 26 December" in text


async def test_a_time_that_is_over_is_said_to_be(mesh):
    giulia = Customer(mesh, await business(mesh))
    mesh.clock.goes_on(days=1, hours=2)

    assert "has already passed" in await giulia.hears("today at 10 am")


@pytest.mark.parametrize("day", ["31 february", "31/4"])
async def test_a_day_that_does_not_exist_is_asked_for_again(giulia, day):
    assert "no such day" in await giulia.hears(f"{day} at 5 pm")


async def test_yesterday_is_asked_for_again(giulia):
    assert "That day is over" in await giulia.hears("book me for yesterday")


async def test_nothing_that_is_under_way_survives_a_forget_it(giulia):
    await giulia.writes("wednesday at 10")

    told = await giulia.hears("forget it")
    await giulia.writes("yes")

    assert "Nothing was booked or changed" in told
    assert await giulia.bookings() == []


async def test_cancel_in_the_middle_of_a_wish_gives_up_the_wish_and_no_booking(giulia):
    await giulia.writes("book 12/24 15:30")
    await giulia.writes("wednesday at 10")

    told = await giulia.hears("cancel")

    assert "Nothing was booked or changed" in told
    assert await giulia.bookings() == ["24 15:30"]


async def test_a_table_is_asked_for_how_many(mesh):
    table = offering("mesa", 90, is_default=True, min_party=1, max_party=6)
    tables = [resource("t2", ("mesa",), capacity=2), resource("t6", ("mesa",), capacity=6)]
    giulia = Customer(mesh, await business(mesh, catalog([table], tables)))

    asked = await giulia.hears("a table on wednesday at 14:00 please")
    summary = await giulia.hears("4")
    await giulia.writes("yes")

    assert asked == "For how many people?"
    assert "for 4 people" in summary
    (booking,) = (await giulia.salon.bookings(customer_id=giulia.customer_id)).bookings
    assert booking.party_size == 4


async def test_without_a_default_offering_it_asks_which_and_keeps_the_time(mesh):
    giulia = Customer(mesh, await business(mesh, catalog([offering(), offering("colore", 90)])))

    asked = await giulia.hears("wednesday at 10")
    summary = await giulia.hears("colore")

    assert "What would you like to book?" in asked
    assert summary.split("\n")[:2] == ["Colore", "Wednesday 23 December, 10:00"]


# Moving


async def test_the_only_booking_moves_after_a_yes(giulia):
    await giulia.writes("book 12/24 15:30")

    summary = await giulia.hears("can you move my booking to wednesday at 10?")
    before = await giulia.bookings()
    told = await giulia.hears("yes")

    assert "Shall I move your booking to that?" in summary
    assert before == ["24 15:30"]
    assert told.startswith("Done.")
    assert await giulia.bookings() == ["23 10:00"]


async def test_of_several_bookings_the_one_that_moves_is_asked_for(giulia):
    await giulia.writes("book 12/24 15:30")
    await giulia.writes("book 12/23 9:00")

    asked = await giulia.hears("move my booking to saturday at 10")
    await giulia.writes("2")
    await giulia.writes("yes")

    assert asked.startswith("Which one shall I move?")
    assert await giulia.bookings() == ["23 09:00", "26 10:00"]


async def test_a_booking_that_moves_stays_with_who_has_it(giulia):
    await giulia.writes("colore with marco wednesday at 10")
    await giulia.writes("yes")

    assert "with Marco" in await giulia.hears("move my booking to thursday at 10")


async def test_a_booking_that_moves_is_for_as_many_as_were_shown(mesh):
    table = offering("mesa", 90, is_default=True, min_party=1, max_party=6)
    tables = [resource("t2", ("mesa",), capacity=2), resource("t6", ("mesa",), capacity=6)]
    giulia = Customer(mesh, await business(mesh, catalog([table], tables)))
    await giulia.writes("a table for 2 people on wednesday at 14:00 please")
    await giulia.writes("yes")

    summary = await giulia.hears("move my booking to thursday at 14:00 for 5 people")
    await giulia.writes("yes")

    assert "for 5 people" in summary
    (booking,) = (await giulia.salon.bookings(customer_id=giulia.customer_id)).bookings
    assert booking.party_size == 5


async def test_a_booking_that_moves_becomes_the_offering_that_was_shown(giulia):
    await giulia.writes("book 12/24 15:30")

    summary = await giulia.hears("move my booking to wednesday at 10, and make it a colore")
    await giulia.writes("yes")

    assert summary.split("\n")[:2] == ["Colore", "Wednesday 23 December, 10:00"]
    (booking,) = (await giulia.salon.bookings(customer_id=giulia.customer_id)).bookings
    assert booking.offering_name == "Colore"


async def test_who_has_nothing_to_move_is_told(giulia):
    assert "no bookings that could be moved" in await giulia.hears("I need to reschedule")
