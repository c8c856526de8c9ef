"""Two tenants talk at once, all that is theirs is marked: where does a mark come out?"""

import asyncio
import base64
import json

import pytest

from tests.isolation.canary import Talk, holding, in_base64
from tests.isolation.doors import DEMO_KEY
from tests.isolation.sides import (
    AMBER,
    BOOKING,
    COBALT,
    CUSTOMER,
    MESSAGE,
    tenant_id_of,
)

SIDES = [(AMBER, COBALT), (COBALT, AMBER)]
SERVICES = ("gateway", "tenant", "booking", "assistant", "notifier")
both = pytest.mark.parametrize(("side", "other"), SIDES, ids=lambda side: side.name)


@pytest.fixture(scope="module")
async def talks(town):
    """Both talks, with their answers, by side."""
    talks = [Talk.of(AMBER, town, "393337100001"), Talk.of(COBALT, town, "393337200002")]
    answers = await asyncio.gather(*(talk.go() for talk in talks))
    return {talk.side: (talk, each) for talk, each in zip(talks, answers, strict=True)}


@pytest.fixture(scope="module")
async def outgoing(talks, town):
    """Every body that left for the provider, by the number that it left from."""
    journal = (await town.http.get("/journal")).json()
    bodies = {side: [] for side in talks}
    for call in journal:
        (side,) = [each for each in talks if each.address in call["path"]]
        bodies[side].append(json.dumps(call, ensure_ascii=False))
    return bodies


@pytest.fixture(scope="module")
def logged(talks, outgoing, lines):
    """Every line of the services."""
    return [line for name, line in lines.said if name in SERVICES]


@both
async def test_the_talk_books_for_its_own_tenant(talks, side, other):
    _, answers = talks[side]
    texts = [answer["text"] for answer in answers]

    assert f"{side.mark} visit" in texts[1]
    assert ": confirmed" in texts[1]
    assert ", 15:30" in texts[2]
    assert ", 15:30" not in texts[-1]


@both
async def test_no_answer_holds_a_word_of_the_other_tenant(talks, side, other):
    _, answers = talks[side]

    assert holding([json.dumps(each) for each in answers], [other.mark]) == []


@both
async def test_no_body_that_leaves_holds_a_word_of_the_other_tenant(outgoing, side, other):
    assert holding(outgoing[side], [other.mark, other.address]) == []
    assert holding(outgoing[side], [side.mark]) != []


@both
async def test_no_list_holds_a_word_of_the_other_tenant(talks, doors, side, other):
    tenant = {"tenant_id": await tenant_id_of(doors, side)}
    key = await doors.key(["*"], tenant["tenant_id"])
    names = (f"{CUSTOMER}/ListCustomers", f"{BOOKING}/ListBookings", f"{MESSAGE}/ListMessages")
    lists = [str(await doors.do(name, tenant, key)) for name in names]

    assert holding(lists, [other.mark, talks[other][0].phone.customer]) == []
    assert holding(lists, [side.mark]) == lists


async def test_no_log_line_holds_a_text_a_name_a_token_or_a_phone(talks, logged):
    hidden = [each for talk, _ in talks.values() for each in talk.hidden()]

    assert holding(logged, hidden) == []


async def test_no_log_line_holds_a_key(doors, logged, lines):
    key = await doors.key(["customers:read"])
    secret = key.split("_")[3]
    await doors.do(
        f"{CUSTOMER}/ListCustomers", {"tenant_id": await tenant_id_of(doors, AMBER)}, key
    )
    await asyncio.sleep(0.2)
    said = [line for name, line in lines.said if name in SERVICES]

    assert holding(said, [secret, DEMO_KEY]) == []
    assert holding(said, [f"key:{key.split('_')[2]}"]) != []


@both
async def test_the_lines_about_a_tenant_were_there_to_be_looked_at(doors, logged, side, other):
    tenant_id = await tenant_id_of(doors, side)

    assert len(holding(logged, [tenant_id])) > 10


async def test_no_span_holds_a_text_a_name_a_token_or_a_phone(talks, outgoing, spans):
    for _ in range(100):  # they are sent on a moment later
        if holding(spans, ["MessageService/Send"]):
            break
        await asyncio.sleep(0.1)
    hidden = [each for talk, _ in talks.values() for each in talk.hidden()]

    assert holding(spans, ["MessageService/Send"]) != []
    assert holding(spans, hidden) == []


def test_a_phone_inside_of_base64_would_be_found():
    for before in (b"", b"1", b"12", b"123"):
        coded = base64.b64encode(before + b"393337100001" + b"tail").decode()
        assert holding([coded], in_base64("393337100001")) == [coded]
