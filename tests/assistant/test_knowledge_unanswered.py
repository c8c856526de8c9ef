"""Is a question that nobody answered kept, without what tells who asked?"""

from datetime import timedelta
from uuid import uuid4

import pytest
from lyo.assistant.v1 import knowledge_service_pb2 as pb

from services.assistant.domain.knowledge.asked import masked
from services.assistant.storage import unanswered
from services.assistant.usecases.knowledge import Knowledge
from services.common.database import Database
from services.common.fields import timestamp
from tests.assistant.knowing import Business, running_knowledge
from tests.assistant.people import NOW


@pytest.fixture(scope="module")
async def knowing(lyo_databases):
    url = lyo_databases("assistant").url("assistant")
    async with Database.opened(url, schema="assistant") as database:
        knowledge = Knowledge(database)
        async with running_knowledge(database, knowledge, now=lambda: NOW) as stub:
            yield stub, knowledge


@pytest.fixture
def salon(knowing):
    return Business(*knowing)


async def listed(salon, **fields):
    return [(each.text, each.count) for each in (await salon.unanswered(**fields)).questions]


async def test_a_question_that_was_not_answered_stands_on_the_list(salon):
    await salon.was_asked("Do you cut dogs?", now=NOW, language="en")

    (question,) = (await salon.unanswered()).questions

    assert (question.text, question.language, question.count) == ("Do you cut dogs?", "en", 1)
    assert question.first_ask_time == question.last_ask_time == timestamp(NOW)


async def test_the_same_question_is_one_however_it_is_spelt(salon):
    await salon.was_asked("¿Cortan perros?", now=NOW)
    await salon.was_asked("cortan  PERROS", now=NOW + timedelta(hours=1))

    (question,) = (await salon.unanswered()).questions

    assert (question.text, question.count) == ("cortan PERROS", 2)
    assert question.first_ask_time == timestamp(NOW)
    assert question.last_ask_time == timestamp(NOW + timedelta(hours=1))


async def test_the_same_message_counts_once(salon):
    for _ in range(3):
        await salon.was_asked("Do you cut dogs?", message_id="m-1", now=NOW)

    assert await listed(salon) == [("Do you cut dogs?", 1)]


async def test_questions_of_one_tenant_are_not_anothers(salon, knowing):
    await salon.was_asked("Do you cut dogs?", now=NOW)

    assert await listed(Business(*knowing)) == []


async def test_a_closed_question_is_off_the_list_until_it_is_asked_again(salon):
    await salon.was_asked("Do you cut dogs?", now=NOW)
    await salon.was_asked("Do you cut dogs?", now=NOW)
    (question,) = (await salon.unanswered()).questions
    request = pb.CloseUnansweredRequest(
        tenant_id=salon.tenant_id, request_id=str(uuid4()), question_ids=[question.question_id]
    )

    closed = await salon.stub.CloseUnanswered(request)

    assert (closed.closed_count, await listed(salon)) == (1, [])
    assert await salon.stub.CloseUnanswered(request) == closed
    await salon.was_asked("do you cut dogs", now=NOW)
    assert await listed(salon) == [("do you cut dogs", 1)]


async def test_another_tenants_question_is_not_closed(salon, knowing):
    await salon.was_asked("Do you cut dogs?", now=NOW)
    (question,) = (await salon.unanswered()).questions

    closed = await salon.stub.CloseUnanswered(
        pb.CloseUnansweredRequest(
            tenant_id=Business(*knowing).tenant_id,
            request_id=str(uuid4()),
            question_ids=[question.question_id],
        )
    )

    assert (closed.closed_count, len(await listed(salon))) == (0, 1)


async def test_what_is_new_is_listed_first_page_by_page(salon):
    for n in ("one", "two", "three"):
        await salon.was_asked(n, now=NOW)

    first = await salon.unanswered(page_size=2)
    second = await salon.unanswered(page_size=2, page_token=first.next_page_token)

    assert [each.text for each in first.questions] == ["three", "two"]
    assert [each.text for each in second.questions] == ["one"]
    assert second.next_page_token == ""


async def test_of_too_many_the_oldest_is_forgotten(salon, knowing):
    async with knowing[1].prepared.database.tenant_transaction(salon.id) as connection:
        await connection.execute(
            """INSERT INTO unanswered (tenant_id, question_id, digest, text, language, count,
                   first_ask_time, last_ask_time, conversation_id, message_id)
               SELECT %s, gen_random_uuid(), n::text::bytea, 'question ' || n, '', 1, now(), now(),
                   gen_random_uuid(), n::text FROM generate_series(1, %s) AS g (n)""",
            (salon.id, unanswered.MOST),
        )

    await salon.was_asked("the last one", now=NOW)

    kept, token = [], ""
    while True:
        page = await salon.unanswered(page_size=200, page_token=token)
        kept += [each.text for each in page.questions]
        token = page.next_page_token
        if not token:
            break
    assert (kept[0], kept[-1], len(kept)) == ("the last one", "question 2", unanswered.MOST)


async def test_nothing_that_can_be_seen_is_no_question(salon):
    for text in ("", "\u200b\x00", "   "):
        await salon.was_asked(text, now=NOW)

    assert await listed(salon) == []


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("call me at +39 333 123 4567", "call me at [phone]"),
        ("tel. (555) 010-9999 please", "tel. ([phone] please"),
        ("3331234567", "[phone]"),
        ("0049-170-1234567?", "[phone]?"),
        ("write to ada.l+x@mail.example.org!", "write to [e-mail]"),
        ("open on 24/12/2026?", "open on 24/12/2026?"),
        ("open on 2026-12-24?", "open on 2026-12-24?"),
        ("a table for 12 at 20:30", "a table for 12 at 20:30"),
        ("does it cost 1500 pesos", "does it cost 1500 pesos"),
        ("two\nlines\x00\u202e", "two lines"),
        ("x" * 60_000, "x" * 500),
        ("1" * 60_000, "[phone]" * 50),
    ],
    ids=[
        "international",
        "brackets",
        "digits alone",
        "hyphens",
        "e-mail",
        "date",
        "iso date",
        "party",
        "price",
        "unseen",
        "long",
        "long number",
    ],
)
def test_who_asked_is_not_kept(asked, kept):
    assert masked(asked) == kept
