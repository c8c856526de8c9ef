"""Which command is a message, before anybody interprets it?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from services.assistant.domain import answering, commands
from services.assistant.domain.commands import StartBooking
from services.assistant.domain.conversation import SILENT, Inbound, Kind
from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.understanding import languages
from services.assistant.domain.understanding.commanding import CAPTIONED, understand
from tests.assistant.people import NOW, command, scene

CHRISTMAS_EVE = StartBooking(12, 24, 15, 30)
LANGUAGES = sorted(languages.tables())


def of(kind: Kind, text: str = "", choice_id: str = "") -> commands.Command:
    message = Inbound("wamid.1", NOW, kind, text, choice_id)
    return understand(message, answering.frame(Dialogue(), scene()))[0]


@pytest.mark.parametrize(
    "text",
    [
        "book 12/24 15:30",
        "book 12-24 15:30",
        "Book 12/24 15:30",
        "BOOK 12/24 15:30.",
        "  book   12/24\n15:30  ",
        "book 12 / 24 15:30",
        "book 12\u201324 15:30",
        "book 12/24, 15:30",
        "book 12/24 at 15:30",
        "book 12/24 15.30",
        "book 12/24 15h30",
        "/book 12/24 15:30",
        "*book 12/24 15:30*",
        "\u201cbook 12/24 15:30\u201d",
        "\uff42\uff4f\uff4f\uff4b 12/24 15:30",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_by_the_letter_is_the_same_in_every_language(text, language):
    assert command(text, scene(language)) == CHRISTMAS_EVE


def test_of_the_command_the_month_comes_first_whatever_the_calendar_says():
    assert command("book 2/3 9:05", scene("it")) == StartBooking(2, 3, 9, 5)
    assert command("book 24/12 15:30") == StartBooking(24, 12, 15, 30)


@pytest.mark.parametrize("text", ["please book 12/24 15:30", "prenota 24/12 15:30"])
def test_words_around_it_make_it_a_wish_that_is_summed_up_first(text):
    assert isinstance(command(text, scene("it")), commands.AskToBook)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/help", commands.Help()),
        ("/list", commands.ListBookings()),
        ("/cancel", commands.CancelBooking()),
        ("/book", commands.AskToBook()),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_slash_commands_are_the_same_in_every_language(text, meant, language):
    assert command(text, scene(language)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("aiuto", commands.Help), ("Hilfe", commands.Help), ("obrigado", commands.Thank)],
)
def test_a_few_words_of_another_language_are_understood_too(text, meant):
    assert isinstance(command(text), meant)


def test_a_sentence_of_another_language_is_read_in_that():
    wish = command("could I please come and have my hair cut tomorrow at 3 pm?", scene("it"))

    assert isinstance(wish, commands.AskToBook)
    assert wish.details.moment.at is not None
    assert wish.details.moment.at.hour == 15


def test_a_tap_on_our_button_is_a_choice():
    assert of(Kind.CHOICE, "Yes", "yes:1234") == commands.Choose("yes:1234")


def test_a_tap_on_another_button_is_what_it_says():
    assert of(Kind.CHOICE, "Help", "template-button-7") == commands.Help()


@pytest.mark.parametrize("kind", sorted(CAPTIONED))
def test_a_caption_is_read_as_text(kind):
    assert of(kind, "book 12/24 15:30") == CHRISTMAS_EVE


@pytest.mark.parametrize("kind", sorted(set(Kind) - SILENT - {Kind.TEXT, Kind.CHOICE}))
def test_what_has_no_words_is_named(kind):
    assert of(kind) == commands.SentSomethingElse(kind)


@pytest.mark.parametrize("kind", sorted(SILENT))
def test_reactions_and_changes_ask_for_no_answer(kind):
    assert of(kind, "book 12/24 15:30") == commands.Silence()


def test_only_the_beginning_of_a_long_message_is_read():
    assert command("x " * 30_000 + "book tomorrow at 3 pm") == commands.NotUnderstood()


@settings(max_examples=150, deadline=None)
@given(some.text(max_size=1200), some.sampled_from(LANGUAGES))
def test_no_text_breaks_the_rules(text, language):
    command(text, scene(language))
