"""Does a page token lead to the next page of the same list, and nowhere else?"""

import pytest
from lyo.booking.v1.booking_service_pb2 import ListBookingsRequest, ListFreeSlotsRequest

from services.common.errors import InvalidArgument
from services.common.paging import PageTokens, page_size

TOKENS = PageTokens(b"key")


def asked(token: str = "", tenant: str = "a", customer: str = "c", size: int = 0):
    return ListBookingsRequest(
        tenant_id=tenant, customer_id=customer, page_size=size, page_token=token
    )


def refused(request, tokens: PageTokens = TOKENS) -> str:
    with pytest.raises(InvalidArgument) as refusal:
        tokens.decode(request)
    return refusal.value.reason


def test_a_token_carries_the_last_key_to_the_next_page():
    token = TOKENS.encode(asked(), "2026-03-02", "ünïcode")

    assert TOKENS.decode(asked(token)) == ("2026-03-02", "ünïcode")


def test_no_token_is_the_first_page():
    assert TOKENS.decode(asked()) is None


def test_the_size_may_change_from_page_to_page():
    token = TOKENS.encode(asked(size=10), "x")

    assert TOKENS.decode(asked(token, size=20)) == ("x",)


def test_a_token_of_a_later_page_is_as_good_as_one_of_the_first():
    second = TOKENS.encode(asked(TOKENS.encode(asked(), "x")), "y")

    assert TOKENS.decode(asked(second)) == ("y",)


def test_a_token_is_of_one_tenant_one_filter_and_one_list():
    token = TOKENS.encode(asked(), "x")

    assert refused(asked(token, tenant="b")) == "PAGE_TOKEN_INVALID"
    assert refused(asked(token, customer="d")) == "PAGE_TOKEN_INVALID"
    assert refused(ListFreeSlotsRequest(tenant_id="a", page_token=token)) == "PAGE_TOKEN_INVALID"


@pytest.mark.parametrize("token", ["x", "%", "ü", "A" * 999, "AAAA====", "\x00"])
def test_what_we_did_not_make_is_refused(token):
    assert refused(asked(token)) == "PAGE_TOKEN_INVALID"


def test_a_changed_token_is_refused():
    token = TOKENS.encode(asked(), "x")
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")

    assert refused(asked(changed)) == "PAGE_TOKEN_INVALID"


def test_a_token_of_another_key_is_refused():
    token = PageTokens(b"other").encode(asked(), "x")

    assert refused(asked(token)) == "PAGE_TOKEN_INVALID"


@pytest.mark.parametrize(("size", "given"), [(0, 50), (1, 1), (200, 200), (201, 200)])
def test_pages_have_a_size_that_suits_us(size, given):
    assert page_size(size) == given


def test_a_negative_size_is_refused():
    with pytest.raises(InvalidArgument) as refusal:
        page_size(-1)
    assert refusal.value.reason == "PAGE_SIZE_INVALID"
