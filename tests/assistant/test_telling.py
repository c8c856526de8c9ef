"""What is said of what is booked, of hours and prices, and to who asks for a person?"""

import pytest
from lyo.assistant.v1 import conversation_service_pb2 as pb

from tests.assistant.business import Customer, business
from tests.booking.salon import catalog, offering, resource


@pytest.fixture
async def giulia(mesh):
    return Customer(mesh, await business(mesh))


async def test_of_several_bookings_the_one_that_is_described_is_cancelled(giulia):
    await giulia.writes("book 12/24 15:30")
    await giulia.writes("book 12/23 9:00")

    asked = await giulia.hears("cancel my appointment on wednesday please")
    await giulia.writes("yes")

    assert asked == "Shall I cancel Taglio, Wednesday 23 December, 09:00?"
    assert await giulia.bookings() == ["24 15:30"]


async def test_who_cannot_come_is_asked_whether_to_cancel(giulia):
    await giulia.writes("book 12/24 15:30")

    assert (await giulia.hears("sorry, can't make it")).startswith("Shall I cancel Taglio")


async def test_who_will_come_is_kept_as_coming(giulia):
    await giulia.writes("book 12/24 15:30")

    told = await giulia.hears("I'll be there!")

    (booking,) = (await giulia.salon.bookings(customer_id=giulia.customer_id)).bookings
    assert "See you then" in told
    assert booking.HasField("attendance_time")


async def test_opening_hours_are_told_of_a_week_and_of_a_day(giulia):
    assert "Saturday: 09:00-13:00, 14:00-19:00" in await giulia.hears("opening hours?")
    assert "closed" in await giulia.hears("are you open on sunday?")


async def test_prices_are_told(mesh):
    cut = offering(is_default=True, price_cents=2500, currency_code="EUR")
    priced = catalog([cut], [resource("anna", ("taglio",))])
    giulia = Customer(mesh, await business(mesh, priced))

    assert "Taglio: €25.00" in await giulia.hears("how much is it?")
    assert "€25.00" in await giulia.hears("wednesday at 10")


async def test_who_asks_for_a_person_waits_for_one_and_can_still_book(giulia):
    told = await giulia.hears("can I talk to a real person?")
    state = (await giulia.conversation()).state
    summary = await giulia.hears("wednesday at 10")

    assert "Bella Salon" in told
    assert state == pb.CONVERSATION_STATE_WAITING
    assert "Shall I book this?" in summary


async def test_who_is_not_understood_twice_is_offered_a_person(giulia):
    await giulia.writes("qwertz uiop")

    assert "write person" in await giulia.hears("asdfg hjkl")


async def test_a_question_that_nobody_here_can_answer_is_not_answered_with_an_invention(giulia):
    assert "I do not know that" in await giulia.hears("do you have parking?")
