"""Who wrote to whom?"""

import pytest
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.common.errors import InvalidArgument, NotFound
from tests.tenant.running import new_id
from tests.tenant.senders import OTHER_PHONE, PHONE, USER, phone, wrote


async def test_an_address_tells_the_tenant_and_the_channel(resolve, salon):
    found = await resolve(PHONE)

    assert (found.tenant, found.channel) == (salon.tenant, salon.channel)


async def test_without_identities_there_is_no_customer(resolve, salon):
    found = await resolve()

    assert found.tenant == salon.tenant
    assert not found.HasField("customer")


async def test_an_address_of_nobody_is_unknown(tenant, salon):
    request = wrote(salon, PHONE)
    request.address = "999999999999999"

    with pytest.raises(NotFound) as refusal:
        await tenant.customers.ResolveInbound(request)
    assert refusal.value.reason == "ADDRESS_UNKNOWN"


async def test_an_address_is_of_its_platform_only(tenant, salon):
    request = wrote(salon, PHONE)
    request.platform = channel_pb.PLATFORM_INSTAGRAM

    with pytest.raises(NotFound, match="no tenant has this address"):
        await tenant.customers.ResolveInbound(request)


async def test_an_address_that_no_database_could_hold_is_unknown_too(tenant, salon):
    request = wrote(salon, PHONE)
    request.address = "1000\x00"

    with pytest.raises(NotFound) as refusal:
        await tenant.customers.ResolveInbound(request)
    assert refusal.value.reason == "ADDRESS_UNKNOWN"


async def test_who_writes_for_the_first_time_becomes_a_customer(resolve):
    customer = (await resolve(PHONE, name="Giulia")).customer

    assert customer.display_name == "Giulia"
    assert list(customer.identities) == [PHONE]
    assert customer.etag
    assert customer.create_time.seconds


async def test_who_writes_again_is_the_same_customer_unchanged(resolve):
    first = await resolve(PHONE, name="Giulia")

    assert await resolve(PHONE, name="Giulia") == first


async def test_the_same_request_again_finds_the_same_customer(tenant, salon):
    request = wrote(salon, PHONE, USER, name="Giulia")

    first = await tenant.customers.ResolveInbound(request)
    assert await tenant.customers.ResolveInbound(request) == first


async def test_somebody_else_is_another_customer(resolve):
    first, second = await resolve(PHONE), await resolve(OTHER_PHONE)

    assert first.customer.customer_id != second.customer.customer_id


async def test_a_customer_may_have_no_phone_number_at_all(resolve):
    first, second = await resolve(USER, name="giulia.rossi"), await resolve(USER)

    assert first.customer == second.customer
    assert list(first.customer.identities) == [USER]


async def test_several_identities_are_one_customer(resolve):
    both = (await resolve(PHONE, USER)).customer

    assert (await resolve(PHONE)).customer == both
    assert (await resolve(USER)).customer == both
    assert {each.value for each in both.identities} == {PHONE.value, USER.value}


async def test_an_identity_named_twice_is_one(resolve):
    assert list((await resolve(PHONE, PHONE)).customer.identities) == [PHONE]


async def test_a_new_identity_is_added_to_the_customer_who_has_another(resolve):
    known = (await resolve(PHONE)).customer
    more = (await resolve(PHONE, USER)).customer

    assert more.customer_id == known.customer_id
    assert list(more.identities) == [PHONE, USER], "the oldest first"
    assert more.etag != known.etag


async def test_two_phones_with_one_user_id_are_one_customer(resolve):
    first = (await resolve(PHONE, USER)).customer
    second = (await resolve(OTHER_PHONE, USER)).customer

    assert second.customer_id == first.customer_id
    assert (await resolve(OTHER_PHONE)).customer == second
    assert {each.value for each in second.identities} == {
        PHONE.value,
        OTHER_PHONE.value,
        USER.value,
    }


async def test_where_phone_and_user_id_are_of_two_customers_the_user_id_wins(resolve):
    by_phone = (await resolve(PHONE, name="Anna")).customer
    by_user = (await resolve(USER, name="Giulia")).customer

    both = (await resolve(PHONE, USER)).customer

    assert both.customer_id == by_user.customer_id != by_phone.customer_id


async def test_two_customers_are_never_merged_silently(resolve):
    by_phone = (await resolve(PHONE, name="Anna")).customer
    by_user = (await resolve(USER, name="Giulia")).customer

    await resolve(PHONE, USER, name="Giulia")

    assert (await resolve(PHONE)).customer == by_phone
    assert (await resolve(USER)).customer == by_user


async def test_of_two_customers_the_one_who_wrote_gets_what_is_new(resolve):
    await resolve(PHONE)
    by_user = (await resolve(USER)).customer

    told = (await resolve(PHONE, OTHER_PHONE, USER)).customer

    assert told.customer_id == by_user.customer_id
    assert list(told.identities) == [USER, OTHER_PHONE]


async def test_a_name_is_filled_in_where_there_was_none(resolve):
    nameless = (await resolve(PHONE)).customer
    named = (await resolve(PHONE, name="Giulia")).customer

    assert (nameless.display_name, named.display_name) == ("", "Giulia")
    assert named.customer_id == nameless.customer_id
    assert named.etag != nameless.etag


async def test_a_name_that_is_known_stays(resolve):
    await resolve(PHONE, name="Giulia")

    assert (await resolve(PHONE, name="Giulia al mare")).customer.display_name == "Giulia"


async def test_a_name_loses_what_nobody_can_see(resolve):
    customer = (
        await resolve(PHONE, name="  Giu\x00lia\r\n Rossi \U0001f9d1\u200d\U0001f3a8")
    ).customer

    assert customer.display_name == "Giu lia Rossi \U0001f9d1\u200d\U0001f3a8"


@pytest.mark.parametrize(
    "number", ["393331234567", "+39 333 1234567", "+", "+0391", "+1" * 9, "+३९३३३"]
)
async def test_a_phone_number_that_is_not_international_is_refused_by_name(resolve, number):
    bad = pb.Identity(kind=pb.IDENTITY_KIND_PHONE, value=number)

    with pytest.raises(InvalidArgument) as refusal:
        await resolve(USER, bad)
    assert refusal.value.reason == "NOT_E164"
    assert [each.field for each in refusal.value.violations] == ["identities[1].value"]
    assert number[1:] not in str(refusal.value) or number == "+"


async def test_an_identity_with_a_control_character_is_refused_by_name(resolve):
    bad = pb.Identity(kind=pb.IDENTITY_KIND_WHATSAPP_USER, value="IT.1\x00")

    with pytest.raises(InvalidArgument) as refusal:
        await resolve(bad)
    assert [each.field for each in refusal.value.violations] == ["identities[0].value"]


async def test_every_field_that_is_wrong_is_named(tenant):
    request = pb.ResolveInboundRequest(
        request_id="42", identities=[pb.Identity(value="+393331234567")]
    )

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.customers.ResolveInbound(request)
    named = {each.field for each in refusal.value.violations}
    assert named == {"request_id", "platform", "address", "identities[0].kind"}


async def test_the_same_person_is_a_customer_of_each_tenant(resolve, salon, rival):
    here = await resolve(PHONE, USER, to=salon)
    there = await resolve(PHONE, USER, to=rival)

    assert here.tenant != there.tenant
    assert here.customer.customer_id != there.customer.customer_id


async def test_a_number_that_no_numbering_plan_knows_any_more_is_somebodys(resolve):
    mexican = phone("+5215512345678")

    assert list((await resolve(mexican)).customer.identities) == [mexican]


async def test_nobody_reaches_a_deleted_tenant(resolve, tenant, salon):
    request = tenant_pb.DeleteTenantRequest(tenant_id=salon.tenant_id, request_id=new_id())
    await tenant.tenants.DeleteTenant(request)

    with pytest.raises(NotFound) as refusal:
        await resolve(PHONE)
    assert refusal.value.reason == "ADDRESS_UNKNOWN"
