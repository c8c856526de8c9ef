"""Of several customers who could have written, which one did?"""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.tenant.domain.customer import Customer, Identity, IdentityKind, keeper

PHONE = Identity(IdentityKind.PHONE, "+393331234567")
USER = Identity(IdentityKind.WHATSAPP_USER, "IT.1")
CONTACT = Identity(IdentityKind.CHATWOOT_CONTACT, "1/7")
INSTAGRAM = Identity(IdentityKind.INSTAGRAM, "17841400000000000")


def with_identities(*identities):
    """A customer who has these."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return Customer(uuid4(), "", "", "", identities, now, 1)


def test_a_single_customer_is_the_one():
    only = with_identities(PHONE)
    assert keeper([only], [USER, PHONE]) == only


@pytest.mark.parametrize("order", [1, -1])
def test_the_user_id_tells_more_than_the_phone_number_in_any_order(order):
    by_phone, by_user = with_identities(PHONE), with_identities(USER)
    assert keeper([by_phone, by_user][::order], [PHONE, USER][::order]) == by_user


def test_any_identity_tells_more_than_a_phone_number():
    by_phone, by_contact = with_identities(PHONE), with_identities(CONTACT)
    assert keeper([by_phone, by_contact], [PHONE, CONTACT]) == by_contact


def test_among_equals_the_one_named_first_tells():
    first, second = with_identities(CONTACT), with_identities(INSTAGRAM)
    assert keeper([second, first], [CONTACT, INSTAGRAM]) == first


def test_nobody_is_made_up():
    with pytest.raises(ValueError, match="none of the customers"):
        keeper([with_identities(PHONE)], [USER])
