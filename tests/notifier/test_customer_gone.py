"""Is nobody written to unasked who is not there any more?"""

import uuid
from datetime import UTC, datetime, timedelta

from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from services.common.fields import timestamp
from tests.notifier.test_schedule import schedule
from tests.notifier.unasked import confirmation

SOON = timedelta(seconds=0.5)


def deleted(tenant, **more):
    return customer_pb.Customer(
        customer_id=tenant.customer_id, delete_time=timestamp(datetime.now(UTC)), **more
    )


async def test_who_was_deleted_gets_nothing_unasked(tenant, customers):
    customers.add(tenant.tenant_id, deleted(tenant))

    (message_id,) = await tenant.sends("See you", **confirmation())
    message = await tenant.becomes(message_id, "CANCELLED")

    assert message.reason == "CUSTOMER_GONE"
    assert await tenant.calls() == []


async def test_who_was_merged_into_somebody_who_was_deleted_is_gone_too(tenant, customers):
    customers.add(tenant.tenant_id, deleted(tenant))
    merged = customer_pb.Customer(customer_id=str(uuid.uuid4()), merged_into_id=tenant.customer_id)
    customers.add(tenant.tenant_id, merged)

    (message_id,) = await tenant.sends("See you", **confirmation(customer_id=merged.customer_id))

    await tenant.becomes(message_id, "CANCELLED")


async def test_who_was_deleted_is_answered(tenant, customers):
    customers.add(tenant.tenant_id, deleted(tenant))

    (message_id,) = await tenant.sends("Here we are")

    await tenant.becomes(message_id, "ACCEPTED")


async def test_what_was_written_down_for_later_does_not_outlive_its_customer(tenant, customers):
    known = customer_pb.Customer(customer_id=tenant.customer_id)
    customers.add(tenant.tenant_id, known)
    (message,) = await schedule(tenant, datetime.now(UTC) + SOON, "See you")
    del customers.known[tenant.tenant_id, tenant.customer_id]

    ended = await tenant.becomes(message.message_id, "CANCELLED")

    assert ended.reason == "CUSTOMER_GONE"


async def test_who_gives_an_address_needs_no_customer_that_is_known(tenant):
    (message_id,) = await tenant.sends("See you", **confirmation(customer_id=str(uuid.uuid4())))

    await tenant.becomes(message_id, "ACCEPTED")
