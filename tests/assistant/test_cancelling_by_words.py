"""How are bookings listed and given up by writing?"""

from datetime import timedelta

import pytest

from services.assistant.domain import choices, replies, tools
from services.assistant.domain.commands import (
    Affirm,
    CancelBooking,
    Choose,
    Deny,
    ListBookings,
    NotUnderstood,
    Pick,
    StartBooking,
)
from services.assistant.domain.tools import FindBookings
from tests.assistant.people import LATER, NOW, Chat, booking, told

ONE = booking(number=1)
TWO = booking("2026-12-30 10:00", number=2, requested=True)
THREE = booking("2027-01-02 11:00", number=3)
FOUR = booking("2027-01-03 11:00", number=4)
TO_CANCEL = FindBookings(to_cancel=True)


def found(*bookings, call=TO_CANCEL):
    return tools.BookingsFound(call, bookings)


@pytest.fixture
def chat():
    return Chat()


@pytest.fixture
def asked(chat):
    """A chat in which it was asked whether the one booking shall be cancelled."""
    chat.hears(CancelBooking())
    chat.hears(found(ONE))
    return chat


def test_the_list_is_numbered_and_says_where_each_booking_stands(chat):
    look = chat.hears(ListBookings()).call
    assert look == FindBookings()

    text = told(chat.hears(found(ONE, TWO, call=look)))

    assert "1. Taglio, Thursday 24 December, 15:30: confirmed" in text
    assert "2. Taglio, Wednesday 30 December, 10:00: requested" in text


def test_an_empty_list_says_how_to_book(chat):
    outcome = chat.hears(found(call=FindBookings()))

    assert "no bookings" in told(outcome)
    assert "tell me a day and a time" in told(outcome)


def test_without_bookings_there_is_nothing_to_cancel(chat):
    chat.hears(CancelBooking())

    assert chat.hears(found()).replies == (replies.NothingToCancel(),)


def test_a_single_booking_is_asked_about_before_it_is_given_up(chat):
    assert chat.hears(CancelBooking()).call == TO_CANCEL

    outcome = chat.hears(found(ONE))

    assert outcome.call is None
    assert told(outcome) == "Shall I cancel Taglio, Thursday 24 December, 15:30?"


def test_a_yes_gives_up_what_was_shown(asked):
    outcome = asked.hears(Affirm())

    assert outcome.call == tools.CancelBooking(ONE)


def test_what_was_given_up_is_said(asked):
    outcome = asked.hears(tools.BookingCancelled(ONE))

    assert told(outcome) == "Taglio, Thursday 24 December, 15:30: cancelled"
    assert asked.hears(Affirm()).call is None


def test_a_no_keeps_the_booking(asked):
    outcome = asked.hears(Deny())

    assert "your booking stays: Taglio, Thursday 24 December, 15:30" in told(outcome)
    assert asked.hears(Affirm()).call is None


def test_where_there_are_no_buttons_yes_is_1_and_no_is_2(asked):
    again, beyond = Chat(asked.dialogue), Chat(asked.dialogue)

    assert asked.hears(Pick(2)).replies == (replies.Kept(ONE),)
    assert again.hears(Pick(1)).call == tools.CancelBooking(ONE)
    assert beyond.hears(Pick(3)).call is None


def test_yes_and_no_may_be_tapped(asked):
    pending = asked.dialogue.pending
    again = Chat(asked.dialogue)

    assert asked.hears(Choose(choices.of_no(pending))).replies == (replies.Kept(ONE),)
    assert again.hears(Choose(choices.of_yes(pending))).call is not None


def test_a_yes_to_an_earlier_question_is_not_a_yes_to_this_one(asked):
    earlier = choices.of_yes(asked.dialogue.pending)
    asked.hears(found(TWO))

    assert asked.hears(Choose(earlier)).replies == (replies.Expired(),)


@pytest.mark.parametrize("late", [Affirm(), Deny(), "tap"])
def test_the_question_expires(asked, late):
    answer = Choose(choices.of_yes(asked.dialogue.pending)) if late == "tap" else late
    asked.at = NOW + LATER

    assert asked.hears(answer).call is None


def test_words_that_are_no_answer_are_asked_again_and_cancel_nothing(asked):
    outcome = asked.hears(NotUnderstood())

    assert outcome.call is None
    assert "Shall I cancel Taglio" in told(outcome)
    assert asked.hears(Affirm()).call is not None


def test_another_command_closes_the_question(asked):
    asked.hears(StartBooking(12, 24, 15, 30))
    asked.hears(tools.Booked(TWO))

    assert asked.hears(Affirm()).call is None


def test_of_several_bookings_it_is_asked_which(chat):
    text = told(chat.hears(found(ONE, TWO)))

    assert "1. Taglio, Thursday 24 December, 15:30: confirmed" in text
    assert "2. Taglio, Wednesday 30 December, 10:00: requested" in text


@pytest.mark.parametrize("answer", [Pick(2), Choose(choices.of_booking(TWO))])
def test_the_one_that_is_picked_is_asked_about(chat, answer):
    chat.hears(found(ONE, TWO))

    outcome = chat.hears(answer)

    assert outcome.call is None
    assert "Wednesday 30 December, 10:00" in told(outcome)
    assert chat.hears(Affirm()).call == tools.CancelBooking(TWO)


def test_a_number_beyond_the_list_is_told_so(chat):
    chat.hears(found(ONE, TWO))

    assert chat.hears(Pick(3)).replies == (replies.NoSuchNumber(2),)


def test_cancel_with_a_number_means_the_list_that_was_seen(chat):
    chat.hears(found(ONE, TWO, THREE, call=FindBookings()))
    look = chat.hears(CancelBooking(3)).call
    assert look == FindBookings(to_cancel=True, booking_id=THREE.booking_id)

    outcome = chat.hears(found(TWO, THREE, call=look))

    assert "Saturday 2 January, 11:00" in told(outcome)


@pytest.mark.parametrize("number", [0, 3])
def test_cancel_with_a_number_beyond_the_list_asks_which_of_those_of_now(chat, number):
    chat.hears(found(ONE, TWO, call=FindBookings()))
    look = chat.hears(CancelBooking(number)).call
    assert look == FindBookings(to_cancel=True, number=number)

    outcome = chat.hears(found(ONE, TWO, call=look))

    assert outcome.replies == (replies.WhichToCancel((ONE, TWO)),)
    assert "Wednesday 30 December" in told(chat.hears(Pick(2)))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_after_a_cancellation_the_list_of_before_means_nothing(chat, number):
    chat.hears(found(ONE, TWO, call=FindBookings()))
    chat.hears(tools.BookingCancelled(ONE))

    look = chat.hears(CancelBooking(number)).call

    assert look == FindBookings(to_cancel=True, number=number)
    assert "Wednesday 30 December" in told(chat.hears(found(TWO, call=look)))


def test_cancel_with_a_number_before_any_list_counts_the_bookings_of_now(chat):
    look = chat.hears(CancelBooking(2)).call
    assert look == FindBookings(to_cancel=True, number=2)

    assert "Wednesday 30 December" in told(chat.hears(found(ONE, TWO, call=look)))


def test_a_booking_that_is_gone_meanwhile_is_told_so(chat):
    look = FindBookings(to_cancel=True, booking_id=ONE.booking_id)

    assert chat.hears(found(TWO, call=look)).replies == (replies.BookingGone(),)


def not_cancelled(reason):
    return tools.NotCancelled(tools.CancelBooking(ONE), reason)


@pytest.mark.parametrize(
    ("reason", "reply"),
    [
        ("BOOKING_NOT_FOUND", replies.BookingGone()),
        ("NOT_THIS_CUSTOMERS", replies.BookingGone()),
        ("BOOKING_OVER", replies.TooLateToCancel()),
        ("SOMETHING_NEW", replies.Failed()),
    ],
)
def test_a_refusal_says_why(chat, reason, reply):
    assert chat.hears(not_cancelled(reason)).replies == (reply,)


@pytest.mark.parametrize(
    ("language", "until"),
    [
        ("en", "until Wednesday 23 December, 15:30. Please tell Bella Salon directly"),
        ("it", "mercoledì 23 dicembre, 15:30. Se non si può venire, basta avvisare"),
        ("es", "miércoles 23 de diciembre, 15:30. Avise, por favor, directamente a Bella Salon"),
    ],
)
def test_who_cancels_too_late_is_told_until_when_it_could_be(chat, language, until):
    day = timedelta(days=1)
    late = tools.NotCancelled(tools.CancelBooking(ONE), "NOTICE_TOO_SHORT", day)

    assert until in told(chat.hears(late), language)


def test_a_message_that_cancelled_another_one_before_is_answered_with_what_is_booked(chat):
    assert chat.hears(not_cancelled("REQUEST_ID_REUSED")).call == FindBookings()


def test_a_booking_that_changed_meanwhile_is_shown_and_asked_about_again(chat):
    look = chat.hears(not_cancelled("ETAG_STALE")).call

    outcome = chat.hears(found(booking("2026-12-24 16:00"), call=look))

    assert "changed" in told(outcome)
    assert "16:00" in told(outcome)
    assert chat.hears(Affirm()).call is not None


def test_a_yes_or_a_number_to_nothing_does_nothing(chat):
    assert chat.hears(Affirm()).replies == (replies.Noted(),)
    assert chat.hears(Deny()).replies == (replies.Noted(),)
    assert chat.hears(Pick(1)).replies == (replies.NotUnderstood(),)
