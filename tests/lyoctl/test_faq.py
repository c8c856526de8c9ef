"""Does an operator see what is answered, what would be, and what nobody answered?"""

import io
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from lyo.assistant.v1 import knowledge_service_pb2 as pb

from lyoctl.resources.faq import BANDS, Faq, Matches, Questions
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.showing import show_list
from tests.lyoctl.applied import stored

NOW = datetime(2026, 12, 21, 10, 0, tzinfo=UTC)
FAQ = """\
faq:
  - {id: parking, questions: [Where can I park?], answer: Behind the house.}
  - {id: paying, questions: [How can I pay?, Cards?], answer: By card., language: en}
members:
"""


@pytest.fixture
async def salon(mesh_of_two, salon):
    await mesh_of_two.apply(salon(**{"members:\n": FAQ}))
    return await stored(mesh_of_two, salon.name)


@pytest.fixture
def asked(mesh_of_two, salon):
    """Customers ask in vain."""

    async def ask(*texts: str) -> None:
        for text in texts:
            await mesh_of_two.knowledge.unanswered(
                UUID(salon.tenant_id),
                text,
                "en",
                conversation_id=uuid4(),
                message_id=str(uuid4()),
                now=NOW,
            )

    return ask


def shown(kind, found) -> list[str]:
    out = io.StringIO()
    show_list(kind, found, "table", out)
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]


async def test_entries_are_listed_with_their_question_and_answer(mesh_of_two, salon):
    faq = Faq(mesh_of_two.stubs, salon)

    assert shown(faq, [each async for each in faq.all()])[1:] == [
        "parking 1 Where can I park? Behind the house. tenant file",
        "paying en 2 How can I pay? By card. tenant file",
    ]


async def test_what_a_customer_would_get_is_shown_with_its_score(mesh_of_two, salon):
    found = await Faq(mesh_of_two.stubs, salon).ask("Where can I park?", "en")

    assert BANDS[found.band] == "sure: the first is answered"
    assert shown(Matches(), found.matches)[1] == "1.00 parking Where can I park? Behind the house."


async def test_every_band_has_its_words():
    assert set(BANDS) == set(pb.FaqBand.values()) - {pb.FAQ_BAND_UNSPECIFIED}


async def test_what_nobody_answered_is_listed_the_most_frequent_first(mesh_of_two, salon, asked):
    await asked("Do you cut dogs?", "do you cut dogs", "Do you sell tea?")
    questions = Questions(mesh_of_two.stubs, salon)

    lines = shown(questions, await questions.all())

    assert lines[0] == "ASKED LAST LANGUAGE QUESTION TEXT"
    assert [line.split()[0] for line in lines[1:]] == ["2x", "1x"]
    assert lines[1].startswith("2x 2026-12-21 11:00 en ")
    assert lines[1].endswith(" do you cut dogs")


async def test_a_question_is_closed_by_the_beginning_of_its_id(mesh_of_two, salon, asked):
    await asked("Do you cut dogs?", "Do you sell tea?")
    questions = Questions(mesh_of_two.stubs, salon)
    first, second = await questions.all()

    assert await questions.close([first.question_id[:8]]) == 1
    assert [each.question_id for each in await questions.all()] == [second.question_id]
    with pytest.raises(ResourceError, match="not on the list: feedbeef"):
        await questions.close(["feedbeef"])
    assert await questions.close([]) == 1
