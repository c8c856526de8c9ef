"""Is who books found by phone, added where new, and is a wrong number refused?"""

import asyncio

import pytest

from tests.gateway.diary import PHONE, TUESDAY, Diary, reason
from tests.tenant.running import new_id


@pytest.fixture
async def diary(office):
    """A salon of the test's own."""
    return await Diary.of(office)


async def test_who_books_by_phone_is_added_once(diary):
    one = await diary.booked("10:00")
    other = await diary.booked("11:00", customer={"phone": PHONE, "name": "G."})

    assert one["customer_id"] == other["customer_id"]
    assert [each["display_name"] for each in await diary.customers()] == ["Giulia"]


async def test_who_was_there_is_found_by_phone(diary):
    known = await diary.customer()

    assert (await diary.booked())["customer_id"] == known


async def test_a_phone_of_a_deleted_customer_books_nothing(diary):
    gone = (await diary.booked("10:00"))["customer_id"]
    await diary.forget(gone)

    assert reason(await diary.wished("11:00")) == (409, "IDENTITY_TAKEN")
    assert len(await diary.bookings()) == 1


async def test_the_same_phone_is_another_customer_of_another_tenant(diary, office):
    ours, theirs = await diary.booked(), await (await Diary.of(office)).booked()

    assert ours["customer_id"] != theirs["customer_id"]


async def test_two_who_book_at_once_by_one_new_phone_are_one_customer(diary):
    made = await asyncio.gather(*(diary.booked(f"{hour}:00") for hour in range(9, 15)))

    assert len({each["customer_id"] for each in made}) == 1
    assert len(await diary.customers()) == 1


async def test_of_many_who_want_one_slot_at_once_one_gets_it(diary):
    wishes = [diary.wished(customer={"phone": f"+39333123{n:04d}"}) for n in range(20)]
    answers = await asyncio.gather(*wishes)
    refused = [each for each in answers if each.status_code != 201]

    assert len(refused) == 19
    assert {reason(each) for each in refused} == {(409, "SLOT_TAKEN")}
    assert all(each.json()["details"]["alternatives"] for each in refused)
    assert len(await diary.bookings()) == 1


@pytest.mark.parametrize(
    "phone", ["3331234567", "00393331234567", "+39 333 1234567", "Giulia", "+0123456789"]
)
@pytest.mark.parametrize("path", ["/api/bookings", "/api/bookings/hold"])
async def test_a_number_that_is_not_international_is_refused_and_nothing_is_made(
    diary, phone, path
):
    wish = {"customer": {"phone": phone, "name": "G."}, "start_time": f"{TUESDAY}T10:00:00Z"}
    answer = await diary.ask("POST", path, json=wish)

    assert reason(answer) == (400, "NOT_E164")
    assert [each["field"] for each in answer.json()["errors"]] == ["customer.phone"]
    assert await diary.customers() == []
    assert await diary.bookings() == []


@pytest.mark.parametrize(
    ("customer", "refused", "field"),
    [
        ({}, "FIELD_MISSING", "customer.phone"),
        ({"phone": 5}, "FIELD_INVALID", "customer.phone"),
        ({"phone": PHONE, "name": "\0"}, "FIELD_INVALID", "customer.name"),
        ({"phone": PHONE, "name": "\ud800"}, "FIELD_INVALID", "customer.name"),
        ({"phone": PHONE, "name": "x" * 201}, "FIELD_INVALID", "customer.name"),
        ({"phone": PHONE, "nmae": "Giulia"}, "FIELD_UNKNOWN", "customer.nmae"),
        (None, "FIELD_INVALID", "customer"),
        ([PHONE], "FIELD_INVALID", "customer"),
    ],
    ids=["nothing", "number", "nul", "surrogate", "long", "unknown", "null", "list"],
)
async def test_what_is_wrong_with_a_customer_is_named(diary, customer, refused, field):
    answer = await diary.wished(customer=customer)

    assert reason(answer) == (400, refused)
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert await diary.customers() == []


async def test_a_wish_that_cannot_be_read_adds_nobody(diary):
    answer = await diary.wished(party_size="two")

    assert reason(answer) == (400, "FIELD_INVALID")
    assert await diary.customers() == []


async def test_a_customer_is_named_in_one_way_only(diary):
    answer = await diary.wished(customer_id=new_id(), customer={"phone": PHONE})

    assert reason(answer) == (400, "FIELD_INVALID")


async def test_a_wish_without_a_customer_is_refused(diary):
    answer = await diary.ask("POST", "/api/bookings", json={})

    assert reason(answer) == (400, "FIELD_MISSING")
    assert [each["field"] for each in answer.json()["errors"]] == ["customer_id"]
    assert answer.json()["detail"] == "customer_id or customer is required"


async def test_a_key_that_may_add_no_customers_books_by_no_phone(diary, office):
    key = await office.key("bookings:write", tenant_id=diary.tenant_id)
    refused = await diary.wished(key=key)
    booked = await diary.wished(key=key, customer_id=await diary.customer())

    assert reason(refused) == (403, "SCOPE_MISSING")
    assert refused.json()["details"] == {"scope": "customers:write"}
    assert booked.status_code == 201
