"""What becomes of messages that are called back?"""

import asyncio
import uuid

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import InvalidArgument
from tests.notifier.answering import answering, responds
from tests.notifier.conftest import eventually, status
from tests.notifier.running import running_notifier
from tests.notifier.test_meta import TAKEN

SHORT = {
    "WHATSAPP_TIMEOUT_MS": 2000,
    "status_wait_seconds": 0.5,
    "status_look_seconds": 0.1,
}


@pytest.fixture
def calling_back():
    """Calls messages of a tenant back; how those that are known stand then, by id."""

    async def called(tenant, *message_ids: str, request_id: str = "") -> dict[str, pb.Message]:
        request = pb.CancelRequest(
            tenant_id=tenant.tenant_id,
            request_id=request_id or str(uuid.uuid4()),
            message_ids=message_ids,
        )
        answer = await tenant.stub.Cancel(request)
        return {each.message_id: each for each in answer.messages}

    return called


class Held:
    """A provider that takes every message, except the first: that is answered when the test lets it
    be, and as the test says."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()

    async def __call__(self, writer) -> None:
        answer = responds(200, TAKEN) if self.asked.is_set() else self.answer
        self.asked.set()
        await self.let_go.wait()
        await answer(writer)


@pytest.fixture
async def waiting(open_notifier, new_tenant):
    """A tenant whose messages wait, and the notifier that would send them."""
    async with open_notifier(work=False, graph_url="http://127.0.0.1:9") as idle:
        yield idle, await new_tenant(idle.messages)


async def test_a_message_that_waits_ends_as_cancelled(waiting, calling_back):
    _, tenant = waiting
    (message_id,) = await tenant.sends("Ciao")

    answered = await calling_back(tenant, message_id)

    assert answered[message_id].state == pb.MESSAGE_STATE_CANCELLED
    assert await tenant.message(message_id) == answered[message_id]


async def test_the_other_messages_of_a_lane_are_sent_all_the_same(
    lyo_database, tenant_service, meta, new_tenant, calling_back
):
    database = lyo_database("notifier")
    async with running_notifier(
        database, tenant_service, graph_url=meta.url, work=False
    ) as notifier:
        tenant = await new_tenant(notifier.messages)
        first, second, third = await tenant.sends("one", "two", "three")
        await calling_back(tenant, first, second)
        async with notifier.working():
            await tenant.becomes(third, "ACCEPTED")
            assert await tenant.texts() == ["three"]


async def test_the_work_of_a_cancelled_message_is_done_with(
    lyo_database, tenant_service, meta, new_tenant, calling_back
):
    database = lyo_database("notifier")
    async with running_notifier(
        database, tenant_service, graph_url=meta.url, work=False
    ) as notifier:
        tenant = await new_tenant(notifier.messages)
        (message_id,) = await tenant.sends("Ciao")
        await calling_back(tenant, message_id)

        async def done() -> list[tuple[object, ...]]:
            return database.rows(
                "SELECT outcome FROM notifier.lane_jobs WHERE done_time IS NOT NULL"
            )

        async with notifier.working():
            assert await eventually(done) == [("cancelled",)]


async def test_a_message_that_was_sent_stays_as_it_is(tenant, calling_back):
    (message_id,) = await tenant.sends("Ciao")
    await tenant.becomes(message_id, "ACCEPTED")

    answered = await calling_back(tenant, message_id)

    assert answered[message_id].state == pb.MESSAGE_STATE_ACCEPTED


async def test_a_status_that_comes_later_brings_no_cancelled_message_back(waiting, calling_back):
    _, tenant = waiting
    (message_id,) = await tenant.sends("Ciao")
    await calling_back(tenant, message_id)

    await tenant.told(status(message_id, "DELIVERED"))

    assert (await tenant.message(message_id)).state == pb.MESSAGE_STATE_CANCELLED


async def test_what_is_not_known_is_not_told_of(waiting, calling_back):
    _, tenant = waiting
    (message_id,) = await tenant.sends("Ciao")

    answered = await calling_back(tenant, str(uuid.uuid4()), message_id)

    assert list(answered) == [message_id]


async def test_a_message_of_another_tenant_is_not_known(waiting, new_tenant, calling_back):
    idle, tenant = waiting
    other = await new_tenant(idle.messages)
    (message_id,) = await tenant.sends("Ciao")

    assert await calling_back(other, message_id) == {}
    assert (await tenant.message(message_id)).state == pb.MESSAGE_STATE_QUEUED


async def test_calling_back_twice_is_no_error(waiting, calling_back):
    _, tenant = waiting
    (message_id,) = await tenant.sends("Ciao")
    request_id = str(uuid.uuid4())

    first = await calling_back(tenant, message_id, request_id=request_id)

    assert await calling_back(tenant, message_id, request_id=request_id) == first


async def test_the_same_request_id_for_other_messages_is_refused(waiting, calling_back):
    _, tenant = waiting
    first, second = await tenant.sends("one", "two")
    request_id = str(uuid.uuid4())
    await calling_back(tenant, first, request_id=request_id)

    with pytest.raises(InvalidArgument) as refusal:
        await calling_back(tenant, second, request_id=request_id)
    assert refusal.value.reason == "REQUEST_ID_REUSED"
    assert (await tenant.message(second)).state == pb.MESSAGE_STATE_QUEUED


# While it is being sent


@pytest.fixture
def called_back_in_mid_call(open_notifier, new_tenant, calling_back):
    """What becomes of the first of two messages, called back before its call is answered so; and
    how often the provider was called, once the second was sent."""

    async def ended(status: int, body: object = b"") -> tuple[pb.Message, int]:
        provider = Held(responds(status, body))
        async with (
            answering(provider) as somebody,
            open_notifier(graph_url=somebody.url, **SHORT) as notifier,
        ):
            tenant = await new_tenant(notifier.messages)
            first, second = await tenant.sends("one", "two")
            await asyncio.wait_for(provider.asked.wait(), 15)
            tenant.stores("a newer token")
            await calling_back(tenant, first)
            provider.let_go.set()
            await tenant.becomes(second, "ACCEPTED")
            return await tenant.message(first), len(somebody.requests)

    return ended


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (503, "PROVIDER_DOWN"),
        (401, "CREDENTIAL_REFUSED"),
        (504, "STATUS_MISSING"),
    ],
    ids=["to be tried again", "to be tried with a newer token", "perhaps sent"],
)
async def test_a_message_that_is_being_sent_is_not_tried_again(
    called_back_in_mid_call, status, reason
):
    message, calls = await called_back_in_mid_call(status)

    assert (message.state, message.reason) == (pb.MESSAGE_STATE_CANCELLED, reason)
    assert (message.attempts, calls) == (1, 2)


async def test_a_message_that_was_taken_meanwhile_is_accepted(called_back_in_mid_call):
    message, calls = await called_back_in_mid_call(200, TAKEN)

    assert (message.state, calls) == (pb.MESSAGE_STATE_ACCEPTED, 2)


async def test_a_message_that_had_been_sent_all_the_same_is_settled_by_its_status(
    tenant, calling_back
):
    await tenant.fault("hang", "accepted")
    first, second = await tenant.sends("one", "two")
    await tenant.becomes(first, "AMBIGUOUS")
    await calling_back(tenant, first)

    await tenant.told(status(first, "DELIVERED"))
    await tenant.becomes(second, "ACCEPTED")

    assert (await tenant.message(first)).state == pb.MESSAGE_STATE_DELIVERED
