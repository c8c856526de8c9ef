"""Is a customer who wrote written to freely, and shown that they were read?"""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import PermissionDenied
from services.common.fields import timestamp
from tests.notifier.conftest import eventually

NOTICE = {"purpose": pb.PURPOSE_NOTIFICATION, "wrote_time": None}


def inbound(tenant, **more) -> pb.RecordInboundRequest:
    asked = {
        "tenant_id": tenant.tenant_id,
        "request_id": str(uuid.uuid4()),
        "channel_id": tenant.channel_id,
        "recipient": pb.Recipient(kind=pb.RECIPIENT_KIND_PHONE, value=tenant.phone),
        "wrote_time": timestamp(datetime.now(UTC)),
    }
    return pb.RecordInboundRequest(**{**asked, **more})


async def shown(tenant) -> list[dict]:
    """What the customer was shown of their own messages."""
    bodies = [call["body"] for call in await tenant.calls()]
    return [body for body in bodies if body.get("status") == "read"]


async def test_whoever_wrote_today_may_be_written_to(tenant):
    await tenant.stub.RecordInbound(inbound(tenant))

    (message_id,) = await tenant.sends("Ciao", **NOTICE)

    await tenant.becomes(message_id, "ACCEPTED")


async def test_whoever_never_wrote_may_not(tenant):
    (message_id,) = await tenant.sends("Ciao", **NOTICE)

    assert (await tenant.becomes(message_id, "FAILED")).reason == "WINDOW_CLOSED_NO_TEMPLATE"


async def test_whoever_wrote_yesterday_may_not(tenant):
    yesterday = timestamp(datetime.now(UTC) - timedelta(hours=25))
    await tenant.stub.RecordInbound(inbound(tenant, wrote_time=yesterday))

    (message_id,) = await tenant.sends("Ciao", **NOTICE)

    assert (await tenant.becomes(message_id, "FAILED")).reason == "WINDOW_CLOSED_NO_TEMPLATE"


async def test_whoever_wrote_to_another_channel_may_not(tenant):
    await tenant.stub.RecordInbound(inbound(tenant, channel_id=str(uuid.uuid4())))

    (message_id,) = await tenant.sends("Ciao", **NOTICE)

    assert (await tenant.becomes(message_id, "FAILED")).reason == "WINDOW_CLOSED_NO_TEMPLATE"


async def test_a_reply_does_not_claim_that_the_customer_wrote(tenant):
    (reply,) = await tenant.sends("You asked", wrote_time=None)
    await tenant.becomes(reply, "ACCEPTED")

    (message_id,) = await tenant.sends("Ciao", **NOTICE)

    assert (await tenant.becomes(message_id, "FAILED")).reason == "WINDOW_CLOSED_NO_TEMPLATE"


@pytest.mark.parametrize(
    ("hours", "state"), [(1, "ACCEPTED"), (25, "FAILED")], ids=["an hour ago", "yesterday"]
)
async def test_what_is_sent_may_say_when_the_customer_wrote(tenant, hours, state):
    wrote = timestamp(datetime.now(UTC) - timedelta(hours=hours))

    (message_id,) = await tenant.sends("Ciao", **{**NOTICE, "wrote_time": wrote})

    await tenant.becomes(message_id, state)


async def test_a_clock_that_is_ahead_does_not_open_the_future(notifier, tenant):
    ahead = datetime.now(UTC) + timedelta(days=365)
    await tenant.stub.RecordInbound(inbound(tenant, wrote_time=timestamp(ahead)))
    await tenant.sends("Ciao", **{**NOTICE, "wrote_time": timestamp(ahead)})

    async with notifier.database.tenant_transaction(uuid.UUID(tenant.tenant_id)) as connection:
        cursor = await connection.execute("SELECT wrote_time FROM recipients")
        ((wrote_time,),) = await cursor.fetchall()
    assert wrote_time <= datetime.now(UTC)


# What they are shown


async def test_they_are_shown_that_it_was_read(tenant):
    await tenant.stub.RecordInbound(inbound(tenant, provider_message_id="wamid.1", show_read=True))

    (body,) = await eventually(lambda: shown(tenant))
    assert body["message_id"] == "wamid.1"
    assert "typing_indicator" not in body


async def test_they_are_shown_that_an_answer_is_under_way(tenant):
    asked = inbound(tenant, provider_message_id="wamid.1", show_read=True, show_typing=True)
    await tenant.stub.RecordInbound(asked)

    (body,) = await eventually(lambda: shown(tenant))
    assert body["typing_indicator"] == {"type": "text"}


async def test_nothing_is_shown_that_nobody_asked_for(tenant):
    await tenant.stub.RecordInbound(inbound(tenant, provider_message_id="wamid.1"))
    await tenant.stub.RecordInbound(inbound(tenant, show_read=True))
    await tenant.stub.RecordInbound(inbound(tenant, provider_message_id="wamid.2", show_read=True))

    assert [body["message_id"] for body in await eventually(lambda: shown(tenant))] == ["wamid.2"]


@pytest.mark.parametrize("trouble", ["the token is refused", "the channel is not known"])
async def test_what_cannot_be_shown_is_recorded_all_the_same(tenant, trouble):
    asked = inbound(tenant, provider_message_id="wamid.1", show_read=True)
    if trouble == "the token is refused":
        tenant.stores("another token")
    else:
        asked.channel_id = str(uuid.uuid4())

    await tenant.stub.RecordInbound(asked)
    await tenant.stub.RecordInbound(asked)


async def test_only_the_gateway_may_tell(notifier, tenant):
    async with notifier.called_by("assistant") as stub:
        with pytest.raises(PermissionDenied) as refusal:
            await stub.RecordInbound(inbound(tenant))
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"
