"""Does writing lead to bookings and to answers, through the real services?"""

import pytest

from services.common.fields import timestamp
from tests.assistant.business import Customer, business
from tests.booking.salon import catalog, offering, resource


@pytest.fixture
async def taken(mesh, salon):
    """Anna and Marco are both taken on the 24th at 15:30."""
    for _ in range(2):
        other = Customer(mesh, salon)
        assert ": confirmed" in await other.hears("book 12/24 15:30")


async def test_a_free_time_is_booked(giulia):
    text = await giulia.hears("book 12/24 15:30")

    assert text.startswith("Taglio, Thursday 24 December, 15:30: confirmed")
    assert await giulia.bookings() == ["24 15:30"]


async def test_a_tenant_that_approves_by_hand_is_told_of_a_request(mesh):
    stella = await business(mesh, catalog(by_hand=True), name="Stella", languages=["en"])

    text = await Customer(mesh, stella).hears("book 12-24 15:30")

    assert text.startswith("Taglio, Thursday 24 December, 15:30: requested")
    assert "Stella still has to confirm it" in text


async def test_a_taken_time_is_answered_with_three_free_ones(giulia, taken):
    (reply,) = await giulia.writes("book 12/24 15:30")

    assert "already taken" in reply.text
    assert [each.title for each in reply.buttons] == [
        "Thu 24 Dec 15:00",
        "Thu 24 Dec 16:00",
        "Thu 24 Dec 16:15",
    ]
    assert await giulia.bookings() == []


@pytest.mark.parametrize("answer", ["1", "the first one", "Thu 24 Dec 15:00", "15:00", "uno"])
async def test_an_offered_time_is_picked_in_words(giulia, taken, answer):
    await giulia.writes("book 12/24 15:30")

    text = await giulia.hears(answer)

    assert text.startswith("Taglio, Thursday 24 December, 15:00: confirmed")
    assert await giulia.bookings() == ["24 15:00"]


async def test_an_offered_time_is_picked_by_a_tap(giulia, taken):
    (reply,) = await giulia.writes("book 12/24 15:30")

    assert "16:00: confirmed" in await giulia.taps(reply.buttons[1])
    assert "no longer open" in await giulia.taps(reply.buttons[2])
    assert await giulia.bookings() == ["24 16:00"]


async def test_a_second_tap_is_answered_with_what_the_first_one_booked(giulia, taken):
    (reply,) = await giulia.writes("book 12/24 15:30")
    await giulia.taps(reply.buttons[1])

    again = await giulia.taps(reply.buttons[1])

    assert again == "You already have Taglio, Thursday 24 December, 16:00."
    assert await giulia.bookings() == ["24 16:00"]


async def test_a_time_that_the_customer_has_is_not_called_taken(mesh, salon, giulia):
    for customer in (giulia, Customer(mesh, salon)):
        await customer.writes("book 12/24 15:30")

    (reply,) = await giulia.writes("book 12/24 15:30")

    assert reply.text.startswith("You already have Taglio, Thursday 24 December, 15:30.\n")
    assert len(reply.buttons) == 3
    assert await giulia.bookings() == ["24 15:30"]


async def test_the_buttons_of_one_customer_are_worth_nothing_to_another(mesh, salon, giulia, taken):
    (reply,) = await giulia.writes("book 12/24 15:30")
    luca = Customer(mesh, salon)

    assert "no longer open" in await luca.taps(reply.buttons[0])
    assert await luca.bookings() == []


async def test_an_offer_stands_for_a_quarter_of_an_hour(mesh, giulia, taken):
    (reply,) = await giulia.writes("book 12/24 15:30")
    mesh.clock.goes_on(minutes=16)

    assert "no longer open" in await giulia.taps(reply.buttons[0])
    assert await giulia.bookings() == []


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ("book 12/25 03:00", "outside opening hours"),
        ("book 12/24 13:30", "outside opening hours"),
        ("book 12/24 15:35", "at that exact time"),
    ],
)
async def test_a_time_that_cannot_be_is_answered_with_free_ones(giulia, wish, why):
    (reply,) = await giulia.writes(wish)

    assert why in reply.text
    assert len(reply.buttons) == 3


async def test_a_message_that_waited_does_not_book_a_year_later(mesh, giulia):
    mesh.clock.goes_on(days=1)
    written = giulia.message("book 12/22 11:45", send_time=timestamp(mesh.clock()))
    mesh.clock.goes_on(hours=3)

    (reply,) = await giulia.writes(written)

    assert "already passed" in reply.text
    assert len(reply.buttons) == 3


async def test_a_platforms_time_that_cannot_be_right_is_not_believed(giulia):
    old = giulia.message("book 12/24 15:30")
    old.send_time.FromSeconds(1_603_059_201)

    assert "Thursday 24 December, 15:30: confirmed" in await giulia.hears(old)


async def test_without_a_default_the_offering_is_asked_for(mesh):
    offerings = [offering("taglio"), offering("colore", 90)]
    both = resource("anna", ("taglio", "colore"))
    customer = Customer(mesh, await business(mesh, catalog(offerings, [both])))

    (reply,) = await customer.writes("book 12/24 15:30")

    assert [each.title for each in reply.buttons] == ["Colore", "Taglio"]
    assert "Colore, Thursday 24 December, 15:30: confirmed" in await customer.hears("1")


async def test_a_business_without_offerings_says_so(mesh):
    customer = Customer(mesh, await business(mesh, catalog([], [])))

    assert "nothing that can be booked" in await customer.hears("book 12/24 15:30")


async def test_bookings_are_listed(giulia):
    await giulia.writes("book 12/24 15:30", "book 12/26 9:00")

    text = await giulia.hears("list")

    assert "1. Taglio, Thursday 24 December, 15:30: confirmed" in text
    assert "2. Taglio, Saturday 26 December, 09:00: confirmed" in text


async def test_a_booking_is_cancelled_after_a_yes(giulia):
    await giulia.writes("book 12/24 15:30")

    (question,) = await giulia.writes("cancel")
    assert question.text == "Shall I cancel Taglio, Thursday 24 December, 15:30?"
    assert [each.title for each in question.buttons] == ["Yes, cancel it", "No, keep it"]
    assert await giulia.bookings() == ["24 15:30"]

    assert await giulia.hears("yes") == "Taglio, Thursday 24 December, 15:30: cancelled"
    assert await giulia.bookings() == []


async def test_a_tapped_yes_cancels_too(giulia):
    await giulia.writes("book 12/24 15:30")
    (question,) = await giulia.writes("cancel")

    assert "cancelled" in await giulia.taps(question.buttons[0])
    assert "no longer open" in await giulia.taps(question.buttons[0])


async def test_a_no_keeps_the_booking(giulia):
    await giulia.writes("book 12/24 15:30")
    (question,) = await giulia.writes("cancel")

    assert "booking stays" in await giulia.taps(question.buttons[1])
    assert await giulia.bookings() == ["24 15:30"]


async def test_of_several_bookings_one_is_picked_and_cancelled(giulia):
    await giulia.writes("book 12/24 15:30", "book 12/26 9:00", "book 12/29 10:00")

    (which,) = await giulia.writes("cancel")
    assert [each.title for each in which.buttons] == [
        "Thu 24 Dec 15:30",
        "Sat 26 Dec 09:00",
        "Tue 29 Dec 10:00",
    ]
    assert "Shall I cancel Taglio, Saturday 26 December, 09:00?" in await giulia.hears("2")
    await giulia.writes("yes please")

    assert await giulia.bookings() == ["24 15:30", "29 10:00"]


async def test_what_changed_since_it_was_asked_is_shown_and_asked_again(mesh, giulia):
    await giulia.writes("book 12/24 15:30")
    await giulia.writes("cancel")
    mesh.database.rows(
        "UPDATE booking.bookings SET start_time = start_time + interval '30 min',"
        " end_time = end_time + interval '30 min', revision = revision + 1"
        " WHERE customer_id = %s RETURNING 1",
        giulia.customer_id,
    )

    text = await giulia.hears("yes")

    assert "has changed" in text
    assert "Shall I cancel Taglio, Thursday 24 December, 16:00?" in text
    assert "16:00: cancelled" in await giulia.hears("yes")


async def test_what_somebody_else_cancelled_since_it_was_asked_stays_cancelled(giulia):
    await giulia.writes("book 12/24 15:30")
    await giulia.writes("cancel")
    found = await giulia.salon.bookings(customer_id=giulia.customer_id)
    await giulia.salon.cancel(found.bookings[0].booking_id)

    assert "cancelled" in await giulia.hears("yes")


async def test_without_bookings_list_and_cancel_say_so(giulia):
    assert "You have no bookings" in await giulia.hears("list")
    assert "no bookings that could be cancelled" in await giulia.hears("cancel")


async def test_anything_else_is_answered_with_what_can_be_done(giulia):
    for text in ("help", "xyzzy"):
        assert "tomorrow at 3 pm" in await giulia.hears(text)


async def test_two_messages_that_are_not_understood_get_one_answer(giulia):
    assert len(await giulia.writes("xyzzy", "qwerty")) == 1


async def test_messages_of_one_turn_are_answered_in_their_order(giulia):
    replies = await giulia.writes("hello", "book 12/24 15:30", "list", "cancel")

    assert [each.text.split("\n")[0] for each in replies] == [
        "Taglio, Thursday 24 December, 15:30: confirmed",
        "Your bookings:",
        "Shall I cancel Taglio, Thursday 24 December, 15:30?",
    ]


async def test_what_is_offered_in_a_turn_is_not_picked_by_the_messages_of_that_turn(giulia, taken):
    """They were written before anybody could read the offer."""
    replies = await giulia.writes("book 12/24 15:30", "2", "yes")

    assert len(replies) == 1
    assert len(replies[0].buttons) == 3
    assert await giulia.bookings() == []
    assert ": confirmed" in await giulia.hears("2")


async def test_what_is_asked_in_a_turn_is_not_affirmed_by_the_messages_of_that_turn(giulia):
    await giulia.writes("book 12/24 15:30")

    replies = await giulia.writes("cancel", "ok")

    assert [each.text for each in replies] == [
        "Shall I cancel Taglio, Thursday 24 December, 15:30?"
    ]
    assert len(await giulia.bookings()) == 1
    assert ": cancelled" in await giulia.hears("ok")
