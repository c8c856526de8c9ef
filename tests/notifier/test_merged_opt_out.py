"""Does an opt-out hold for the person, whichever of their ids it was said under?"""

import uuid

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import preference_service_pb2 as preference_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from tests.notifier.conftest import eventually


@pytest.fixture
def merged(tenant, customers):
    """The id of one who was merged into the tenant's customer."""
    gone = str(uuid.uuid4())
    stays = customer_pb.Customer(customer_id=tenant.customer_id, merged_customer_ids=[gone])
    customers.add(tenant.tenant_id, stays)
    customers.add(
        tenant.tenant_id,
        customer_pb.Customer(customer_id=gone, merged_into_id=tenant.customer_id),
    )
    return gone


async def says(notifier, tenant, customer_id, *, opted_out):
    request = preference_pb.SetPreferencesRequest(
        tenant_id=tenant.tenant_id,
        request_id=str(uuid.uuid4()),
        customer_id=customer_id,
        opted_out=opted_out,
        source=preference_pb.PREFERENCE_SOURCE_API,
    )
    return await notifier.preferences.SetPreferences(request)


async def ends(tenant, customer_id):
    """Where a message to this id ends that nobody asked for."""
    (sent,) = await tenant.sends("News", customer_id=customer_id, purpose=pb.PURPOSE_CONFIRMATION)

    async def over():
        message = await tenant.message(sent)
        queued = (pb.MESSAGE_STATE_QUEUED, pb.MESSAGE_STATE_SENDING)
        return None if message.state in queued else message

    return pb.MessageState.Name((await eventually(over)).state).removeprefix("MESSAGE_STATE_")


async def test_what_the_one_that_stays_says_holds_for_who_was_merged(notifier, tenant, merged):
    await says(notifier, tenant, tenant.customer_id, opted_out=True)

    assert await ends(tenant, merged) == "SUPPRESSED"


async def test_what_was_said_before_the_merge_holds_after_it(notifier, tenant, merged):
    await says(notifier, tenant, merged, opted_out=True)
    wants = await notifier.preferences.GetPreferences(
        preference_pb.GetPreferencesRequest(
            tenant_id=tenant.tenant_id, customer_id=tenant.customer_id
        )
    )

    assert await ends(tenant, tenant.customer_id) == "SUPPRESSED"
    assert wants.opted_out


async def test_what_is_said_last_holds_whoever_said_it(notifier, tenant, merged):
    await says(notifier, tenant, merged, opted_out=True)
    undone = await says(notifier, tenant, tenant.customer_id, opted_out=False)

    assert undone.changed
    assert await ends(tenant, merged) == "ACCEPTED"
