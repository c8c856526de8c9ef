"""May an API key write to whoever it likes by calling it a reply?"""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import preference_service_pb2 as preference_pb

from services.common import context
from services.common.actor import Actor
from services.common.errors import FailedPrecondition, InvalidArgument
from services.common.fields import timestamp
from tests.common.serving import ACTORS
from tests.notifier.test_record_inbound import inbound


@pytest.fixture
def key(tenant) -> Iterator[None]:
    """An API key of the tenant asks."""
    actor = Actor("key:1", frozenset({"*"}), frozenset({tenant.tenant_id}))
    before = context.actor.set(ACTORS.signed(actor))
    yield
    context.actor.reset(before)


def hours_away(hours: float) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


async def wrote(tenant, hours_ago: float, **more) -> None:
    """The customer wrote by the tenant's channel; the gateway says so."""
    before = context.actor.set(None)
    at = timestamp(hours_away(-hours_ago))
    await tenant.stub.RecordInbound(inbound(tenant, wrote_time=at, **more))
    context.actor.reset(before)


def scheduled(tenant, hours: float) -> pb.ScheduleRequest:
    asked = tenant.asks("You asked", wrote_time=None)
    at = timestamp(hours_away(hours))
    request = pb.ScheduleRequest(send_time=at, request_id=str(uuid.uuid4()))
    for name in ("tenant_id", "channel_id", "customer_id", "purpose"):
        setattr(request, name, getattr(asked, name))
    request.recipient.CopyFrom(asked.recipient)
    request.messages.extend(asked.messages)
    return request


async def reason_of(call) -> str:
    with pytest.raises(FailedPrecondition) as refusal:
        await call
    return refusal.value.reason


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize("hours_ago", [None, 25], ids=["never", "yesterday"])
async def test_a_reply_to_who_did_not_write_today_is_none(tenant, hours_ago):
    if hours_ago:
        await wrote(tenant, hours_ago)

    assert await reason_of(tenant.sends("Buy!", wrote_time=None)) == "NOT_A_REPLY"


@pytest.mark.usefixtures("key")
async def test_a_reply_to_who_wrote_to_another_channel_is_none(tenant):
    await wrote(tenant, 1, channel_id=str(uuid.uuid4()))

    assert await reason_of(tenant.sends("Buy!", wrote_time=None)) == "NOT_A_REPLY"


@pytest.mark.usefixtures("key")
async def test_who_wrote_today_is_answered(tenant):
    await wrote(tenant, 1)

    (message_id,) = await tenant.sends("You asked", wrote_time=None)

    await tenant.becomes(message_id, "ACCEPTED")


@pytest.mark.usefixtures("key")
async def test_the_same_request_again_is_answered_alike_though_the_day_is_over(notifier, tenant):
    await wrote(tenant, 1)
    asked = tenant.asks("You asked", wrote_time=None)
    first = await tenant.stub.Send(asked)
    async with notifier.database.tenant_transaction(uuid.UUID(tenant.tenant_id)) as connection:
        await connection.execute("UPDATE recipients SET wrote_time = wrote_time - interval '1 day'")

    again = await tenant.stub.Send(asked)

    assert [each.message_id for each in again.messages] == [first.messages[0].message_id]


@pytest.mark.usefixtures("key")
async def test_what_is_no_reply_is_sent_to_everybody(tenant):
    (message_id,) = await tenant.sends(
        "Your colour has arrived", purpose=pb.PURPOSE_NOTIFICATION, wrote_time=None
    )

    assert message_id


@pytest.mark.usefixtures("key")
async def test_a_key_does_not_say_when_the_customer_wrote(tenant):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.sends("Buy!", purpose=pb.PURPOSE_NOTIFICATION)

    assert refusal.value.reason == "FIELD_INVALID"
    assert [each.field for each in refusal.value.violations] == ["wrote_time"]


@pytest.mark.usefixtures("key")
async def test_nor_does_it_by_changing_what_they_want(notifier, tenant):
    receipt = preference_pb.PreferenceReceipt(
        channel_id=tenant.channel_id,
        recipient=pb.Recipient(kind=pb.RECIPIENT_KIND_PHONE, value=tenant.phone),
        wrote_time=timestamp(datetime.now(UTC)),
    )
    request = preference_pb.SetPreferencesRequest(
        tenant_id=tenant.tenant_id,
        request_id=str(uuid.uuid4()),
        customer_id=tenant.customer_id,
        opted_out=False,
        source=preference_pb.PREFERENCE_SOURCE_API,
        receipt=receipt,
    )

    with pytest.raises(InvalidArgument) as refusal:
        await notifier.preferences.SetPreferences(request)
    assert [each.field for each in refusal.value.violations] == ["receipt.wrote_time"]


@pytest.mark.usefixtures("key")
async def test_a_reply_for_later_counts_at_the_time_it_is_sent_at(tenant):
    await wrote(tenant, 1)

    assert await reason_of(tenant.stub.Schedule(scheduled(tenant, 24))) == "NOT_A_REPLY"
    assert (await tenant.stub.Schedule(scheduled(tenant, 2))).messages


@pytest.mark.usefixtures("key")
async def test_a_reply_is_not_put_off_until_it_is_none(tenant):
    await wrote(tenant, 1)
    (message,) = (await tenant.stub.Schedule(scheduled(tenant, 2))).messages
    put_off = pb.RescheduleRequest(
        tenant_id=tenant.tenant_id,
        request_id=str(uuid.uuid4()),
        message_id=message.message_id,
        send_time=timestamp(hours_away(24)),
    )

    assert await reason_of(tenant.stub.Reschedule(put_off)) == "NOT_A_REPLY"
