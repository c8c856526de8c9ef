"""Does a message leave once, in order, from the tenant's own number, with everything it needs?"""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2 as tenant_pb

from services.common.clock import utc_now
from services.common.fields import timestamp
from tests.notifier.conftest import a_phone, eventually


async def test_a_message_is_sent_once_with_all_it_needs(tenant):
    to = a_phone()

    (message_id,) = await tenant.sends("Ciao", to=to)
    message = await tenant.becomes(message_id, "ACCEPTED")

    (call,) = await tenant.calls()
    assert (call["path"], call["status"]) == (f"/v25.0/{tenant.address}/messages", 200)
    assert call["body"] == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": to.removeprefix("+"),
        "type": "text",
        "text": {"body": "Ciao", "preview_url": False},
        "biz_opaque_callback_data": message_id,
    }
    assert message.provider_message_id.startswith("wamid.")
    assert (message.attempts, message.reason) == (1, "")


async def test_buttons_are_offered(tenant):
    asked = tenant.asks("When?")
    asked.messages[0].content.buttons.add(choice_id="slot:1", title="Thu 24 Dec 15:30")

    await tenant.stub.Send(asked)
    await tenant.becomes(asked.messages[0].message_id, "ACCEPTED")

    (call,) = await tenant.calls()
    assert call["body"]["interactive"]["action"]["buttons"] == [
        {"type": "reply", "reply": {"id": "slot:1", "title": "Thu 24 Dec 15:30"}}
    ]


async def test_a_customer_without_a_phone_is_written_to_by_the_business_scoped_id(tenant):
    user_id = "US.13491208655302741918"

    (message_id,) = await tenant.sends("Hi", to=user_id, kind=pb.RECIPIENT_KIND_WHATSAPP_USER)
    await tenant.becomes(message_id, "ACCEPTED")

    (call,) = await tenant.calls()
    assert call["body"]["recipient"] == user_id
    assert "to" not in call["body"]


async def test_a_message_that_was_sent_and_is_asked_for_by_another_request_stays_sent(tenant):
    asked = tenant.asks("Ciao", to=a_phone())
    await tenant.stub.Send(asked)
    sent = await tenant.becomes(asked.messages[0].message_id, "ACCEPTED")
    asked.request_id = str(uuid.uuid4())

    (again,) = (await tenant.stub.Send(asked)).messages

    assert (again.state, again.attempts) == (sent.state, 1)
    assert len(await tenant.calls()) == 1


async def test_the_messages_to_one_recipient_keep_their_order(tenant):
    to = a_phone()
    await tenant.sends(*[f"turn 1, {n}" for n in range(5)], to=to)
    ids = await tenant.sends(*[f"turn 2, {n}" for n in range(5)], to=to)

    await tenant.becomes(ids[-1], "ACCEPTED")

    assert await tenant.texts() == [f"turn {turn}, {n}" for turn in (1, 2) for n in range(5)]


async def test_the_order_holds_when_the_first_of_them_has_trouble(tenant):
    await tenant.fault("status", 500, times=2)
    to = a_phone()

    ids = await tenant.sends("one", "two", to=to)
    await tenant.becomes(ids[-1], "ACCEPTED")

    assert await tenant.texts() == ["one", "one", "one", "two"]


async def test_one_recipient_does_not_wait_for_another(tenant):
    await tenant.fault("hang")
    (slow,) = await tenant.sends("slow", to=a_phone())
    await eventually(tenant.calls)

    (quick,) = await tenant.sends("quick", to=a_phone())
    await tenant.becomes(quick, "ACCEPTED")

    unanswered = (pb.MESSAGE_STATE_SENDING, pb.MESSAGE_STATE_AMBIGUOUS)
    assert (await tenant.message(slow)).state in unanswered


async def test_each_tenant_sends_from_its_own_number_with_its_own_token(tenant, other_tenant):
    """The sandbox refuses a token that is not of the number."""
    (mine,) = await tenant.sends("mine")
    (theirs,) = await other_tenant.sends("theirs")
    await tenant.becomes(mine, "ACCEPTED")
    await other_tenant.becomes(theirs, "ACCEPTED")

    assert (await tenant.texts(), await other_tenant.texts()) == (["mine"], ["theirs"])


async def test_another_tenants_channel_cannot_be_sent_from(tenant, other_tenant):
    (message_id,) = await other_tenant.sends("stolen", channel_id=tenant.channel_id)
    message = await other_tenant.becomes(message_id, "FAILED")

    assert message.reason == "CHANNEL_NOT_FOUND"
    assert await tenant.calls() == []


async def test_the_credential_is_asked_for_once_in_half_a_minute(tenant):
    ids = [(await tenant.sends("Ciao", to=a_phone()))[0] for _ in range(5)]
    for message_id in ids:
        await tenant.becomes(message_id, "ACCEPTED")

    assert tenant.channels.asked[tenant.channel_id] == 1


async def test_a_token_that_was_replaced_is_fetched_and_tried_once_more(tenant):
    (first,) = await tenant.sends("before", to=a_phone())
    await tenant.becomes(first, "ACCEPTED")
    await tenant.meta.number(tenant.address, "a newer token")
    tenant.stores("a newer token")

    (second,) = await tenant.sends("after", to=a_phone())
    message = await tenant.becomes(second, "ACCEPTED")

    assert [call["status"] for call in await tenant.calls()] == [200, 401, 200]
    assert message.attempts == 2


async def test_a_token_that_is_refused_and_not_replaced_is_waited_for(tenant):
    """Until somebody gives another one, or it is too late."""
    await tenant.meta.number(tenant.address, "a token that nobody gave us")

    (message_id,) = await tenant.sends("Ciao")
    await eventually(lambda: tenant.says(message_id, "CREDENTIAL_REFUSED"))
    message = await tenant.message(message_id)

    assert message.state == pb.MESSAGE_STATE_QUEUED
    assert message.provider_detail.startswith("190")
    assert tenant.token not in message.provider_detail
    assert (len(await tenant.calls()), message.attempts) == (1, 1)
    assert tenant.channels.asked[tenant.channel_id] == 2


async def test_what_a_refused_token_kept_ends_as_expired_and_says_so(tenant):
    await tenant.meta.number(tenant.address, "a token that nobody gave us")
    end = timestamp(datetime.now(UTC) + timedelta(seconds=1))

    (message_id,) = await tenant.sends("Ciao", expire_time=end)
    message = await tenant.becomes(message_id, "EXPIRED")

    assert (message.reason, message.attempts) == ("CREDENTIAL_REFUSED", 1)


async def test_a_channel_without_a_credential_fails_the_message_and_says_so(tenant):
    tenant.stores("")

    (message_id,) = await tenant.sends("Ciao")
    message = await tenant.becomes(message_id, "FAILED")

    assert (message.reason, message.attempts) == ("CREDENTIAL_MISSING", 0)


async def test_a_platform_that_is_not_built_yet_fails_the_message_and_says_so(tenant):
    chatwoot = tenant_pb.PLATFORM_CHATWOOT
    tenant.channels.add(tenant.tenant_id, tenant.channel_id, "1/1", "token", chatwoot)

    (message_id,) = await tenant.sends("Ciao")
    message = await tenant.becomes(message_id, "FAILED")

    assert (message.reason, message.attempts) == ("PLATFORM_NOT_SUPPORTED", 0)


async def test_a_message_waits_while_the_tenant_service_is_away(tenant):
    asked, away = tenant.channels.asked, tenant.channels.away
    away.add(tenant.channel_id)
    (message_id,) = await tenant.sends("Ciao")
    await eventually(lambda: asyncio.sleep(0, asked[tenant.channel_id]))

    assert (await tenant.message(message_id)).state == pb.MESSAGE_STATE_QUEUED
    away.clear()
    await tenant.becomes(message_id, "ACCEPTED", within=15)


async def test_the_same_request_eight_times_at_once_is_sent_once(tenant):
    asked = tenant.asks("Ciao", to=a_phone())

    await asyncio.gather(*[tenant.stub.Send(asked) for _ in range(8)])
    await tenant.becomes(asked.messages[0].message_id, "ACCEPTED")

    assert len(await tenant.calls()) == 1


async def test_an_expired_message_is_not_sent(open_notifier, new_tenant, meta):
    ahead = timedelta()
    async with open_notifier(
        graph_url=meta.url, work=False, now=lambda: utc_now() + ahead
    ) as notifier:
        tenant = await new_tenant(notifier.messages)
        (message_id,) = await tenant.sends("too late")
        ahead = timedelta(minutes=16)
        async with notifier.working():
            message = await tenant.becomes(message_id, "EXPIRED")

    assert (message.reason, message.attempts) == ("NOT_SENT_IN_TIME", 0)
    assert await tenant.calls() == []


@pytest.mark.parametrize("count", [40])
async def test_many_recipients_at_once_each_get_theirs_once(open_notifier, new_tenant, meta, count):
    """With the patience of an installation: a call that is given up may be made once more."""
    async with open_notifier(graph_url=meta.url) as notifier:
        tenant = await new_tenant(notifier.messages)
        await _each_gets_theirs_once(tenant, count)


async def _each_gets_theirs_once(tenant, count):
    to = [a_phone() for _ in range(count)]
    sent = await asyncio.gather(*[tenant.sends("one", "two", to=each) for each in to])
    for ids in sent:
        await tenant.becomes(ids[-1], "ACCEPTED", within=20)

    calls = await tenant.calls()
    by_recipient = {each: [] for each in to}
    for call in calls:
        by_recipient["+" + call["to"]].append(call["body"]["text"]["body"])
    assert list(by_recipient.values()) == [["one", "two"]] * count
