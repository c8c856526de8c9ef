"""Can only those be booked for who are customers of the tenant?"""

import pytest

from tests.gateway.diary import TUESDAY, Diary, reason
from tests.tenant.running import new_id


@pytest.fixture
async def diary(office):
    """A salon of the test's own."""
    return await Diary.of(office)


async def of_nobody(diary: Diary) -> str:
    return new_id()


async def of_another_tenant(diary: Diary) -> str:
    return await (await Diary.of(diary.office)).customer()


async def of_one_who_is_deleted(diary: Diary) -> str:
    gone = await diary.customer()
    await diary.forget(gone)
    return gone


async def of_one_who_was_removed_for_good(diary: Diary) -> str:
    gone = await diary.customer()
    await diary.forget(gone, purge=True)
    return gone


@pytest.mark.parametrize(
    "an_id",
    [of_nobody, of_another_tenant, of_one_who_is_deleted, of_one_who_was_removed_for_good],
    ids=lambda each: each.__name__,
)
@pytest.mark.parametrize("below", ["/api", "/admin", "/admin/tenants/{tenant_id}"])
@pytest.mark.parametrize("path", ["bookings", "bookings/hold"])
async def test_for_whoever_is_no_customer_nothing_is_booked(diary, an_id, below, path):
    wish = {"customer_id": await an_id(diary), "start_time": f"{TUESDAY}T10:00:00Z"}
    at = f"{below.format(tenant_id=diary.tenant_id)}/{path}"
    answer = await diary.ask("POST", at, json=wish)

    assert reason(answer) == (404, "CUSTOMER_NOT_FOUND")
    assert await diary.bookings() == []


async def test_a_customer_is_booked_for_by_id(diary):
    customer_id = await diary.customer()

    assert (await diary.booked(customer_id=customer_id))["customer_id"] == customer_id


async def test_who_was_merged_into_another_is_still_booked_for(diary):
    stays, merged = await diary.customer(), await diary.customer("+393338888888")
    path = f"/admin/tenants/{diary.tenant_id}/customers/{stays}/merge"
    assert (await diary.ask("POST", path, json={"merged_id": merged})).status_code == 200

    assert (await diary.wished(customer_id=merged)).status_code == 201


async def test_what_is_no_id_is_named(diary):
    answer = await diary.wished(customer_id="giulia")

    assert reason(answer) == (400, "FIELD_INVALID")
    assert [each["field"] for each in answer.json()["errors"]] == ["customer_id"]
