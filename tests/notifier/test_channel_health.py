"""Is it told what calls say of a channel, once, and without anybody waiting for it?"""

from datetime import UTC, datetime
from uuid import UUID

from lyo.tenant.v1 import channel_service_pb2 as pb

from services.notifier.storage.senders import SenderRepository
from tests.common.lane_working import until
from tests.notifier.conftest import a_phone, eventually

WITHDRAWN = 190
NOT_ALLOWED = 10
SPAM = 131048


def told(channels, tenant):
    """The problems that were told of the tenant's channel, in order."""
    return [each.kind for each in channels.reports if each.channel_id == tenant.channel_id]


async def test_a_refused_token_is_told_with_what_the_provider_says(tenant, channels):
    await tenant.fault("error_code", WITHDRAWN)
    await tenant.sends("hello")

    await until(lambda: told(channels, tenant) == [pb.CHANNEL_PROBLEM_KIND_TOKEN_REFUSED])
    (report,) = [each for each in channels.reports if each.channel_id == tenant.channel_id]
    assert "190" in report.detail
    assert tenant.token not in report.detail


async def test_a_permission_that_is_missing_is_another_problem(tenant, channels):
    await tenant.fault("error_code", NOT_ALLOWED)
    await tenant.sends("hello")

    await until(lambda: told(channels, tenant) == [pb.CHANNEL_PROBLEM_KIND_PERMISSION_MISSING])


async def test_a_call_that_is_taken_again_is_told_at_once_and_then_seldom(
    tenant, channels, notifier
):
    await tenant.fault("error_code", WITHDRAWN)
    (refused,) = await tenant.sends("one")
    await eventually(lambda: tenant.says(refused, "CREDENTIAL_REFUSED"))
    await may_send_again(notifier, tenant)
    for text in ("two", "three"):
        (message_id,) = await tenant.sends(text, to=a_phone())
        await tenant.becomes(message_id, "ACCEPTED")

    well = pb.CHANNEL_PROBLEM_KIND_UNSPECIFIED
    await until(lambda: len(told(channels, tenant)) > 1)
    assert told(channels, tenant) == [pb.CHANNEL_PROBLEM_KIND_TOKEN_REFUSED, well]


async def may_send_again(notifier, tenant):
    """What stopped the channel is over."""
    tenant_id, channel_id = UUID(tenant.tenant_id), UUID(tenant.channel_id)
    async with notifier.database.tenant_transaction(tenant_id) as connection:
        await SenderRepository(connection, tenant_id).lift(channel_id, datetime.now(UTC))


async def test_a_report_that_nobody_takes_keeps_no_message(tenant, channels):
    channels.deaf.add(tenant.channel_id)
    await tenant.fault("error_code", SPAM)
    (limited,) = await tenant.sends("one")
    (after,) = await tenant.sends("two")

    await tenant.becomes(limited, "ACCEPTED")
    await tenant.becomes(after, "ACCEPTED")
