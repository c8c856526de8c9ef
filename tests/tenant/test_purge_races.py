"""Of those who purge a customer and take its merge apart at once, does neither stop the other?"""

import asyncio
from datetime import timedelta

import pytest
from lyo.tenant.v1 import customer_service_pb2 as pb

from services.common.errors import FailedPrecondition, NotFound
from services.tenant.usecases.customers import CustomerUseCases
from tests.tenant.clientele import added, deleted, meant, merged, read, unmerged
from tests.tenant.conftest import Ticking
from tests.tenant.senders import phone

RACES, MERGED = 40, 3


@pytest.fixture
async def families(tenant, salon):
    """Customers, each with some who were merged into it."""
    return await asyncio.gather(*(a_family(tenant, salon, n) for n in range(RACES)))


async def a_family(tenant, salon, number):
    root, *others = [
        await added(tenant, salon, phone(f"+39333{number:03}{n:04}")) for n in range(1 + MERGED)
    ]
    for each in others:
        await merged(tenant, salon, each, into=root)
    return root, others


async def unmerged_all(tenant, salon, others):
    """How each of them is unmerged, all at once."""
    return await asyncio.gather(
        *(unmerged(tenant, salon, each) for each in others), return_exceptions=True
    )


def wrong_with(outcomes):
    """Those that are neither done nor refused as they should be."""
    failures = [each for each in outcomes if isinstance(each, Exception)]
    return [
        each
        for each in failures
        if not isinstance(each, NotFound)
        and not (isinstance(each, FailedPrecondition) and each.reason == "NOT_MERGED")
    ]


async def test_a_purge_beside_unmerges_is_done_and_they_are_done_or_too_late(
    tenant, salon, families
):
    for root, others in families:
        await deleted(tenant, salon, root)
        request = pb.PurgeCustomerRequest(**meant(salon, root))
        purge, outcomes = await asyncio.gather(
            tenant.customers.PurgeCustomer(request), unmerged_all(tenant, salon, others)
        )

        assert isinstance(purge, pb.PurgeCustomerResponse)
        assert wrong_with(outcomes) == []


async def test_when_their_time_is_over_unmerges_keep_nobody_from_going(tenant, salon, families):
    work = CustomerUseCases(tenant.database, Ticking())
    over = Ticking().time + timedelta(days=31)

    for root, others in families:
        await deleted(tenant, salon, root)
        async with tenant.database.autocommit() as connection:
            _, outcomes = await asyncio.gather(
                work.purge_due(connection, over, 1000), unmerged_all(tenant, salon, others)
            )

        assert wrong_with(outcomes) == []
        with pytest.raises(NotFound):
            await read(tenant, salon, root)
