"""Do the buttons of a template do what their titles say?"""

import pytest

from services.notifier.domain.booking_event import ActionKind, BookingAction
from services.notifier.domain.template import TemplateButton
from services.notifier.domain.template_choice import choose
from tests.notifier.choice import ALL_THREE, event, template


def answers(event, *buttons):
    """What comes back of its buttons; None: it is passed over."""
    made = [TemplateButton(*each) for each in buttons]
    found = choose(event, (), [template(buttons=tuple(made))])
    return found and found[0].choice_ids


def replies(*titles):
    return [("quick_reply", title) for title in titles]


def test_quick_replies_take_what_their_titles_say():
    titles = replies("Annulla", "Conferma", "Sposta")

    assert answers(event(actions=ALL_THREE), *titles) == (
        "link-cancel",
        "link-confirm",
        "link-move",
    )


def test_quick_replies_that_say_nothing_we_know_take_the_actions_in_order():
    titles = replies("हाँ", "बदलें", "रद्द")

    assert answers(event(actions=ALL_THREE), *titles) == (
        "link-confirm",
        "link-move",
        "link-cancel",
    )


def test_a_quick_reply_that_says_nothing_we_know_takes_what_the_others_leave():
    titles = replies("Un altro giorno", "Annulla", "Conferma")

    assert answers(event(actions=ALL_THREE), *titles) == (
        "link-move",
        "link-cancel",
        "link-confirm",
    )


def test_fewer_quick_replies_take_what_their_titles_say():
    assert answers(event(actions=ALL_THREE), *replies("Cancel", "Change")) == (
        "link-cancel",
        "link-move",
    )


@pytest.mark.parametrize("title", ["Cancel", "Stop", "Annulla tutto"])
def test_a_quick_reply_never_does_another_thing_than_it_says(title):
    alone = event(actions=[BookingAction(ActionKind.CONFIRM, "link-confirm")])

    assert answers(alone, *replies(title)) == (title,)


@pytest.mark.parametrize("title", ["Cancelar o cambiar", "Annulla o sposta"])
def test_a_quick_reply_that_says_two_things_does_neither_nor_a_third(title):
    assert answers(event(actions=ALL_THREE), *replies(title)) == (title,)


def test_two_quick_replies_never_do_the_same():
    titles = replies("Confirm", "Confirm it", "Yes")

    assert answers(event(actions=ALL_THREE), *titles) == ("link-confirm", "Confirm it", "Yes")


def test_quick_replies_of_what_cannot_be_changed_are_left_as_they_are():
    assert answers(event(), *replies("Conferma")) == ()


@pytest.mark.parametrize(
    ("title", "link"),
    [("Dettagli", "link-move"), ("Confirm", "link-confirm"), ("Annulla", "link-cancel")],
)
def test_a_link_opens_what_its_title_says_or_another_time(title, link):
    assert answers(event(actions=ALL_THREE), ("url", title, True)) == (link,)


def test_a_link_opens_what_there_is():
    alone = event(actions=[BookingAction(ActionKind.CANCEL, "link-cancel")])

    assert answers(alone, ("url", "Dettagli", True)) == ("link-cancel",)


def test_a_link_that_nothing_ends_is_passed_over():
    assert answers(event(), ("url", "Dettagli", True)) is None


def test_buttons_that_take_nothing_are_not_counted():
    buttons = [("url", "Sito", False), ("phone_number", "Chiama"), *replies("Sposta")]

    assert answers(event(actions=ALL_THREE), *buttons) == ("link-move",)
