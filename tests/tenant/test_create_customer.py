"""Customers who are added before they ever wrote, and what is changed of them."""

import asyncio

import pytest
from lyo.tenant.v1 import customer_service_pb2 as pb

from services.common.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound
from tests.tenant.clientele import a_change, a_customer, added, listed, read
from tests.tenant.running import OpenTenant, new_id
from tests.tenant.senders import OTHER_PHONE, PHONE, USER, phone


async def test_a_customer_is_as_it_was_asked_for(tenant, salon):
    made = await added(
        tenant,
        salon,
        PHONE,
        USER,
        language="it",
        time_zone="Europe/Rome",
        external_ref="crm-1",
    )

    assert (made.display_name, made.language, made.time_zone, made.external_ref) == (
        "Giulia Rossi",
        "it",
        "Europe/Rome",
        "crm-1",
    )
    assert {each.value for each in made.identities} == {PHONE.value, USER.value}
    assert await read(tenant, salon, made) == made


async def test_who_was_added_is_known_when_they_write(tenant, salon, resolve):
    made = await added(tenant, salon, PHONE)

    assert (await resolve(PHONE, name="Giulia al mare")).customer == made


async def test_a_customer_is_found_by_the_tenants_own_id(tenant, salon):
    made = await added(tenant, salon, external_ref="crm-1")

    request = pb.GetCustomerRequest(tenant_id=salon.tenant_id, external_ref="crm-1")
    assert (await tenant.customers.GetCustomer(request)).customer == made


async def test_an_own_id_that_nobody_has_is_not_found(tenant, salon, rival):
    await added(tenant, rival, external_ref="crm-1")

    request = pb.GetCustomerRequest(tenant_id=salon.tenant_id, external_ref="crm-1")
    with pytest.raises(NotFound) as refusal:
        await tenant.customers.GetCustomer(request)
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"


@pytest.mark.parametrize("ids", [{}, {"customer_id": new_id(), "external_ref": "crm-1"}])
async def test_a_customer_is_asked_for_in_one_way(tenant, salon, ids):
    with pytest.raises(InvalidArgument):
        await tenant.customers.GetCustomer(pb.GetCustomerRequest(tenant_id=salon.tenant_id, **ids))


async def test_the_same_request_again_gives_the_same_customer(tenant, salon):
    request = a_customer(salon, external_ref="crm-1")

    first = await tenant.customers.CreateCustomer(request)
    assert await tenant.customers.CreateCustomer(request) == first


async def test_a_request_id_means_one_request(tenant, salon):
    request = a_customer(salon)
    await tenant.customers.CreateCustomer(request)
    request.display_name = "Anna"

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.customers.CreateCustomer(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_an_identity_is_one_customers(tenant, salon, resolve):
    known = (await resolve(PHONE)).customer

    with pytest.raises(FailedPrecondition) as refusal:
        await added(tenant, salon, OTHER_PHONE, PHONE)
    assert refusal.value.reason == "IDENTITY_TAKEN"
    assert await listed(tenant, salon) == [known]
    assert (await resolve(OTHER_PHONE)).customer.customer_id != known.customer_id


async def test_of_many_who_want_an_own_id_at_once_one_gets_it(tenant, salon):
    answers = await asyncio.gather(
        *(
            added(tenant, salon, phone(f"+3933300000{n:02}"), external_ref="crm-1")
            for n in range(12)
        ),
        return_exceptions=True,
    )

    refused = [each for each in answers if isinstance(each, FailedPrecondition)]
    assert [each.reason for each in refused] == ["EXTERNAL_REF_TAKEN"] * 11
    assert len(await listed(tenant, salon)) == 1


async def test_two_tenants_may_have_the_same_own_id(tenant, salon, rival):
    ours = await added(tenant, salon, external_ref="crm-1")
    theirs = await added(tenant, rival, external_ref="crm-1")

    assert ours.customer_id != theirs.customer_id


async def test_a_tenant_that_is_not_there_gets_no_customer(tenant, salon):
    nobody = OpenTenant(type(salon.tenant)(tenant_id=new_id()), salon.channel)

    with pytest.raises(NotFound) as refusal:
        await added(tenant, nobody)
    assert refusal.value.reason == "TENANT_NOT_FOUND"


@pytest.mark.parametrize("number", ["393331234567", "+39 333 1234567", "+3933312", "+999123456"])
async def test_a_phone_that_cannot_be_is_refused(tenant, salon, number):
    with pytest.raises(InvalidArgument) as refusal:
        await added(tenant, salon, USER, phone(number))

    assert refusal.value.reason == "NOT_E164"
    assert [each.field for each in refusal.value.violations] == ["identities[1].value"]
    assert await listed(tenant, salon) == []


async def test_a_zone_that_is_none_is_refused(tenant, salon):
    with pytest.raises(InvalidArgument) as refusal:
        await added(tenant, salon, time_zone="Europe/Atlantis")
    assert refusal.value.reason == "TIME_ZONE_UNKNOWN"
    assert await listed(tenant, salon) == []


async def test_every_field_that_is_wrong_is_named(tenant, salon):
    with pytest.raises(InvalidArgument) as refusal:
        await added(tenant, salon, display_name="Giu\x00lia", language="klingon", external_ref="\t")
    assert [each.field for each in refusal.value.violations] == [
        "display_name",
        "language",
        "external_ref",
    ]


async def test_what_the_mask_names_is_changed_and_nothing_else(tenant, salon):
    made = await added(tenant, salon, language="it")
    request = a_change(salon, made, "language", "external_ref", language="en", external_ref="crm-1")
    request.customer.display_name = "not meant"

    changed = (await tenant.customers.UpdateCustomer(request)).customer

    assert (changed.display_name, changed.language, changed.external_ref) == (
        "Giulia Rossi",
        "en",
        "crm-1",
    )
    assert changed.etag != made.etag
    assert await read(tenant, salon, made) == changed


async def test_the_same_change_again_is_made_once(tenant, salon):
    request = a_change(salon, await added(tenant, salon), language="en")

    first = await tenant.customers.UpdateCustomer(request)
    assert await tenant.customers.UpdateCustomer(request) == first


async def test_a_change_that_is_based_on_an_older_state_is_refused(tenant, salon):
    made = await added(tenant, salon)
    await tenant.customers.UpdateCustomer(a_change(salon, made, language="it"))

    with pytest.raises(Aborted) as refusal:
        await tenant.customers.UpdateCustomer(a_change(salon, made, language="en", etag=made.etag))
    assert refusal.value.reason == "ETAG_STALE"
    assert (await read(tenant, salon, made)).language == "it"


@pytest.mark.parametrize("path", ["identities", "merged_into_id", "customer_id", "*"])
async def test_only_what_may_be_said_of_a_customer_is_changed(tenant, salon, path):
    made = await added(tenant, salon)

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.customers.UpdateCustomer(a_change(salon, made, path, language="en"))
    assert refusal.value.reason == "MASK_PATH_UNKNOWN"


async def test_a_change_to_something_wrong_names_the_field_inside_the_customer(tenant, salon):
    request = a_change(salon, await added(tenant, salon), time_zone="Rome")

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.customers.UpdateCustomer(request)
    assert refusal.value.reason == "TIME_ZONE_UNKNOWN"
    assert [each.field for each in refusal.value.violations] == ["customer.time_zone"]


async def test_an_own_id_of_another_customer_is_taken(tenant, salon):
    await added(tenant, salon, PHONE, external_ref="crm-1")
    other = await added(tenant, salon, OTHER_PHONE)

    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.customers.UpdateCustomer(a_change(salon, other, external_ref="crm-1"))
    assert refusal.value.reason == "EXTERNAL_REF_TAKEN"
    assert await read(tenant, salon, other) == other


async def test_a_customer_of_another_tenant_is_not_changed(tenant, salon, rival):
    made = await added(tenant, salon)

    with pytest.raises(NotFound) as refusal:
        await tenant.customers.UpdateCustomer(a_change(rival, made, language="en"))
    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"
    assert await read(tenant, salon, made) == made
