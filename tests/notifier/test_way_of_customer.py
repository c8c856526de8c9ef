"""Is a customer written to by the channel by which they write themselves?"""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from services.common.errors import NotFound
from services.common.fields import timestamp
from tests.notifier.running import running_notifier
from tests.notifier.test_looked_up import sent


@pytest.fixture(scope="module")
async def notifier(lyo_databases, tenant_service):
    """A notifier that only accepts: nothing is sent."""
    async with running_notifier(lyo_databases("notifier"), tenant_service, work=False) as running:
        yield running


@pytest.fixture(autouse=True)
def customer(tenant, customers):
    """Has a phone."""
    phone = customer_pb.Identity(kind=customer_pb.IDENTITY_KIND_PHONE, value=tenant.phone)
    known = customer_pb.Customer(customer_id=tenant.customer_id, identities=[phone])
    customers.add(tenant.tenant_id, known)


@pytest.fixture
def twilio(tenant, channels):
    """The tenant's second channel, whose platform comes after the first one's."""
    channel_id, platform = str(uuid.uuid4()), channel_pb.PLATFORM_TWILIO
    channels.add(tenant.tenant_id, channel_id, f"of {channel_id}", "a token", platform)
    return channel_id


async def wrote(tenant, channel_id, hours, to=None):
    """The customer wrote to the channel so long ago."""
    request = pb.RecordInboundRequest(
        tenant_id=tenant.tenant_id,
        request_id=str(uuid.uuid4()),
        channel_id=channel_id,
        recipient=to or pb.Recipient(kind=pb.RECIPIENT_KIND_PHONE, value=tenant.phone),
        wrote_time=timestamp(datetime.now(UTC) - timedelta(hours=hours)),
    )
    await tenant.stub.RecordInbound(request)


@pytest.mark.parametrize("hours", [1, 48], ids=["within a day", "long ago"])
async def test_the_channel_by_which_they_wrote_goes_before_a_better_platform(tenant, twilio, hours):
    await wrote(tenant, twilio, hours)

    assert (await sent(tenant)).channel_id == twilio


async def test_the_channel_asked_for_goes_before_the_one_by_which_they_wrote(tenant, twilio):
    await wrote(tenant, twilio, 1)

    assert (await sent(tenant, channel_id=tenant.channel_id)).channel_id == tenant.channel_id


async def test_of_two_by_which_they_wrote_it_is_the_last(tenant, twilio):
    await wrote(tenant, twilio, 2)
    await wrote(tenant, tenant.channel_id, 30)

    assert (await sent(tenant)).channel_id == twilio


async def test_a_channel_by_which_nothing_leaves_yet_is_not_preferred(tenant, customers, channels):
    chat, visitor = str(uuid.uuid4()), "visitor 1"
    channels.add(tenant.tenant_id, chat, "of the page", "token", channel_pb.PLATFORM_WEB_CHAT)
    known = customers.known[tenant.tenant_id, tenant.customer_id]
    known.identities.add(kind=customer_pb.IDENTITY_KIND_WEB_VISITOR, value=visitor)
    to = pb.Recipient(kind=pb.RECIPIENT_KIND_WEB_VISITOR, value=visitor)
    await wrote(tenant, chat, 1, to)

    assert (await sent(tenant)).channel_id == tenant.channel_id


async def test_a_channel_that_has_just_been_made_is_found(tenant, channels):
    await sent(tenant)
    made = str(uuid.uuid4())
    channels.add(tenant.tenant_id, made, "made", "a token", channel_pb.PLATFORM_ZAPTRA)

    assert (await sent(tenant, channel_id=made)).channel_id == made


async def test_a_channel_that_is_not_the_tenants_is_not_found(tenant, other_tenant):
    with pytest.raises(NotFound) as refusal:
        await sent(tenant, channel_id=other_tenant.channel_id)

    assert refusal.value.reason == "CHANNEL_NOT_FOUND"
