"""Who wrote, when the platform says that their number or their user id has changed?"""

import pytest

from services.common.errors import InvalidArgument
from tests.tenant.clientele import read
from tests.tenant.senders import OTHER_PHONE, OTHER_USER, PHONE, USER, phone, user


async def test_a_changed_number_stays_the_same_customer(resolve):
    before = (await resolve(PHONE, USER, name="Giulia")).customer

    after = (await resolve(OTHER_PHONE, OTHER_USER, former=[PHONE, USER])).customer

    assert after.customer_id == before.customer_id
    assert {each.value for each in after.identities} == {OTHER_PHONE.value, OTHER_USER.value}
    assert after.etag != before.etag


async def test_who_gets_the_number_later_is_somebody_else(resolve):
    before = (await resolve(PHONE, USER)).customer
    after = (await resolve(OTHER_PHONE, OTHER_USER, former=[PHONE, USER])).customer

    later = (await resolve(PHONE, name="Paolo")).customer

    assert later.customer_id != before.customer_id
    assert (await resolve(OTHER_PHONE)).customer == after


async def test_a_user_id_alone_may_change(resolve):
    before = (await resolve(PHONE, USER)).customer

    after = (await resolve(OTHER_USER, former=[USER])).customer

    assert after.customer_id == before.customer_id
    assert {each.value for each in after.identities} == {PHONE.value, OTHER_USER.value}


async def test_where_both_are_customers_the_one_with_the_new_user_id_wins(resolve, tenant, salon):
    before = (await resolve(PHONE, USER, name="Giulia")).customer
    now = (await resolve(OTHER_PHONE, OTHER_USER, name="Giulia R.")).customer

    told = (await resolve(OTHER_PHONE, OTHER_USER, former=[PHONE, USER])).customer

    assert told == now
    left = await read(tenant, salon, before)
    assert list(left.identities) == []
    assert left.etag != before.etag


async def test_who_had_the_new_number_before_them_loses_it(resolve, tenant, salon):
    paolo = (await resolve(OTHER_PHONE, name="Paolo")).customer
    giulia = (await resolve(PHONE, name="Giulia")).customer

    told = (await resolve(OTHER_PHONE, former=[PHONE])).customer

    assert told.customer_id == giulia.customer_id
    assert list(told.identities) == [OTHER_PHONE]
    assert list((await read(tenant, salon, paolo)).identities) == []


async def test_former_identities_that_nobody_has_change_nothing(resolve):
    known = (await resolve(PHONE, USER)).customer

    assert (await resolve(PHONE, USER, former=[OTHER_PHONE, OTHER_USER])).customer == known


async def test_told_again_a_change_changes_nothing_more(resolve):
    await resolve(PHONE, USER)
    first = await resolve(OTHER_PHONE, OTHER_USER, former=[PHONE, USER])

    assert await resolve(OTHER_PHONE, OTHER_USER, former=[PHONE, USER]) == first


async def test_told_again_a_change_leaves_the_number_to_its_new_owner(resolve):
    giulia = (await resolve(PHONE, USER, name="Giulia")).customer
    changed = (await resolve(OTHER_PHONE, USER, former=[PHONE])).customer
    paolo = (await resolve(PHONE, name="Paolo")).customer

    again = (await resolve(OTHER_PHONE, USER, former=[PHONE])).customer

    assert again == changed
    assert again.customer_id == giulia.customer_id
    assert (await resolve(PHONE)).customer == paolo


async def test_told_again_a_change_of_user_id_too_leaves_the_number_to_its_new_owner(resolve):
    await resolve(PHONE, USER, name="Giulia")
    changed = (await resolve(OTHER_PHONE, OTHER_USER, former=[PHONE, USER])).customer
    paolo = (await resolve(PHONE, user("IT.3"), name="Paolo")).customer

    again = (await resolve(OTHER_PHONE, OTHER_USER, former=[PHONE, USER])).customer

    assert again == changed
    assert (await resolve(PHONE)).customer == paolo


async def test_who_changed_before_they_ever_wrote_is_a_new_customer(resolve):
    customer = (await resolve(PHONE, former=[OTHER_PHONE])).customer

    assert list(customer.identities) == [PHONE]


async def test_without_an_identity_of_now_nobody_loses_one(resolve):
    known = (await resolve(PHONE)).customer

    assert not (await resolve(former=[PHONE])).HasField("customer")
    assert (await resolve(PHONE)).customer == known


async def test_a_former_phone_that_is_not_international_is_refused_by_name(resolve):
    with pytest.raises(InvalidArgument) as refusal:
        await resolve(PHONE, former=[phone("0333")])
    assert [each.field for each in refusal.value.violations] == ["former_identities[0].value"]
