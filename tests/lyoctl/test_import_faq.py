"""Does `lyoctl import faq` lay down a whole file or nothing, and say what changes?"""

import pytest
from lyo.assistant.v1 import knowledge_service_pb2 as pb

from lyoctl.faq_file import lines_of
from lyoctl.import_faq import Wanted, import_faq
from services.common.errors import FailedPrecondition
from tests.lyoctl.applied import stored

FILE = """\
# Where can I park? {#parking}
# Is there a garage?
Behind the house.

# How can I pay? {#paying}
By card.
"""


@pytest.fixture
async def salon(mesh_of_two, salon):
    await mesh_of_two.apply(salon())
    return await stored(mesh_of_two, salon.name)


@pytest.fixture
def imports(mesh_of_two, salon, tmp_path):
    """Imports a file of this text; what is told."""

    async def do(text: str = FILE, source: str = "faq.md", *, dry_run: bool = False) -> list[str]:
        path = tmp_path / "faq.md"
        path.write_text(text)
        told: list[str] = []
        wanted = Wanted(lines_of(path, {}, ""), source, dry_run)
        assert wanted.bad == []
        await import_faq(salon.tenant_id, mesh_of_two.stubs, wanted, told.append)
        return told

    return do


async def ids(mesh, salon) -> list[str]:
    request = pb.ListFaqRequest(tenant_id=salon.tenant_id)
    return [each.entry_id for each in (await mesh.stubs.knowledge.ListFaq(request)).entries]


async def test_a_file_is_laid_down(mesh_of_two, salon, imports):
    assert await imports() == [
        "+ parking: Where can I park?",
        "+ paying: How can I pay?",
        "2 entries: 2 added, 0 changed, 0 as they were; 0 deleted",
    ]
    assert await ids(mesh_of_two, salon) == ["parking", "paying"]


async def test_the_second_run_changes_nothing(imports):
    await imports()

    assert await imports() == ["2 entries: 0 added, 0 changed, 2 as they were; 0 deleted"]


async def test_what_changed_and_what_is_gone_is_told(imports):
    await imports()

    told = await imports(FILE.replace("Behind", "Before").partition("# How")[0])

    assert told == [
        "~ parking: answer",
        "- paying",
        "1 entry: 0 added, 1 changed, 0 as they were; 1 deleted",
    ]


async def test_a_dry_run_tells_the_same_and_lays_nothing_down(mesh_of_two, salon, imports):
    told = await imports(dry_run=True)

    assert told[-1] == "2 entries: 2 added, 0 changed, 0 as they were; 0 deleted"
    assert await ids(mesh_of_two, salon) == []


async def test_another_file_does_not_touch_what_the_first_one_brought(mesh_of_two, salon, imports):
    await imports()

    await imports("# May I bring my dog? {#dogs}\nYes.\n", "dogs.md")

    assert await ids(mesh_of_two, salon) == ["dogs", "parking", "paying"]


async def test_an_entry_of_another_file_is_not_taken_over(imports):
    await imports()

    with pytest.raises(FailedPrecondition, match=r"entry parking came from faq\.md"):
        await imports(source="another.md")
