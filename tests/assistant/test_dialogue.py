"""Is the dialogue state kept whole, and a turn's answer sensible?"""

from uuid import UUID

import pytest

from services.assistant.domain import answer as answers
from services.assistant.domain import dialogue, replies, tools
from services.assistant.domain.answer import Answer, Button, Said, Spoken, at_most
from services.assistant.domain.dialogue import Asked, Dialogue, Wanted
from services.assistant.domain.manners import sensible
from tests.assistant.people import COLORE, NOW, TAGLIO, Chat, booking, wall

FREE = (wall("2026-12-24 15:00"), wall("2026-12-24 16:00"))


def offering_slots() -> Dialogue:
    chat = Chat()
    chat.hears(tools.NotBooked(tools.CreateBooking(NOW), "START_NOT_OFFERED", TAGLIO, FREE))
    return chat.dialogue


def asking_to_cancel() -> Dialogue:
    chat = Chat()
    find = tools.FindBookings(to_cancel=True)
    chat.hears(tools.BookingsFound(find, (booking(), booking(number=2))))
    chat.hears(tools.BookingsFound(find, (booking(),)))
    return chat.dialogue


def asking_for_an_offering() -> Dialogue:
    return Dialogue().asking(Asked.OFFERING, NOW, wanted=Wanted(NOW, (TAGLIO, COLORE)))


@pytest.mark.parametrize(
    "state", [Dialogue(), offering_slots(), asking_to_cancel(), asking_for_an_offering()]
)
def test_the_state_comes_back_as_it_was_kept(state):
    assert dialogue.from_json(dialogue.to_json(state)) == state


@pytest.mark.parametrize(
    "text", ["{}", '{"v": 2, "asked": "slot"}', '{"v": 1, "offers": 7}', "[]", "null", "not json"]
)
def test_a_state_of_another_shape_is_begun_anew(text):
    assert dialogue.from_json(text) == Dialogue()


def test_unknown_parts_of_a_later_version_are_left_aside():
    text = dialogue.to_json(offering_slots()).replace('"v":1', '"v":1,"mood":"happy"')

    assert dialogue.from_json(text) == offering_slots()


HELLO = replies.Help(greeting=True)
LOST = replies.NotUnderstood()
DONE = replies.Booked(booking())


@pytest.mark.parametrize(
    ("all_of_it", "said"),
    [
        ([LOST, LOST], [LOST]),
        ([HELLO, LOST], [HELLO]),
        ([HELLO, DONE], [DONE]),
        ([DONE, HELLO, LOST], [DONE, LOST]),
        ([DONE, replies.Help()], [DONE, replies.Help()]),
        ([LOST, replies.Help()], [LOST]),
        ([], []),
    ],
)
def test_nothing_is_said_twice_in_one_turn(all_of_it, said):
    assert sensible(all_of_it) == said


def test_two_bookings_are_both_told():
    other = replies.Booked(booking(number=2))

    assert sensible([DONE, other]) == [DONE, other]


def test_very_many_replies_are_joined():
    spoken = [Spoken(str(n)) for n in range(30)]

    joined = at_most(20, spoken)

    assert len(joined) == 20
    assert "\n\n".join(each.text for each in joined) == "\n\n".join(each.text for each in spoken)


def test_replies_with_buttons_are_not_joined():
    tap = Spoken("which?", (Button("slot:1", "Thu"),))

    joined = at_most(3, [Spoken("1"), tap, Spoken("2"), Spoken("3")])

    assert [each.text for each in joined] == ["1", "which?", "2\n\n3"]


def test_an_answer_comes_back_as_it_was_kept():
    answer = Answer(
        UUID(int=1),
        (Said(UUID(int=2), Spoken("which?", (Button("slot:1", "Thu"),))),),
    )

    assert answers.from_json(answers.to_json(answer)) == answer
