"""Does the knowledge service keep what each tenant answers, and find it?"""

import asyncio
from uuid import uuid4

import pytest
from lyo.assistant.v1 import knowledge_service_pb2 as pb

from services.assistant.usecases.knowledge import Knowledge
from services.assistant.usecases.prepared_faqs import PreparedFaqs
from services.common.database import Database
from services.common.errors import Aborted, FailedPrecondition, InvalidArgument
from tests.assistant.knowing import DOGS, PARKING, PAYING, Business, entry, running_knowledge
from tests.assistant.people import NOW


@pytest.fixture(scope="module")
async def knowing(lyo_databases):
    url = lyo_databases("assistant").url("assistant")
    async with Database.opened(url, schema="assistant") as database:
        knowledge = Knowledge(database)
        async with running_knowledge(database, knowledge, now=lambda: NOW) as stub:
            yield stub, knowledge, database


@pytest.fixture
def salon(knowing):
    return Business(knowing[0], knowing[1])


@pytest.fixture
def other(knowing):
    return Business(knowing[0], knowing[1])


async def test_what_was_laid_down_is_answered(salon):
    await salon.applies(PARKING, PAYING, DOGS)

    assert await salon.hears("hi, where could I park?") == "That is parking."
    assert await salon.hears("do you take credit cards") == "That is paying."


async def test_what_may_be_meant_is_offered(salon):
    await salon.applies(PARKING, PAYING, DOGS)

    found = await salon.asks("is it ok to come with a dog")

    assert found.band == pb.FAQ_BAND_UNSURE
    assert found.choice_ids == ["dogs"]


async def test_what_nobody_wrote_down_is_not_answered(salon):
    await salon.applies(PARKING, PAYING, DOGS)

    assert (await salon.asks("who won the match?")).band == pb.FAQ_BAND_NO


async def test_a_tenant_without_entries_answers_nothing(salon):
    assert (await salon.asks("where can I park?")) == pb.SearchFaqResponse(band=pb.FAQ_BAND_NO)


async def test_no_tenant_finds_or_lists_anothers_entry(salon, other):
    await salon.applies(PARKING)
    await other.applies(PAYING)

    assert (await other.asks("Where can I park?")).band == pb.FAQ_BAND_NO
    assert await other.has() == ["paying"]
    assert await salon.has() == ["parking"]


async def test_the_database_itself_keeps_tenants_apart(salon, other, knowing):
    await salon.applies(PARKING)

    async with knowing[2].tenant_transaction(other.id) as connection:
        for table in ("faqs", "faq_entries", "unanswered"):
            cursor = await connection.execute(
                f"SELECT count(*) FROM {table} WHERE tenant_id = %s", (salon.id,)
            )
            assert await cursor.fetchone() == (0,)


async def test_a_change_is_found_at_once(salon):
    await salon.applies(PARKING)
    assert await salon.hears("Where can I park?") == "That is parking."

    await salon.applies(entry("parking", *PARKING.phrasings, answer="Behind the house."))

    assert await salon.hears("Where can I park?") == "Behind the house."


async def test_it_is_told_what_became_of_each_entry(salon):
    first = await salon.applies(PARKING, PAYING)
    again = await salon.applies(PARKING, PAYING)
    changed = await salon.applies(PARKING, entry("paying", "How can I pay?", answer="Cash."), DOGS)
    fewer = await salon.applies(DOGS)

    assert list(first.created_ids) == ["parking", "paying"]
    assert (again.unchanged_count, again.etag) == (2, first.etag)
    assert (list(changed.created_ids), list(changed.updated_ids)) == (["dogs"], ["paying"])
    assert list(fewer.deleted_ids) == ["parking", "paying"]
    assert await salon.has() == ["dogs"]


async def test_a_dry_run_tells_the_same_and_changes_nothing(salon):
    await salon.applies(PARKING)

    told = await salon.applies(PAYING, dry_run=True)

    assert (list(told.created_ids), list(told.deleted_ids)) == (["paying"], ["parking"])
    assert await salon.has() == ["parking"]


async def test_a_source_replaces_only_what_is_its_own(salon):
    await salon.applies(PARKING, source="house.md")
    await salon.applies(PAYING, DOGS, source="money.csv")

    await salon.applies(PAYING, source="money.csv")

    assert await salon.has() == ["parking", "paying"]
    assert await salon.has(source="money.csv") == ["paying"]


async def test_an_entry_of_another_source_is_not_taken_over(salon):
    await salon.applies(PARKING, source="house.md")

    with pytest.raises(FailedPrecondition) as refused:
        await salon.applies(PARKING, source="money.csv")

    assert refused.value.reason == "ENTRY_OF_ANOTHER_SOURCE"
    assert refused.value.details == {"entry_id": "parking", "source": "house.md"}


async def test_without_a_source_all_entries_are_replaced(salon):
    await salon.applies(PARKING, source="house.md")

    await salon.applies(PAYING)

    assert await salon.has() == ["paying"]


async def test_a_change_based_on_what_is_gone_is_refused(salon):
    read = (await salon.applies(PARKING)).etag
    await salon.applies(PARKING, PAYING, etag=read)

    with pytest.raises(Aborted) as refused:
        await salon.applies(DOGS, etag=read)

    assert refused.value.reason == "ETAG_STALE"


async def test_a_repeated_request_is_told_the_same_and_does_nothing(salon):
    request = salon.wants(PARKING)
    first = await salon.stub.ApplyFaq(request)
    await salon.applies(PAYING)

    assert await salon.stub.ApplyFaq(request) == first
    assert await salon.has() == ["paying"]


async def test_the_same_id_for_other_entries_is_refused(salon):
    request_id = str(uuid4())
    await salon.applies(PARKING, request_id=request_id)

    with pytest.raises(InvalidArgument, match="used before"):
        await salon.applies(PAYING, request_id=request_id)


async def test_two_who_apply_at_once_leave_the_entries_of_one(salon):
    await asyncio.gather(salon.applies(PARKING), salon.applies(PAYING), salon.applies(DOGS))

    assert len(await salon.has()) == 1


async def test_entries_are_listed_page_by_page(salon):
    await salon.applies(*[entry(f"e{n}") for n in range(5)])
    listed, token = [], ""
    while True:
        request = pb.ListFaqRequest(tenant_id=salon.tenant_id, page_size=2, page_token=token)
        page = await salon.stub.ListFaq(request)
        listed.append([each.entry_id for each in page.entries])
        token = page.next_page_token
        if not token:
            break

    assert listed == [["e0", "e1"], ["e2", "e3"], ["e4"]]


async def test_the_etag_of_a_list_is_that_of_what_was_applied(salon):
    applied = await salon.applies(PARKING)

    listed = await salon.stub.ListFaq(pb.ListFaqRequest(tenant_id=salon.tenant_id))

    assert listed.etag == applied.etag


async def test_entries_are_prepared_again_only_when_they_change(salon, knowing):
    kept = PreparedFaqs(knowing[2])
    await salon.applies(PARKING)
    first = await kept.get(salon.id)

    assert await kept.get(salon.id) is first
    await salon.applies(PAYING)
    assert [each.entry_id for each in (await kept.get(salon.id)).entries] == ["paying"]


async def test_of_too_many_tenants_the_first_is_prepared_again(salon, other, knowing):
    kept = PreparedFaqs(knowing[2], most=3)
    await salon.applies(PARKING)
    await other.applies(PAYING)
    first, second = await kept.get(salon.id), await kept.get(other.id)

    assert await kept.get(other.id) is second
    assert await kept.get(salon.id) is not first


async def test_who_asks_at_once_for_what_is_not_prepared_shares_the_work(salon, knowing):
    kept = PreparedFaqs(knowing[2])
    await salon.applies(PARKING)

    found = await asyncio.gather(*(kept.get(salon.id) for _ in range(5)))

    assert len({id(each) for each in found}) == 1
