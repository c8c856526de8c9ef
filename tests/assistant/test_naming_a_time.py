"""Is the day and the time that a customer names read as they mean it?"""

from zoneinfo import ZoneInfo

import pytest

from services.assistant.domain.commands import AskToBook, StartBooking
from services.assistant.domain.reducer import reduce
from services.assistant.domain.tools import CreateBooking, FindSlots
from tests.assistant.people import Chat, scene, told, wall

ASKED = StartBooking(12, 24, 15, 30)


@pytest.fixture
def chat():
    return Chat()


def test_the_time_is_read_on_the_customers_clock():
    mexico = ZoneInfo("America/Mexico_City")

    outcome = reduce(Chat().dialogue, ASKED, scene(customer_zone=mexico))

    assert outcome.call == CreateBooking(wall("2026-12-24 15:30", mexico))


def test_of_a_wish_without_a_time_it_is_looked_up_what_is_free(chat):
    outcome = chat.hears(AskToBook())

    assert isinstance(outcome.call, FindSlots)
    assert outcome.call.offering.name == "Taglio"
    assert outcome.call.exact == ()


def test_a_day_that_does_not_exist_is_explained(chat):
    outcome = chat.hears(StartBooking(13, 45, 15, 30))

    assert outcome.call is None
    assert "There is no 13/45 15:30" in told(outcome)


def test_a_day_that_was_written_first_is_turned_round(chat):
    assert "book 12/24 15:30" in told(chat.hears(StartBooking(24, 12, 15, 30)))


def test_a_time_that_the_clocks_go_over_is_explained(chat):
    outcome = chat.hears(StartBooking(3, 28, 2, 30))

    assert "On Sunday 28 March the clocks go forward" in told(outcome)
    assert "02:30" in told(outcome)
    assert "domenica 28 marzo" in told(outcome, "it")
