"""Does what nobody asked for go by the next channel where it does not arrive by its own?"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import preference_service_pb2 as preference_pb

from services.common.clock import utc_now
from services.common.fields import timestamp
from tests.notifier.conftest import a_phone, eventually, status
from tests.notifier.unasked import (
    campaign,
    confirmation,
    follower,
    second_channel,
)

UNREACHABLE = 131026
BLOCKED = 131042
STOPPED_MARKETING = 131050
BAD_PARAMETER = 100
SPAM = 131048


@pytest.fixture
async def second(tenant, customers):
    """The address of the tenant's second number, and its channel."""
    return await second_channel(tenant, customers)


async def open_window(tenant, channel_id):
    """The customer has just written to this channel, and was answered."""
    (message_id,) = await tenant.sends("Hi", channel_id=channel_id)
    await tenant.becomes(message_id, "ACCEPTED")


async def notice(tenant):
    (message_id,) = await tenant.sends("Your table is ready", **confirmation())
    return message_id


async def test_a_notification_that_does_not_reach_its_recipient_goes_by_the_next_channel(
    tenant, second
):
    address, channel_id = second
    await open_window(tenant, channel_id)
    await tenant.fault("error_code", UNREACHABLE)

    message_id = await notice(tenant)
    following = await follower(tenant, message_id)
    await tenant.becomes(following.message_id, "ACCEPTED")

    failed = await tenant.message(message_id)
    assert (failed.state, failed.reason) == (pb.MESSAGE_STATE_FAILED, "RECIPIENT_UNREACHABLE")
    assert following.channel_id == channel_id
    assert len(await tenant.calls()) == 1
    sent = [call["body"]["text"]["body"] for call in await tenant.meta.calls(address)]
    assert sent == ["Hi", "Your table is ready"]


async def test_a_status_that_says_so_later_does_the_same(tenant, second):
    _, channel_id = second
    await open_window(tenant, channel_id)
    message_id = await notice(tenant)
    accepted = await tenant.becomes(message_id, "ACCEPTED")

    wamid = accepted.provider_message_id
    await tenant.told(status(message_id, "FAILED", wamid, error_code=str(UNREACHABLE)))

    following = await follower(tenant, message_id)
    assert following.channel_id == channel_id
    await tenant.becomes(following.message_id, "ACCEPTED")


async def test_whoever_is_no_customer_is_written_to_at_the_same_phone(tenant, customers, second):
    _, channel_id = second
    await open_window(tenant, channel_id)
    del customers.known[tenant.tenant_id, tenant.customer_id]
    await tenant.fault("error_code", UNREACHABLE)

    message_id = await notice(tenant)
    following = await follower(tenant, message_id)
    await tenant.becomes(following.message_id, "ACCEPTED")

    assert (following.channel_id, following.recipient.value) == (channel_id, tenant.phone)


async def test_where_no_channel_is_left_it_ends(tenant, second):
    address, channel_id = second
    await open_window(tenant, channel_id)
    await tenant.fault("error_code", UNREACHABLE)
    await tenant.meta.fault(address, "error_code", UNREACHABLE, times=1)

    message_id = await notice(tenant)
    following = await follower(tenant, message_id)
    await tenant.becomes(following.message_id, "FAILED")
    (after,) = await tenant.sends("Later", **confirmation())
    await tenant.becomes(after, "ACCEPTED")

    request = pb.ListMessagesRequest(tenant_id=tenant.tenant_id)
    listed = (await tenant.stub.ListMessages(request)).messages
    assert [each.follows_message_id for each in listed if each.follows_message_id] == [message_id]


async def test_a_reply_goes_where_it_was_asked_for_or_nowhere(tenant, second):
    address, _ = second
    await tenant.fault("error_code", UNREACHABLE)

    first, behind = await tenant.sends("You asked", "and this")
    await tenant.becomes(behind, "ACCEPTED")

    assert (await tenant.message(first)).state == pb.MESSAGE_STATE_FAILED
    assert await tenant.meta.calls(address) == []


async def test_an_installation_may_want_no_other_channel(
    open_notifier, new_tenant, customers, meta
):
    async with open_notifier(graph_url=meta.url, WHATSAPP_FALLBACK_ENABLED=False) as notifier:
        tenant = await new_tenant(notifier.messages)
        address, _ = await second_channel(tenant, customers)
        await tenant.fault("error_code", UNREACHABLE)

        message_id = await notice(tenant)
        await tenant.becomes(message_id, "FAILED")
        (behind,) = await tenant.sends("Later", **confirmation())
        await tenant.becomes(behind, "ACCEPTED")

        assert await tenant.meta.calls(address) == []


async def test_what_waited_a_minute_for_a_stopped_channel_goes_by_the_next_one(
    open_notifier, new_tenant, customers, meta
):
    ahead = timedelta()
    async with open_notifier(
        graph_url=meta.url, work=False, now=lambda: utc_now() + ahead
    ) as notifier:
        tenant = await new_tenant(notifier.messages)
        _, channel_id = await second_channel(tenant, customers)
        await tenant.fault("error_code", BLOCKED, times=100)
        message_id = await notice(tenant)
        soon = timestamp(utc_now() + timedelta(seconds=30))
        await tenant.sends("Hi", channel_id=channel_id, expire_time=soon)
        ahead = timedelta(seconds=61)

        async with notifier.working():
            following = await follower(tenant, message_id)
            await tenant.becomes(following.message_id, "ACCEPTED")

        assert following.channel_id == channel_id
        failed = await tenant.message(message_id)
        assert (failed.state, failed.reason) == (pb.MESSAGE_STATE_FAILED, "SENDER_BLOCKED")


async def test_no_copy_goes_to_a_channel_that_cannot_take_it(tenant, second, customers):
    third, third_id = f"8{tenant.address[1:]}", str(uuid4())
    await tenant.meta.number(third, "third")
    tenant.channels.add(tenant.tenant_id, third_id, third, "third")
    await open_window(tenant, third_id)
    await tenant.fault("error_code", UNREACHABLE)

    following = await follower(tenant, await notice(tenant))
    await tenant.becomes(following.message_id, "ACCEPTED")

    assert following.channel_id == third_id


async def test_an_outage_loses_nothing_where_the_other_channel_cannot_take_it(
    open_notifier, new_tenant, customers, meta
):
    ahead = timedelta()
    async with open_notifier(
        graph_url=meta.url, work=False, breaker_seconds=0.5, now=lambda: utc_now() + ahead
    ) as notifier:
        tenant = await new_tenant(notifier.messages)
        await second_channel(tenant, customers)
        await tenant.fault("status", 500, times=9)
        notices = [
            (await tenant.sends("Your table is ready", to=a_phone(), **confirmation()))[0]
            for _ in range(8)
        ]
        ahead = timedelta(seconds=61)

        async with notifier.working():
            sent = [await tenant.becomes(each, "ACCEPTED", within=60) for each in notices]

    assert {each.channel_id for each in sent} == {tenant.channel_id}


async def test_what_has_no_other_channel_waits_for_its_own(tenant):
    await tenant.fault("error_code", BLOCKED, times=100)

    message_id = await notice(tenant)
    await eventually(lambda: tenant.says(message_id, "SENDER_BLOCKED"))

    assert (await tenant.message(message_id)).state == pb.MESSAGE_STATE_QUEUED


# What else a refusal means


async def opted_out(notifier, tenant):
    request = preference_pb.GetPreferencesRequest(
        tenant_id=tenant.tenant_id, customer_id=tenant.customer_id
    )
    told = await notifier.preferences.GetPreferences(request)
    return {each.category: each.opted_out for each in told.preferences}


MARKETING = preference_pb.MESSAGE_CATEGORY_MARKETING


async def test_a_customer_who_stopped_advertisements_gets_no_more(tenant, notifier):
    await tenant.fault("error_code", STOPPED_MARKETING)

    first, second = await tenant.sends("News", "More news", **campaign())
    refused = await tenant.becomes(first, "SUPPRESSED")
    withheld = await tenant.becomes(second, "SUPPRESSED")

    assert [refused.reason, withheld.reason] == ["OPTED_OUT", "OPTED_OUT"]
    assert len(await tenant.calls()) == 1
    assert (await opted_out(notifier, tenant))[MARKETING] is True


async def test_a_status_that_says_so_is_recorded_too(tenant, notifier):
    (first,) = await tenant.sends("News", **campaign())
    accepted = await tenant.becomes(first, "ACCEPTED")

    wamid = accepted.provider_message_id
    await tenant.told(status(first, "FAILED", wamid, error_code=str(STOPPED_MARKETING)))

    async def known():
        return (await opted_out(notifier, tenant)).get(MARKETING)

    assert await eventually(known) is True


async def test_after_spam_was_suspected_campaigns_wait_and_replies_do_not(tenant):
    await tenant.fault("error_code", SPAM)
    (news,) = await tenant.sends("News", **campaign())
    await eventually(lambda: tenant.says(news, "SENDER_LIMITED"))

    (more,) = await tenant.sends("More news", to=a_phone(), **campaign())
    await eventually(lambda: tenant.says(more, "SENDER_LIMITED"))
    (reply,) = await tenant.sends("You asked")
    await tenant.becomes(reply, "ACCEPTED")

    assert await tenant.texts() == ["News", "You asked"]


async def test_what_we_asked_wrongly_fails_and_is_told_to_us(tenant, caplog):
    await tenant.fault("error_code", BAD_PARAMETER)

    (message_id,) = await tenant.sends("Hi")
    message = await tenant.becomes(message_id, "FAILED")

    assert message.reason == "PROVIDER_REFUSED"
    bugs = [each for each in caplog.records if each.getMessage() == "provider_refused_bug"]
    assert [UUID(each.fields["message_id"]) for each in bugs] == [UUID(message_id)]
