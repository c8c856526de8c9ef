"""Two customers who are one person, and who are two again."""

import asyncio

import pytest
from lyo.tenant.v1 import customer_service_pb2 as pb

from services.common.errors import FailedPrecondition, InvalidArgument, NotFound
from tests.tenant.clientele import (
    a_change,
    added,
    deleted,
    listed,
    meant,
    merged,
    read,
    unmerged,
)
from tests.tenant.running import new_id
from tests.tenant.senders import OTHER_PHONE, OTHER_USER, PHONE, USER, phone


@pytest.fixture
async def anna(tenant, salon):
    """A customer with an own id of the tenant."""
    return await added(tenant, salon, PHONE, display_name="Anna", external_ref="crm-a")


@pytest.fixture
async def bea(tenant, salon):
    """Another, without."""
    return await added(tenant, salon, USER, display_name="Bea")


@pytest.fixture
async def cleo(tenant, salon):
    """A third, with one."""
    return await added(tenant, salon, OTHER_USER, display_name="Cleo", external_ref="crm-c")


@pytest.fixture
def three(anna, bea, cleo):
    return anna, bea, cleo


def values(customer):
    return {each.value for each in customer.identities}


async def test_the_one_that_stays_has_the_identities_of_both(tenant, salon, anna, bea):
    both = await merged(tenant, salon, anna, into=bea)

    assert both.customer_id == bea.customer_id
    assert values(both) == {PHONE.value, USER.value}
    assert both.etag != bea.etag


async def test_who_was_merged_says_into_whom_and_has_nothing(tenant, salon, anna, bea):
    await merged(tenant, salon, anna, into=bea)

    left = await read(tenant, salon, anna)
    assert (left.merged_into_id, values(left)) == (bea.customer_id, set())
    assert left.display_name == "Anna"


async def test_the_one_that_stays_says_who_was_merged_into_it_at_any_remove(tenant, salon, three):
    anna, bea, cleo = three
    await merged(tenant, salon, anna, into=bea)
    await merged(tenant, salon, bea, into=cleo)

    ids = (await read(tenant, salon, cleo)).merged_customer_ids

    assert set(ids) == {anna.customer_id, bea.customer_id}


async def test_who_writes_as_the_merged_one_is_the_one_that_stays(
    tenant, salon, resolve, anna, bea
):
    both = await merged(tenant, salon, anna, into=bea)

    assert (await resolve(PHONE)).customer == both


async def test_the_own_id_is_handed_over_where_there_was_none(tenant, salon, anna, bea):
    both = await merged(tenant, salon, anna, into=bea)

    assert both.external_ref == "crm-a"
    assert (await read(tenant, salon, anna)).external_ref == ""


async def test_the_own_id_stays_where_the_other_has_one(tenant, salon, anna, cleo):
    both = await merged(tenant, salon, anna, into=cleo)

    assert both.external_ref == "crm-c"
    assert (await read(tenant, salon, anna)).external_ref == "crm-a"


async def test_who_was_merged_is_listed_only_where_all_are_asked_for(tenant, salon, anna, bea):
    both = await merged(tenant, salon, anna, into=bea)

    assert await listed(tenant, salon) == [both]
    assert len(await listed(tenant, salon, show_deleted=True)) == 2


async def test_unmerged_each_has_their_own_again(tenant, salon, resolve, anna, bea):
    await merged(tenant, salon, anna, into=bea)
    alone = await unmerged(tenant, salon, anna)

    assert (alone.merged_into_id, alone.external_ref) == ("", "crm-a")
    assert values(alone) == {PHONE.value}
    other = await read(tenant, salon, bea)
    assert (values(other), other.external_ref) == ({USER.value}, "")
    assert (await resolve(PHONE)).customer == alone


async def test_what_came_after_the_merge_stays_where_it_came(tenant, salon, resolve, anna, bea):
    await merged(tenant, salon, anna, into=bea)
    await resolve(PHONE, OTHER_PHONE)

    assert values(await unmerged(tenant, salon, anna)) == {PHONE.value}
    assert values(await read(tenant, salon, bea)) == {USER.value, OTHER_PHONE.value}


async def test_what_the_other_has_no_more_is_not_given_back(tenant, salon, resolve, anna, bea):
    await merged(tenant, salon, anna, into=bea)
    await resolve(USER, OTHER_PHONE, former=[PHONE])
    somebody = (await resolve(PHONE)).customer

    assert values(await unmerged(tenant, salon, anna)) == set()
    assert await read(tenant, salon, somebody) == somebody


async def test_an_own_id_that_the_other_has_no_more_is_not_given_back(tenant, salon, anna, bea):
    both = await merged(tenant, salon, anna, into=bea)
    await tenant.customers.UpdateCustomer(a_change(salon, both, external_ref="crm-new"))

    assert (await unmerged(tenant, salon, anna)).external_ref == ""
    assert (await read(tenant, salon, bea)).external_ref == "crm-new"


async def test_the_one_that_stays_may_be_merged_in_its_turn(tenant, salon, resolve, three):
    anna, bea, cleo = three
    await merged(tenant, salon, anna, into=bea)
    all_three = await merged(tenant, salon, bea, into=cleo)

    assert values(all_three) == {PHONE.value, USER.value, OTHER_USER.value}
    assert (await resolve(PHONE)).customer == all_three


async def test_of_a_chain_the_last_merge_is_undone_by_itself(tenant, salon, anna, bea, cleo):
    await merged(tenant, salon, anna, into=bea)
    await merged(tenant, salon, bea, into=cleo)

    back = await unmerged(tenant, salon, bea)
    assert values(back) == {PHONE.value, USER.value}
    assert (await read(tenant, salon, anna)).merged_into_id == bea.customer_id


@pytest.mark.parametrize("order", [1, -1])
async def test_a_chain_can_be_undone_in_any_order(tenant, salon, three, order):
    anna, bea, cleo = three
    await merged(tenant, salon, anna, into=bea)
    await merged(tenant, salon, bea, into=cleo)

    for each in [anna, bea][::order]:
        await unmerged(tenant, salon, each)

    now = [await read(tenant, salon, each) for each in (anna, bea, cleo)]
    assert [values(each) for each in now] == [{PHONE.value}, {USER.value}, {OTHER_USER.value}]
    assert [each.external_ref for each in now] == ["crm-a", "", "crm-c"]


async def test_a_middle_one_takes_nothing_that_was_given_back_before(tenant, salon, anna, bea):
    last = await added(tenant, salon, OTHER_USER)
    await merged(tenant, salon, anna, into=bea)
    await merged(tenant, salon, bea, into=last)
    await unmerged(tenant, salon, anna)
    await merged(tenant, salon, anna, into=last)

    back = await unmerged(tenant, salon, bea)
    assert (values(back), back.external_ref) == ({USER.value}, "")
    assert (await read(tenant, salon, last)).external_ref == "crm-a"


async def test_who_was_merged_is_not_merged_again(tenant, salon, anna, bea, cleo):
    await merged(tenant, salon, anna, into=bea)

    with pytest.raises(FailedPrecondition) as refusal:
        await merged(tenant, salon, anna, into=cleo)
    assert refusal.value.reason == "ALREADY_MERGED"


async def test_nobody_is_merged_into_who_was_merged(tenant, salon, anna, bea, cleo):
    await merged(tenant, salon, anna, into=bea)

    with pytest.raises(FailedPrecondition) as refusal:
        await merged(tenant, salon, cleo, into=anna)
    assert refusal.value.reason == "ALREADY_MERGED"


async def test_a_circle_cannot_be_made(tenant, salon, anna, bea):
    await asyncio.gather(
        merged(tenant, salon, anna, into=bea),
        merged(tenant, salon, bea, into=anna),
        return_exceptions=True,
    )

    into = [(await read(tenant, salon, each)).merged_into_id for each in (anna, bea)]
    assert into.count("") == 1


async def test_a_customer_is_not_merged_into_itself(tenant, salon, anna):
    with pytest.raises(InvalidArgument) as refusal:
        await merged(tenant, salon, anna, into=anna)
    assert refusal.value.reason == "SAME_CUSTOMER"


async def test_who_was_not_merged_is_not_unmerged(tenant, salon, anna):
    with pytest.raises(FailedPrecondition) as refusal:
        await unmerged(tenant, salon, anna)
    assert refusal.value.reason == "NOT_MERGED"


@pytest.mark.parametrize("which", range(2))
async def test_who_is_deleted_is_not_merged(tenant, salon, anna, bea, which):
    await deleted(tenant, salon, [anna, bea][which])

    with pytest.raises(NotFound) as refusal:
        await merged(tenant, salon, anna, into=bea)
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"


async def test_customers_of_two_tenants_are_not_merged(tenant, salon, rival, anna):
    theirs = await added(tenant, rival, USER)

    with pytest.raises(NotFound) as refusal:
        await merged(tenant, salon, theirs, into=anna)
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"
    assert await read(tenant, salon, anna) == anna
    assert await read(tenant, rival, theirs) == theirs


async def test_a_customer_of_another_tenant_is_not_unmerged(tenant, salon, rival, anna, bea):
    await merged(tenant, salon, anna, into=bea)

    with pytest.raises(NotFound) as refusal:
        await unmerged(tenant, rival, anna)
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"


async def test_the_same_merge_again_is_made_once(tenant, salon, anna, bea):
    request = pb.MergeCustomersRequest(**meant(salon, bea), merged_id=anna.customer_id)

    first = await tenant.customers.MergeCustomers(request)
    assert await tenant.customers.MergeCustomers(request) == first


async def test_the_same_unmerge_again_is_made_once(tenant, salon, anna, bea):
    await merged(tenant, salon, anna, into=bea)
    request = pb.UnmergeCustomersRequest(
        tenant_id=salon.tenant_id, request_id=new_id(), merged_id=anna.customer_id
    )

    first = await tenant.customers.UnmergeCustomers(request)
    assert await tenant.customers.UnmergeCustomers(request) == first


async def test_a_request_id_means_one_merge(tenant, salon, anna, bea):
    request = pb.MergeCustomersRequest(**meant(salon, bea), merged_id=anna.customer_id)
    await tenant.customers.MergeCustomers(request)
    undoing = pb.UnmergeCustomersRequest(
        tenant_id=salon.tenant_id, request_id=request.request_id, merged_id=anna.customer_id
    )

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.customers.UnmergeCustomers(undoing)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_while_two_are_merged_no_message_is_lost(tenant, salon, resolve, anna, bea):
    new = [phone(f"+39333000{n:04}") for n in range(24)]

    answers = await asyncio.gather(
        *(resolve(PHONE, each) for each in new[:12]),
        merged(tenant, salon, anna, into=bea),
        *(resolve(PHONE, each) for each in new[12:]),
    )

    known = {anna.customer_id, bea.customer_id}
    assert {each.customer.customer_id for each in answers[:12] + answers[13:]} <= known
    both = await read(tenant, salon, bea)
    assert values(both) == {PHONE.value, USER.value, *(each.value for each in new)}
