"""Is a customer told why something cannot be booked, and what can be done instead?"""

from dataclasses import replace

import pytest

from services.assistant.domain import replies
from tests.assistant.people import Chat, lost, refused, told


@pytest.fixture
def chat():
    return Chat()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("OUTSIDE_OPENING_HOURS", "outside opening hours"),
        ("START_NOT_OFFERED", "at that exact time"),
        ("IN_THE_PAST", "already passed"),
        ("NOTICE_TOO_SHORT", "too late to book Taglio, Thursday 24 December, 15:30 by message"),
        ("TOO_FAR_AHEAD", "too far ahead to be booked yet"),
    ],
)
def test_a_refusal_says_why_and_offers_what_is_free(chat, reason, words):
    outcome = chat.hears(refused(reason))

    assert words in told(outcome)
    assert "1. Thursday 24 December, 15:00" in told(outcome)
    assert "3. Saturday 26 December, 09:00" in told(outcome)


def test_a_group_without_a_seat_left_is_said_to_be_full_and_others_are_offered(chat):
    outcome = lost(chat, reason="SOLD_OUT")

    assert "Taglio, Thursday 24 December, 15:30 is fully booked" in told(outcome)
    assert "1. Thursday 24 December, 15:00" in told(outcome)


@pytest.mark.parametrize(
    ("reason", "language", "words"),
    [
        ("CUSTOMER_BLOCKED", "en", "earlier bookings were missed. Please ask Bella Salon"),
        ("CUSTOMER_BLOCKED", "it", "mancate. Si può chiedere direttamente a Bella Salon"),
        ("CUSTOMER_BLOCKED", "es", "anteriores. Consulte directamente con Bella Salon"),
        ("PARTY_TOO_LARGE", "en", "at most 8 people"),
        ("PARTY_TOO_LARGE", "it", "per 8 persone al massimo"),
        ("PARTY_TOO_LARGE", "es", "para 8 personas como máximo"),
        ("PARTY_TOO_SMALL", "en", "for groups only"),
        ("PARTY_TOO_SMALL", "it", "solo per gruppi"),
        ("PARTY_TOO_SMALL", "es", "solo para grupos"),
    ],
)
def test_a_refusal_that_no_other_time_mends_says_why_and_whom_to_ask(chat, reason, language, words):
    outcome = chat.hears(replace(refused(reason, alternatives=()), most=8))

    assert words in told(outcome, language)
    assert "Bella Salon" in told(outcome, language)


def test_of_a_day_that_is_too_far_ahead_it_is_not_said_that_nothing_is_free(chat):
    outcome = chat.hears(refused("TOO_FAR_AHEAD", alternatives=()))

    assert "Nothing is free" not in told(outcome)
    assert "Tell me another day" in told(outcome)


def test_a_refusal_without_words_of_its_own_is_told_all_the_same(chat):
    outcome = chat.hears(refused("OFFERING_NOT_FOUND"))

    assert outcome.replies == (replies.Failed(),)
