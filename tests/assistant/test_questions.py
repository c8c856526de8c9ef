"""Are questions answered in the business's own words, and never by an invention?"""

import pytest
from lyo.assistant.v1 import knowledge_service_pb2 as pb

from tests.assistant.business import Customer, business, new_id

ENTRIES = {
    "parking": (
        ["Where can I park?", "Is there parking?"],
        "There is a car park behind us.",
    ),
    "card": (["Can I pay by card?", "Do you take credit cards?"], "Cards and cash, both."),
    "dogs": (["May I bring my dog?", "Are dogs allowed?"], "Dogs are welcome on a lead."),
    "gift": (["Do you sell gift vouchers?"], "Vouchers from 20 euros, at the desk."),
}


@pytest.fixture
async def giulia(mesh, knowledge):
    salon = await business(mesh)
    await knowledge.ApplyFaq(
        pb.ApplyFaqRequest(
            tenant_id=salon.tenant_id,
            request_id=new_id(),
            entries=[
                pb.FaqEntry(entry_id=key, phrasings=phrasings, answer=answer, language="en")
                for key, (phrasings, answer) in ENTRIES.items()
            ],
        )
    )
    return Customer(mesh, salon)


async def test_a_question_that_was_answered_before_is_answered(giulia):
    assert await giulia.hears("is there any parking?") == "There is a car park behind us."


async def test_a_question_in_the_middle_of_a_wish_is_answered_and_the_summary_asked_again(giulia):
    await giulia.writes("wednesday at 10")

    told = await giulia.hears("do you take credit cards?")
    await giulia.writes("yes")

    assert told.startswith("Cards and cash, both.\n")
    assert "Shall I book this?" in told
    assert await giulia.bookings() == ["23 10:00"]


async def test_a_question_that_nobody_answered_is_said_to_be_and_kept(giulia, knowledge):
    told = await giulia.hears("do you have a swimming pool for my grandmother?")

    kept = await knowledge.ListUnanswered(
        pb.ListUnansweredRequest(tenant_id=giulia.salon.tenant_id)
    )
    assert "I do not know that" in told
    assert ["swimming pool" in each.text for each in kept.questions] == [True]


async def test_what_may_be_meant_is_offered_and_answered_by_its_number(giulia):
    (asked,) = await giulia.writes("dogs and vouchers?")
    told = await giulia.hears("1")

    assert asked.text.startswith("Did you mean one of these?")
    assert told in {answer for _, answer in ENTRIES.values()}


async def test_what_may_be_meant_is_answered_by_a_tap(giulia):
    (asked,) = await giulia.writes("dogs and vouchers?")

    assert await giulia.taps(asked.buttons[0]) in {answer for _, answer in ENTRIES.values()}


async def test_words_that_mean_nothing_to_us_may_be_a_question_too(giulia):
    assert await giulia.hears("parking") == "There is a car park behind us."


async def test_opening_hours_come_from_the_catalog(giulia):
    assert "Saturday" in await giulia.hears("when are you open?")


async def test_a_made_up_choice_is_answered_with_what_we_do_not_know(giulia):
    tap = giulia.message("x", kind=2, choice_id="faq:no-such-entry")

    assert "I do not know that" in await giulia.hears(tap)
