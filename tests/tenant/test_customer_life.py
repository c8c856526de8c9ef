"""What becomes of a customer who is deleted, taken back, purged?"""

from datetime import timedelta
from uuid import UUID

import pytest
from lyo.tenant.v1 import customer_service_pb2 as pb

from services.common.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound
from services.tenant.usecases.customers import CustomerUseCases
from tests.tenant.clientele import a_change, added, deleted, listed, meant, merged, purged, read
from tests.tenant.conftest import Ticking
from tests.tenant.running import new_id
from tests.tenant.senders import OTHER_PHONE, PHONE, USER


@pytest.fixture
async def giulia(tenant, salon):
    """A customer of the salon."""
    return await added(tenant, salon, PHONE, USER, external_ref="crm-1")


@pytest.fixture
async def gone(tenant, salon, giulia):
    """She, deleted."""
    return await deleted(tenant, salon, giulia)


async def test_a_deleted_customer_is_listed_only_where_that_is_asked(tenant, salon, gone):
    assert await listed(tenant, salon) == []
    assert await listed(tenant, salon, show_deleted=True) == [gone]


async def test_a_deleted_customer_can_be_read_and_says_until_when_it_can_be_had_back(
    tenant, salon, giulia, gone
):
    assert await read(tenant, salon, giulia) == gone
    assert gone.purge_time.ToDatetime() - gone.delete_time.ToDatetime() == timedelta(days=30)
    assert gone.etag != giulia.etag


async def test_a_deleted_customer_is_not_changed(tenant, salon, gone):
    with pytest.raises(NotFound) as refusal:
        await tenant.customers.UpdateCustomer(a_change(salon, gone, language="en"))
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"


async def test_what_was_deleted_comes_back_as_it_was(tenant, salon, giulia, gone):
    request = pb.UndeleteCustomerRequest(**meant(salon, gone))
    back = (await tenant.customers.UndeleteCustomer(request)).customer

    assert back.identities == giulia.identities
    assert not back.HasField("delete_time")
    assert not back.HasField("purge_time")
    assert await listed(tenant, salon) == [back]


async def test_who_writes_while_deleted_is_there_again(resolve, tenant, salon, gone):
    wrote = (await resolve(USER)).customer

    assert wrote.customer_id == gone.customer_id
    assert not wrote.HasField("delete_time")
    assert await listed(tenant, salon) == [wrote]


async def test_what_a_deleted_customer_has_is_taken(tenant, salon, gone):
    with pytest.raises(FailedPrecondition) as refusal:
        await added(tenant, salon, PHONE)
    assert refusal.value.reason == "IDENTITY_TAKEN"


async def test_who_writes_after_the_purge_is_somebody_new(resolve, tenant, salon, giulia):
    await purged(tenant, salon, giulia)

    wrote = (await resolve(PHONE, USER)).customer
    assert wrote.customer_id != giulia.customer_id
    assert (wrote.display_name, wrote.external_ref) == ("", "")


async def test_nothing_of_a_purged_customer_is_left(tenant, salon, giulia, tenant_database):
    await purged(tenant, salon, giulia)

    for table in ("customers", "identities"):
        query = f"SELECT FROM tenant.{table} WHERE tenant_id = %s"
        assert tenant_database.rows(query, salon.tenant_id) == [], table


async def test_who_was_merged_into_a_purged_customer_is_purged_too(
    tenant, salon, giulia, tenant_database
):
    twin = await added(tenant, salon, OTHER_PHONE)
    await merged(tenant, salon, twin, into=giulia)
    await purged(tenant, salon, giulia)

    query = "SELECT FROM tenant.customers WHERE tenant_id = %s"
    assert tenant_database.rows(query, salon.tenant_id) == []


async def test_others_stay_when_a_customer_is_purged(tenant, salon, giulia):
    other = await added(tenant, salon, OTHER_PHONE)
    await purged(tenant, salon, giulia)

    assert await listed(tenant, salon, show_deleted=True) == [other]


async def test_only_who_was_deleted_is_purged(tenant, salon, giulia):
    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.customers.PurgeCustomer(pb.PurgeCustomerRequest(**meant(salon, giulia)))
    assert refusal.value.reason == "NOT_DELETED"
    assert await read(tenant, salon, giulia) == giulia


async def test_a_customer_who_is_not_deleted_stays_as_they_are(tenant, salon, giulia):
    request = pb.UndeleteCustomerRequest(**meant(salon, giulia))
    assert (await tenant.customers.UndeleteCustomer(request)).customer == giulia


async def test_a_customer_who_is_deleted_already_stays_as_they_are(tenant, salon, gone):
    assert await deleted(tenant, salon, gone) == gone


async def test_a_deletion_that_is_based_on_an_older_state_changes_nothing(tenant, salon, giulia):
    await tenant.customers.UpdateCustomer(a_change(salon, giulia, language="en"))

    request = pb.DeleteCustomerRequest(**meant(salon, giulia), etag=giulia.etag)
    with pytest.raises(Aborted) as refusal:
        await tenant.customers.DeleteCustomer(request)
    assert refusal.value.reason == "ETAG_STALE"
    assert not (await read(tenant, salon, giulia)).HasField("delete_time")


KINDS = {
    "DeleteCustomer": pb.DeleteCustomerRequest,
    "UndeleteCustomer": pb.UndeleteCustomerRequest,
    "PurgeCustomer": pb.PurgeCustomerRequest,
}


@pytest.mark.parametrize("method", KINDS)
async def test_the_same_request_again_does_it_once(tenant, salon, gone, method):
    request = KINDS[method](**meant(salon, gone))
    first = await getattr(tenant.customers, method)(request)

    assert await getattr(tenant.customers, method)(request) == first


@pytest.mark.parametrize("method", KINDS)
async def test_a_request_id_means_one_request(tenant, salon, gone, method):
    used = pb.UndeleteCustomerRequest(**meant(salon, gone))
    await tenant.customers.UndeleteCustomer(used)
    other = {**meant(salon, gone), "request_id": used.request_id, "customer_id": new_id()}

    with pytest.raises(InvalidArgument) as refusal:
        await getattr(tenant.customers, method)(KINDS[method](**other))
    assert refusal.value.reason == "REQUEST_ID_REUSED"


@pytest.mark.parametrize("method", KINDS)
async def test_the_customer_of_somebody_else_is_none(tenant, salon, rival, giulia, method):
    with pytest.raises(NotFound) as refusal:
        await getattr(tenant.customers, method)(KINDS[method](**meant(rival, giulia)))
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"
    assert await read(tenant, salon, giulia) == giulia


async def test_when_their_time_is_over_a_customer_is_purged_by_itself(tenant, salon, gone):
    work = CustomerUseCases(tenant.database, Ticking())
    over = Ticking().time + timedelta(days=31)

    async with tenant.database.autocommit() as connection:
        await work.purge_due(connection, over, 1000)

    assert await listed(tenant, salon, show_deleted=True) == []


async def test_before_their_time_is_over_a_customer_is_not_purged(tenant, salon, gone):
    work = CustomerUseCases(tenant.database, Ticking())
    nearly = Ticking().time + timedelta(days=29)

    async with tenant.database.autocommit() as connection:
        await work.purge_due(connection, nearly, 1000)

    assert await read(tenant, salon, gone) == gone


async def test_what_is_over_cannot_be_taken_back(tenant, salon, gone, tenant_database):
    tenant_database.run(
        "tenant",
        f"SET LOCAL lyo.tenant = '{UUID(salon.tenant_id)}'",
        "UPDATE customers SET purge_time = delete_time",
    )

    request = pb.UndeleteCustomerRequest(**meant(salon, gone))
    with pytest.raises(NotFound) as refusal:
        await tenant.customers.UndeleteCustomer(request)
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"
