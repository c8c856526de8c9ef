"""Does `faq:` of a tenant's file lay down what it answers, and are mistakes told by line?"""

import pytest
from lyo.assistant.v1 import knowledge_service_pb2 as pb

from lyoctl.installation import ROOT
from lyoctl.tenant_file import read
from tests.lyoctl.applied import stored

FAQ = """\
faq:
  - id: parking
    questions: [Where can I park?, Is there a garage?]
    answer: Behind the house.
    tags: [car]
  - questions: [How can I pay?]
    answer: By card.
    language: en
members:
"""


@pytest.fixture
def faq(salon):
    """Writes the file of a tenant of its own that has a FAQ, with something replaced."""

    def write(old: str = "", new: str = ""):
        assert old in FAQ
        return salon(**{"members:\n": FAQ.replace(old, new, 1) if old else FAQ})

    write.name = salon.name
    return write


async def entries(mesh, name, **asked) -> list[pb.FaqEntry]:
    tenant = await stored(mesh, name)
    request = pb.ListFaqRequest(tenant_id=tenant.tenant_id, **asked)
    return list((await mesh.stubs.knowledge.ListFaq(request)).entries)


async def test_a_file_lays_down_what_is_answered(mesh_of_two, faq):
    _, told = await mesh_of_two.apply(faq())

    assert told[-2:] == [
        "+ faq parking: Where can I park?",
        "+ faq how-can-i-pay: How can I pay?",
    ]
    paying, parking = await entries(mesh_of_two, faq.name)
    assert (list(parking.phrasings), list(parking.tags)) == (
        ["Where can I park?", "Is there a garage?"],
        ["car"],
    )
    assert (paying.answer, paying.language, paying.source) == ("By card.", "en", "tenant file")


async def test_the_second_run_changes_nothing_of_the_faq(mesh_of_two, faq):
    await mesh_of_two.apply(faq())

    assert await mesh_of_two.apply(faq()) == (0, [])


async def test_a_dry_run_lays_nothing_down(mesh_of_two, faq):
    await mesh_of_two.apply(faq())

    count, told = await mesh_of_two.apply(faq("Behind", "Before"), dry_run=True)

    assert (count, told[1:]) == (1, ["~ faq parking: answer"])
    assert (await entries(mesh_of_two, faq.name))[1].answer == "Behind the house."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (", Is there a garage?", "", ["~ faq parking: questions"]),
        ("    tags: [car]\n", "", ["~ faq parking: tags"]),
        ("    language: en\n", "", ["~ faq how-can-i-pay: language"]),
        ("id: parking", "id: cars", ["+ faq cars: Where can I park?", "- faq parking"]),
    ],
    ids=["questions", "tags", "language", "id"],
)
async def test_a_change_of_the_faq_is_shown_and_made(mesh_of_two, faq, old, new, told):
    await mesh_of_two.apply(faq())

    _, lines = await mesh_of_two.apply(faq(old, new))

    assert lines[1:] == told
    assert await mesh_of_two.apply(faq(old, new)) == (0, [])


async def test_a_file_that_says_nothing_of_the_faq_leaves_it(mesh_of_two, faq, salon):
    await mesh_of_two.apply(faq())

    assert await mesh_of_two.apply(salon()) == (0, [])
    assert len(await entries(mesh_of_two, faq.name)) == 2


async def test_a_faq_with_nothing_under_it_is_none(mesh_of_two, faq, salon):
    await mesh_of_two.apply(faq())

    await mesh_of_two.apply(salon(**{"members:\n": "faq:\nmembers:\n"}))

    assert await entries(mesh_of_two, faq.name) == []


async def test_what_came_from_another_file_stays(mesh_of_two, faq):
    await mesh_of_two.apply(faq())
    tenant = await stored(mesh_of_two, faq.name)
    await mesh_of_two.stubs.knowledge.ApplyFaq(
        pb.ApplyFaqRequest(
            tenant_id=tenant.tenant_id,
            request_id="5b3c7bd4-3f0c-4b57-9d34-6c1b4f5e2a10",
            entries=[pb.FaqEntry(entry_id="dogs", phrasings=["Dogs?"], answer="Yes.")],
            source="dogs.md",
        )
    )

    await mesh_of_two.apply(faq("Behind", "Before"))

    assert [each.entry_id for each in await entries(mesh_of_two, faq.name, source="dogs.md")] == [
        "dogs"
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: parking", "id: Car Park", "15:9: faq.0.id: must be small letters"),
        ("answer: Behind the house.", "answer: yes", "17:13: faq.0.answer: must be a text"),
        ("    answer: By card.\n", "", "19:5: faq.1.answer: is missing"),
        ("[How can I pay?]", "[]", "19:16: faq.1.questions: must have 1 at least"),
        ("[How can I pay?]", "How can I pay?", "19:16: faq.1.questions: must be a list"),
        ("language: en", "language: English", "21:15: faq.1.language: must be a language"),
        ("tags", "tag", "18:5: faq.0.tag: there is no such key"),
        ("id: parking", "id: how-can-i-pay", "how-can-i-pay is given twice"),
    ],
    ids=["id", "answer", "no answer", "no question", "no list", "language", "key", "twice"],
)
def test_a_mistake_is_told_by_its_line(complaint, old, new, told):
    assert told in complaint(**{"members:\n": FAQ.replace(old, new, 1)})


def test_the_demo_tenant_stella_has_twenty_entries_of_several_phrasings_each():
    faq = read(ROOT / "deploy" / "demo" / "stella.yaml").says.faq

    assert len(faq) == 20
    assert min(len(each.questions) for each in faq) >= 3
