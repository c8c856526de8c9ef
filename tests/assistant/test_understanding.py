"""What is made of a message: of its kind, its text, its tap, and of a stranger's tricks?"""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assistant.domain.commands import (
    Choose,
    ListBookings,
    SentSomethingElse,
    Silence,
    StartBooking,
)
from services.assistant.domain.conversation import Inbound, Kind
from services.assistant.domain.understanding.reading import read, understand
from tests.assistant.people import NOW

CHRISTMAS_EVE = StartBooking(12, 24, 15, 30)
TITLES = ["Thu 24 Dec 15:30", "Thu 24 Dec 15:45", "Sat 26 Dec 9:00"]


def sent(kind: Kind, text: str = "", choice_id: str = "") -> Inbound:
    return Inbound("wamid.1", NOW, kind, text, choice_id)


def test_a_tap_on_our_button_is_a_choice():
    tap = sent(Kind.CHOICE, "Thu 24 Dec 15:30", "slot:20261224T1430Z:1")

    assert understand(tap) == Choose("slot:20261224T1430Z:1")


def test_a_tap_on_another_button_is_what_it_says():
    assert understand(sent(Kind.CHOICE, "List", "template-payload")) == ListBookings()


@pytest.mark.parametrize("kind", [Kind.IMAGE, Kind.VIDEO, Kind.DOCUMENT])
def test_a_caption_is_read_as_text(kind):
    assert understand(sent(kind, "book 12/24 15:30")) == CHRISTMAS_EVE
    assert understand(sent(kind, "my hair")) == SentSomethingElse(kind)
    assert understand(sent(kind)) == SentSomethingElse(kind)


@pytest.mark.parametrize(
    "kind",
    [
        *(Kind.AUDIO, Kind.STICKER, Kind.LOCATION, Kind.CONTACTS, Kind.ORDER, Kind.FORM),
        Kind.UNSUPPORTED,
    ],
)
def test_what_has_no_words_is_named(kind):
    assert understand(sent(kind, "list")) == SentSomethingElse(kind)


@pytest.mark.parametrize("kind", [Kind.REACTION, Kind.EDIT, Kind.REVOKE, Kind.SYSTEM])
def test_reactions_and_changes_ask_for_no_answer(kind):
    assert understand(sent(kind, "cancel")) == Silence()


def test_only_the_beginning_of_a_long_message_is_read():
    assert read("book 12/24 15:30" + " " * 600 + "and so on") == CHRISTMAS_EVE


NASTY = st.one_of(
    st.text(max_size=2_000),
    st.text("0123456789/-:. ", max_size=2_000),
    st.text("bokprentaserv 12/24:30.,'’*\u0301\ufdfa", max_size=2_000),  # noqa: RUF001
    st.integers(1, 60_000).map(lambda n: "book " + "1" * n),
    st.integers(1, 60_000).map(lambda n: "please " * n),
    st.integers(1, 60_000).map(lambda n: "\u0301" * n),
)


@settings(max_examples=300, deadline=None)
@given(NASTY)
def test_no_text_breaks_the_rules_or_holds_them_up(text):
    begun = time.process_time()  # a busy machine is no fault of ours
    read(text, titles=TITLES, asked_when=True)

    assert time.process_time() - begun < 0.02
