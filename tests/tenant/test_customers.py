"""Who are the customers of a tenant?"""

import pytest
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound
from tests.tenant.clientele import added, deleted, listed
from tests.tenant.running import new_id
from tests.tenant.senders import OTHER_PHONE, PHONE, USER, user


async def wrote(tenant, salon, number, *others):
    """Somebody writes to the salon; the customer."""
    phone = pb.Identity(kind=pb.IDENTITY_KIND_PHONE, value=f"+39333000{number:04}")
    request = pb.ResolveInboundRequest(
        request_id=new_id(),
        platform=channel_pb.PLATFORM_WHATSAPP,
        address=salon.address,
        identities=[phone, *others],
        display_name=f"Customer {number}",
    )
    return (await tenant.customers.ResolveInbound(request)).customer


async def test_a_customer_is_found_by_its_id(tenant, salon):
    user = pb.Identity(kind=pb.IDENTITY_KIND_WHATSAPP_USER, value="IT.1")
    made = await wrote(tenant, salon, 1, user)

    request = pb.GetCustomerRequest(tenant_id=salon.tenant_id, customer_id=made.customer_id)
    assert (await tenant.customers.GetCustomer(request)).customer == made


async def test_a_customer_that_is_not_there_is_not_found(tenant, salon):
    request = pb.GetCustomerRequest(tenant_id=salon.tenant_id, customer_id=new_id())

    with pytest.raises(NotFound) as refusal:
        await tenant.customers.GetCustomer(request)
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"


@pytest.mark.parametrize("ref", ["\x00", "crm-1\x00"])
async def test_an_id_of_their_own_with_control_characters_is_nobodys(tenant, salon, ref):
    request = pb.GetCustomerRequest(tenant_id=salon.tenant_id, external_ref=ref)

    with pytest.raises(NotFound) as refusal:
        await tenant.customers.GetCustomer(request)
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"


@pytest.mark.parametrize("value", ["\x00", "+39333\x00"])
async def test_nobody_has_an_identity_with_control_characters(tenant, salon, value):
    await wrote(tenant, salon, 1)

    assert await listed(tenant, salon, identity_value=value) == []


async def test_customers_are_listed_the_newest_first_a_page_at_a_time(tenant, salon):
    for number in range(5):
        await wrote(tenant, salon, number)

    pages, token = [], ""
    while not pages or token:
        request = pb.ListCustomersRequest(tenant_id=salon.tenant_id, page_size=2, page_token=token)
        page = await tenant.customers.ListCustomers(request)
        pages.append([each.display_name[-1] for each in page.customers])
        token = page.next_page_token

    assert pages == [["4", "3"], ["2", "1"], ["0"]]


async def test_who_comes_while_somebody_turns_pages_moves_nothing(tenant, salon):
    for number in range(3):
        await wrote(tenant, salon, number)
    first = await tenant.customers.ListCustomers(
        pb.ListCustomersRequest(tenant_id=salon.tenant_id, page_size=2)
    )
    await wrote(tenant, salon, 9)

    second = await tenant.customers.ListCustomers(
        pb.ListCustomersRequest(tenant_id=salon.tenant_id, page_token=first.next_page_token)
    )
    assert [each.display_name for each in second.customers] == ["Customer 0"]


async def test_a_tenant_without_customers_has_an_empty_list(tenant, salon):
    page = await tenant.customers.ListCustomers(pb.ListCustomersRequest(tenant_id=salon.tenant_id))
    assert (list(page.customers), page.next_page_token) == ([], "")


async def test_a_page_cannot_have_fewer_than_no_customers(tenant, salon):
    request = pb.ListCustomersRequest(tenant_id=salon.tenant_id, page_size=-1)

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.customers.ListCustomers(request)
    assert [each.field for each in refusal.value.violations] == ["page_size"]


@pytest.mark.parametrize("which", range(2))
async def test_customers_are_listed_by_an_identity_of_any_kind(tenant, salon, which):
    made = await added(tenant, salon, PHONE, USER)
    await added(tenant, salon, OTHER_PHONE, user("IT.other"))

    value = [PHONE, USER][which].value
    assert await listed(tenant, salon, identity_value=value) == [made]


async def test_an_identity_that_only_a_deleted_customer_has_is_found_where_that_is_asked(
    tenant, salon
):
    gone = await deleted(tenant, salon, await added(tenant, salon, PHONE))

    assert await listed(tenant, salon, identity_value=PHONE.value) == []
    found = await listed(tenant, salon, identity_value=PHONE.value, show_deleted=True)
    assert found == [gone]


async def test_a_page_token_is_of_one_tenant(tenant, salon, rival):
    for each in (PHONE, OTHER_PHONE):
        await added(tenant, salon, each)
    request = pb.ListCustomersRequest(tenant_id=salon.tenant_id, page_size=1)
    request.page_token = (await tenant.customers.ListCustomers(request)).next_page_token
    request.tenant_id = rival.tenant_id

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.customers.ListCustomers(request)
    assert refusal.value.reason == "PAGE_TOKEN_INVALID"
