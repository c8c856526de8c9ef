"""Of several customers who could have written, which one did?"""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.tenant.domain.customer import Customer, CustomerProfile, keeper, sender
from services.tenant.domain.identity import Identity, IdentityKind

PHONE = Identity(IdentityKind.PHONE, "+393331234567")
USER = Identity(IdentityKind.WHATSAPP_USER, "IT.1")
CONTACT = Identity(IdentityKind.CHATWOOT_CONTACT, "1/7")
INSTAGRAM = Identity(IdentityKind.INSTAGRAM, "17841400000000000")


def with_identities(*identities):
    """A customer who has these."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return Customer(uuid4(), CustomerProfile(), identities, now)


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
    assert keeper([with_identities(PHONE)], [USER]) is None


OLD_PHONE = Identity(IdentityKind.PHONE, "+393330000000")
OLD_USER = Identity(IdentityKind.WHATSAPP_USER, "IT.0")


def test_who_had_a_former_identity_is_the_one():
    before = with_identities(OLD_PHONE)
    assert sender([PHONE, USER], [OLD_PHONE]).among([before]) is before


def test_who_has_the_user_id_is_the_one_whoever_had_the_former():
    before, now = with_identities(OLD_PHONE, OLD_USER), with_identities(USER)
    assert sender([PHONE, USER], [OLD_PHONE, OLD_USER]).among([before, now]) is now


def test_who_had_a_former_identity_goes_before_who_had_the_number_before_them():
    before, recycled = with_identities(OLD_PHONE), with_identities(PHONE)
    assert sender([PHONE], [OLD_PHONE]).among([recycled, before]) is before


def test_what_somebody_has_they_did_not_lose():
    assert sender([PHONE], [PHONE, OLD_PHONE]).former == (OLD_PHONE,)


def test_without_new_identities_nobody_has_changed():
    assert sender([], [OLD_PHONE]).former == ()
