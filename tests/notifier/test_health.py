"""Is a tenant told how its channels and their providers do?"""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import provider_service_pb2 as provider_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb

from tests.notifier.conftest import a_phone, eventually, status
from tests.notifier.unasked import campaign, confirmation, silent

WITHDRAWN = 190
SPAM = 131048


async def health(running, tenant) -> provider_pb.GetProviderHealthResponse:
    request = provider_pb.GetProviderHealthRequest(tenant_id=tenant.tenant_id)
    return await running.providers.GetProviderHealth(request)


@pytest.fixture
def told(notifier, tenant):
    """How the tenant's channel does."""

    async def of() -> provider_pb.ProviderHealth:
        (found,) = (await health(notifier, tenant)).providers
        return found

    return of


async def test_a_channel_that_sent_nothing_yet_is_well(told, tenant):
    found = await told()

    assert (found.channel_id, found.provider) == (tenant.channel_id, "meta")
    assert (found.account, found.success_rate) == (tenant.address, 1.0)
    assert found.breaker == provider_pb.BREAKER_STATE_CLOSED
    assert not found.HasField("success_time")
    assert not found.HasField("failure_time")


async def test_the_flag_is_told_with_its_percentage(notifier, tenant, switches):
    switches.percentages[tenant.tenant_id] = 10

    answer = await health(notifier, tenant)

    assert (answer.notifications_enabled, answer.percentage) == (True, 10)


async def test_channels_that_can_send_are_listed_the_one_asked_for_first_at_the_top(
    notifier, tenant, channels
):
    more = (channel_pb.PLATFORM_ZAPTRA, channel_pb.PLATFORM_CHATWOOT, channel_pb.PLATFORM_TWILIO)
    for platform in more:
        address = f"whatsapp:{a_phone()}"
        channels.add(tenant.tenant_id, str(uuid.uuid4()), address, "AC1:token", platform)

    answer = await health(notifier, tenant)

    assert [each.provider for each in answer.providers] == ["meta", "twilio", "zaptra"]


async def test_a_channel_without_a_credential_has_no_account(told, tenant):
    tenant.stores("")

    assert (await told()).account == ""


async def test_calls_are_counted_with_how_they_ended_and_how_long_they_took(told, tenant):
    await tenant.fault("status", 500)
    before = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)

    (message_id,) = await tenant.sends("Ciao")
    await tenant.becomes(message_id, "ACCEPTED")
    found = await told()

    assert (found.calls, found.accepted, found.success_rate) == (2, 1, 0.5)
    assert found.success_time.ToDatetime() >= before
    assert found.failure_time.ToDatetime() >= before
    assert found.average_ms > 0


async def test_messages_are_counted_by_what_became_of_them(told, tenant):
    ids = await tenant.sends("one", "two", "three", to=a_phone())
    await tenant.becomes(ids[-1], "ACCEPTED")
    await tenant.told(status(ids[0], "DELIVERED", "wamid.a"), status(ids[1], "READ", "wamid.b"))
    await tenant.told(status(ids[2], "FAILED", (await tenant.message(ids[2])).provider_message_id))

    found = await told()

    assert (found.accepted, found.delivered, found.failed) == (3, 2, 1)


async def test_what_failed_without_a_call_is_not_counted(told, tenant):
    (message_id,) = await tenant.sends("Ciao", **confirmation(), **silent())
    await tenant.becomes(message_id, "FAILED")

    found = await told()

    assert (found.accepted, found.failed) == (0, 0)


async def test_messages_that_wait_are_counted(open_notifier, new_tenant, meta):
    async with open_notifier(graph_url=meta.url, work=False) as idle:
        tenant = await new_tenant(idle.messages)
        await tenant.sends("one", "two", "three")

        (found,) = (await health(idle, tenant)).providers

    assert found.queued == 3


async def test_an_open_breaker_is_told_with_when_it_tries_again(told, tenant):
    await tenant.fault("status", 500, times=1000)
    for _ in range(5):
        await tenant.sends("Ciao", to=a_phone())

    async def is_open():
        found = await told()
        return found if found.breaker == provider_pb.BREAKER_STATE_OPEN else None

    found = await eventually(is_open)
    left = found.retry_time.ToDatetime(UTC) - datetime.now(UTC)
    assert timedelta(seconds=30) < left <= timedelta(seconds=60)
    calls = len(await tenant.calls())
    assert calls <= 10
    assert found.calls == calls


async def test_a_stopped_channel_is_told_with_its_reason(told, tenant):
    await tenant.fault("error_code", WITHDRAWN, times=1000)
    await tenant.sends("Ciao")

    async def is_paused():
        found = await told()
        return found if found.pause_reason else None

    found = await eventually(is_paused)
    assert found.pause_reason == "CREDENTIAL_REFUSED"
    assert found.pause_end_time.ToDatetime(UTC) > datetime.now(UTC)


async def test_a_channel_that_may_not_advertise_is_told_until_when(told, tenant):
    await tenant.fault("error_code", SPAM)
    await tenant.sends("Saldi", **campaign())

    async def is_paused():
        found = await told()
        return found if found.HasField("campaign_pause_end_time") else None

    found = await eventually(is_paused)
    left = found.campaign_pause_end_time.ToDatetime(UTC) - datetime.now(UTC)
    assert timedelta(hours=23) < left
    assert found.pause_reason == ""


async def test_what_another_tenant_sends_is_not_told(told, other_tenant):
    (message_id,) = await other_tenant.sends("Ciao")
    await other_tenant.becomes(message_id, "ACCEPTED")

    assert (await told()).calls == 0
