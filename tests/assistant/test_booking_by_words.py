"""How does a named time become a booking, or an offer that becomes one?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.assistant.domain import choices, replies, tools
from services.assistant.domain.commands import (
    Affirm,
    Choose,
    Deny,
    Help,
    NotUnderstood,
    Pick,
    StartBooking,
)
from services.assistant.domain.reducer import reduce
from services.assistant.domain.tools import CreateBooking
from tests.assistant.people import (
    COLORE,
    FREE,
    LATER,
    NOW,
    TAGLIO,
    WANTED,
    Chat,
    booking,
    lost,
    refused,
    scene,
    told,
)

ASKED = StartBooking(12, 24, 15, 30)


def gone(chat, choice_id, *bookings):
    """Whether a tapped slot is said to be no longer open: it is none of the bookings."""
    look = chat.hears(Choose(choice_id)).call
    assert look == tools.FindBookings(tapped=choice_id)
    return chat.hears(tools.BookingsFound(look, bookings)).replies == (replies.Expired(),)


@pytest.fixture
def chat():
    return Chat()


@pytest.fixture
def offered(chat):
    """A chat in which the wanted time was taken and three others are offered."""
    chat.hears(ASKED)
    lost(chat)
    return chat


def test_a_named_time_is_booked_without_asking_back(chat):
    outcome = chat.hears(ASKED)

    assert outcome.call == CreateBooking(WANTED)
    assert outcome.replies == ()


def test_what_was_booked_is_said_with_its_weekday_and_month(chat):
    outcome = chat.hears(tools.Booked(booking()))

    assert told(outcome).startswith("Taglio, Thursday 24 December, 15:30: confirmed")
    assert told(outcome, "it").startswith("Taglio, giovedì 24 dicembre, 15:30: confermato")
    assert told(outcome, "es").startswith("Taglio, jueves 24 de diciembre, 15:30: confirmada")


def test_a_booking_that_waits_for_approval_is_requested(chat):
    outcome = chat.hears(tools.Booked(booking(requested=True)))

    assert told(outcome).startswith("Taglio, Thursday 24 December, 15:30: requested")
    assert "Bella Salon still has to confirm it" in told(outcome)


def test_a_taken_time_is_said_to_be_and_what_is_free_is_offered(chat):
    outcome = lost(chat)

    assert "already taken" in told(outcome)
    assert "1. Thursday 24 December, 15:00" in told(outcome)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "You already have Taglio, Thursday 24 December, 15:30.\n"),
        ("it", "Questa prenotazione c'è già: Taglio, giovedì 24 dicembre, 15:30.\n"),
        ("es", "Ya tiene esta reserva: Taglio, jueves 24 de diciembre, 15:30.\n"),
    ],
)
def test_a_time_that_the_customer_has_themselves_is_not_called_taken(chat, language, words):
    look = chat.hears(refused()).call
    outcome = chat.hears(tools.BookingsFound(look, (booking(),)))

    assert told(outcome, language).startswith(words)
    assert chat.hears(Pick(2)).call == CreateBooking(FREE[1], TAGLIO.offering_id)


@pytest.mark.parametrize(
    "other", [booking("2026-12-24 15:00"), replace(booking(), offering_id=COLORE.offering_id)]
)
def test_another_booking_of_the_customer_does_not_make_it_theirs(chat, other):
    look = chat.hears(refused()).call

    assert "already taken" in told(chat.hears(tools.BookingsFound(look, (other,))))


def test_a_message_that_booked_another_time_before_is_answered_with_what_is_booked(chat):
    look = chat.hears(refused("REQUEST_ID_REUSED")).call

    assert "Your bookings:" in told(chat.hears(tools.BookingsFound(look, (booking(),))))


def test_where_nothing_is_free_it_says_so(chat):
    outcome = lost(chat, alternatives=())

    assert "Nothing is free" in told(outcome)
    assert chat.hears(Pick(1)).call is None


def test_an_offer_is_picked_by_its_number(offered):
    assert offered.hears(Pick(2)).call == CreateBooking(FREE[1], TAGLIO.offering_id)


def test_an_offer_is_picked_by_tapping_it(offered):
    tapped = choices.of_offer(offered.dialogue.offers[2])

    assert offered.hears(Choose(tapped)).call == CreateBooking(FREE[2], TAGLIO.offering_id)


def test_a_number_that_was_not_offered_is_answered_with_those_that_were(offered):
    outcome = offered.hears(Pick(4))

    assert outcome.replies == (replies.NoSuchNumber(3),)
    assert offered.hears(Pick(3)).call is not None


def test_a_yes_takes_a_single_offer(chat):
    lost(chat, alternatives=FREE[:1])

    assert chat.hears(Affirm()).call == CreateBooking(FREE[0], TAGLIO.offering_id)


def test_a_yes_to_several_offers_asks_which(offered):
    outcome = offered.hears(Affirm())

    assert outcome.call is None
    assert "Tap one" in told(outcome)


def test_a_no_closes_the_offers(offered):
    offered.hears(Deny())

    assert offered.hears(Pick(1)).call is None


@pytest.mark.parametrize("answer", [Pick(1), Affirm()])
def test_an_offer_expires(chat, answer):
    lost(chat, alternatives=FREE[:1])
    chat.at = NOW + LATER

    assert chat.hears(answer).call is None


def test_a_button_of_an_expired_offer_says_so(offered):
    tapped = choices.of_offer(offered.dialogue.offers[0])
    offered.at = NOW + LATER

    assert gone(offered, tapped)


def test_an_answer_counts_by_when_it_was_written(offered):
    """However late it is handled: a turn that is repeated must decide the same."""
    written = NOW + timedelta(minutes=14)

    outcome = reduce(offered.dialogue, Pick(1), scene(at=written))

    assert outcome.call == CreateBooking(FREE[0], TAGLIO.offering_id)


def test_a_made_up_choice_books_nothing(offered):
    for choice_id in ("yes:", "booking:1", "offering:"):
        assert offered.hears(Choose(choice_id)).replies == (replies.Expired(),)
    for choice_id in ("slot:20261224T1430Z:1", "slot:"):
        assert gone(offered, choice_id)


def test_after_a_booking_the_other_buttons_book_nothing_more(offered):
    other = choices.of_offer(offered.dialogue.offers[1])
    offered.hears(Pick(1))
    offered.hears(tools.Booked(booking()))

    assert gone(offered, other, booking())


def test_a_second_tap_is_answered_with_what_the_first_one_booked(offered):
    tapped = Choose(choices.of_offer(offered.dialogue.offers[0]))
    made = booking("2026-12-24 15:00")
    offered.hears(tapped)
    offered.hears(tools.Booked(made))

    look = offered.hears(tapped).call
    outcome = offered.hears(tools.BookingsFound(look, (booking(), made)))

    assert outcome.replies == (replies.AlreadyBooked(made),)
    assert told(outcome) == "You already have Taglio, Thursday 24 December, 15:00."


def test_an_offer_that_is_taken_meanwhile_leads_to_new_ones(offered):
    offered.hears(Pick(1))
    outcome = lost(offered, alternatives=FREE[1:])

    assert "already taken" in told(outcome)
    assert offered.hears(Pick(1)).call == CreateBooking(FREE[1], TAGLIO.offering_id)


def test_words_that_are_not_understood_keep_the_offers_open(offered):
    outcome = offered.hears(NotUnderstood())

    assert told(outcome).startswith("Sorry, I did not understand that.")
    assert "2. Thursday 24 December, 16:00" in told(outcome)
    assert offered.hears(Pick(2)).call is not None


def test_help_keeps_the_offers_open(offered):
    offered.hears(Help())

    assert offered.hears(Pick(2)).call is not None


def test_without_a_default_offering_it_asks_which(chat):
    missing = tools.NotBooked(CreateBooking(WANTED), "OFFERING_MISSING", TAGLIO)
    look = chat.hears(missing).call
    assert look == tools.FindOfferings(WANTED)

    outcome = chat.hears(tools.OfferingsFound(look, (COLORE, TAGLIO)))

    assert "1. Colore\n2. Taglio" in told(outcome)
    assert chat.hears(Pick(2)).call == CreateBooking(WANTED, TAGLIO.offering_id)


def test_an_offering_is_picked_by_tapping_it(chat):
    chat.hears(tools.OfferingsFound(tools.FindOfferings(WANTED), (COLORE, TAGLIO)))

    outcome = chat.hears(Choose(choices.of_offering(COLORE)))

    assert outcome.call == CreateBooking(WANTED, COLORE.offering_id)


def test_a_tenant_without_offerings_says_so(chat):
    outcome = chat.hears(tools.OfferingsFound(tools.FindOfferings(WANTED), ()))

    assert outcome.replies == (replies.NothingToBook(),)
