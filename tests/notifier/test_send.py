"""What does the notifier keep when it is asked to send?"""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound
from services.common.fields import timestamp
from tests.notifier.running import running_notifier


@pytest.fixture(scope="module")
async def notifier(lyo_databases, tenant_service):
    """A notifier that only accepts: nothing is sent."""
    async with running_notifier(lyo_databases("notifier"), tenant_service, work=False) as running:
        yield running


async def test_what_was_accepted_can_be_read_again(tenant):
    asked = tenant.asks("Ciao")
    asked.messages[0].content.buttons.add(choice_id="yes", title="Sì")

    (answered,) = (await tenant.stub.Send(asked)).messages
    stored = await tenant.message(answered.message_id)

    assert stored == answered
    assert (stored.channel_id, stored.customer_id) == (tenant.channel_id, tenant.customer_id)
    assert stored.recipient == pb.Recipient(kind=pb.RECIPIENT_KIND_PHONE, value=tenant.phone)
    assert stored.content == asked.messages[0].content
    assert (stored.purpose, stored.state) == (pb.PURPOSE_REPLY, pb.MESSAGE_STATE_QUEUED)
    assert (stored.attempts, stored.reason, stored.provider_message_id) == (0, "", "")


async def test_the_answer_has_the_messages_in_the_order_asked_for(tenant):
    asked = tenant.asks("one", "two", "three")

    answered = await tenant.stub.Send(asked)

    assert [m.content.text for m in answered.messages] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("purpose", "worth"),
    [
        (pb.PURPOSE_REPLY, timedelta(minutes=15)),
        (pb.PURPOSE_CONFIRMATION, timedelta(hours=24)),
    ],
)
async def test_a_message_is_worth_sending_as_long_as_its_purpose_says(tenant, purpose, worth):
    (message,) = (await tenant.stub.Send(tenant.asks("Ciao", purpose=purpose))).messages

    assert message.expire_time.ToDatetime() - message.create_time.ToDatetime() == worth


async def test_a_reminder_is_worth_sending_until_its_caller_says(tenant):
    end = timestamp(datetime(2030, 1, 1, tzinfo=UTC))

    (message,) = (
        await tenant.stub.Send(tenant.asks("Ciao", purpose=pb.PURPOSE_REMINDER, expire_time=end))
    ).messages

    assert message.expire_time == end


async def test_what_is_not_worth_sending_any_more_is_refused(tenant):
    over = timestamp(datetime(2020, 1, 1, tzinfo=UTC))

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.stub.Send(tenant.asks("Ciao", expire_time=over))

    assert refusal.value.reason == "FIELD_INVALID"
    assert [v.field for v in refusal.value.violations] == ["expire_time"]


async def test_a_reminder_without_an_end_is_refused(tenant):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.stub.Send(tenant.asks("Ciao", purpose=pb.PURPOSE_REMINDER))

    assert refusal.value.reason == "FIELD_MISSING"
    assert [v.field for v in refusal.value.violations] == ["expire_time"]


async def test_the_same_request_again_gives_the_same_messages(tenant):
    asked = tenant.asks("one", "two")

    first, again = await tenant.stub.Send(asked), await tenant.stub.Send(asked)

    assert first == again


async def test_the_same_request_id_for_something_else_is_refused(tenant):
    asked = tenant.asks("one")
    await tenant.stub.Send(asked)
    asked.messages[0].content.text = "two"

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.stub.Send(asked)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_a_message_id_for_something_else_is_refused_and_nothing_is_stored(tenant):
    asked = tenant.asks("one")
    await tenant.stub.Send(asked)
    other = tenant.asks("fresh", "two")
    other.messages[1].message_id = asked.messages[0].message_id

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.stub.Send(other)
    assert refusal.value.reason == "REQUEST_ID_REUSED"
    assert refusal.value.details["message_id"] == asked.messages[0].message_id
    with pytest.raises(NotFound):
        await tenant.message(other.messages[0].message_id)


async def test_a_message_asked_for_by_two_requests_is_stored_once(tenant):
    asked = tenant.asks("one")
    await tenant.stub.Send(asked)
    asked.request_id = str(uuid.uuid4())

    await tenant.stub.Send(asked)

    listed = await tenant.stub.ListMessages(pb.ListMessagesRequest(tenant_id=tenant.tenant_id))
    assert len(listed.messages) == 1


async def test_the_same_request_eight_times_at_once_is_stored_once(tenant):
    asked = tenant.asks("one", "two")

    answers = await asyncio.gather(*[tenant.stub.Send(asked) for _ in range(8)])

    assert all(answer == answers[0] for answer in answers)
    listed = await tenant.stub.ListMessages(pb.ListMessagesRequest(tenant_id=tenant.tenant_id))
    assert [m.content.text for m in listed.messages] == ["two", "one"]


async def test_an_unknown_message_is_not_found(tenant):
    with pytest.raises(NotFound) as refusal:
        await tenant.message(str(uuid.uuid4()))
    assert refusal.value.reason == "MESSAGE_NOT_FOUND"
