"""Does a key that makes keys give no more than it has?"""

from datetime import UTC, datetime, timedelta

import pytest

from services.common import context
from services.common.actor import Actor
from services.common.errors import NotFound, PermissionDenied
from services.common.fields import timestamp
from tests.common.serving import ACTORS
from tests.tenant.keys import Standing, create, listed_ids, revoke
from tests.tenant.running import running_tenant

NOON = datetime(2099, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
async def acting():
    """Make calls for somebody, as a door does that let them in."""

    def act(name, *scopes, tenants=None):
        context.actor.set(ACTORS.signed(Actor(name, frozenset(scopes or {"*"}), tenants)))

    yield act
    context.actor.set(None)


@pytest.fixture
def maker(tenant, salon, acting):
    """Make a key of the salon, and let it make others."""

    async def made(*scopes, tenants=None, **fields):
        given = {"tenant_id": salon.tenant_id, "scopes": scopes or ["*"], **fields}
        key = (await create(tenant, **given)).api_key
        acting(f"key:{key.api_key_id}", *scopes, tenants=tenants)
        return key

    return made


async def test_a_key_that_a_key_made_says_by_which(tenant, salon, maker):
    key = await maker()
    made = await create(tenant, tenant_id=salon.tenant_id)
    assert made.api_key.created_by == f"key:{key.api_key_id}"


async def test_nobody_gives_a_scope_that_they_lack(tenant, salon, maker):
    await maker("keys:write", "customers:read")
    await create(tenant, tenant_id=salon.tenant_id, scopes=["customers:read"])

    for scopes in (["customers:write"], ["*"]):
        with pytest.raises(PermissionDenied) as refusal:
            await create(tenant, tenant_id=salon.tenant_id, scopes=scopes)
        assert refusal.value.reason == "SCOPE_MISSING"


async def test_who_is_for_one_tenant_makes_no_key_for_another(tenant, salon, rival, maker):
    await maker(tenants=frozenset({salon.tenant_id}))
    await create(tenant, tenant_id=salon.tenant_id)

    for fields in (
        {"tenant_id": rival.tenant_id},
        {"tenant_ids": [rival.tenant_id]},
        {"tenant_ids": [salon.tenant_id]},
        {"all_tenants": True},
    ):
        with pytest.raises((NotFound, PermissionDenied)) as refusal:
            await create(tenant, **fields)
        assert refusal.value.reason in {"TENANT_NOT_FOUND", "TENANTS_LIMITED"}


# Until when


@pytest.mark.parametrize("ends", [{}, {"expire_time": timestamp(NOON + timedelta(seconds=1))}])
async def test_a_key_that_ends_makes_none_that_lasts_longer(tenant, salon, maker, ends):
    key = await maker(expire_time=timestamp(NOON))

    with pytest.raises(PermissionDenied) as refusal:
        await create(tenant, tenant_id=salon.tenant_id, **ends)

    assert refusal.value.reason == "KEY_OUTLIVES_MAKER"
    assert await listed_ids(tenant, salon.tenant_id) == [key.api_key_id]


async def test_a_key_that_ends_makes_one_that_ends_with_it(tenant, salon, maker):
    await maker(expire_time=timestamp(NOON))

    made = await create(tenant, tenant_id=salon.tenant_id, expire_time=timestamp(NOON))
    assert made.api_key.expire_time == timestamp(NOON)


async def test_a_key_that_never_ends_makes_one_that_never_ends(tenant, salon, maker):
    await maker()

    made = await create(tenant, tenant_id=salon.tenant_id)
    assert not made.api_key.HasField("expire_time")


async def test_the_end_of_a_key_for_every_tenant_counts_too(tenant, salon, acting):
    key = (await create(tenant, all_tenants=True, expire_time=timestamp(NOON))).api_key
    acting(f"key:{key.api_key_id}")

    with pytest.raises(PermissionDenied) as refusal:
        await create(tenant, tenant_id=salon.tenant_id)
    assert refusal.value.reason == "KEY_OUTLIVES_MAKER"


async def test_a_key_that_was_revoked_makes_none(tenant, salon, acting):
    key = await create(tenant, tenant_id=salon.tenant_id)
    await revoke(tenant, key, salon.tenant_id)
    acting(f"key:{key.api_key.api_key_id}")

    with pytest.raises(PermissionDenied) as refusal:
        await create(tenant, tenant_id=salon.tenant_id)
    assert refusal.value.reason == "KEY_OUTLIVES_MAKER"


async def test_a_key_that_has_ended_makes_none(tenant_database, salon, acting):
    clock = Standing()
    async with running_tenant(tenant_database, now=clock) as running:
        ends = {"expire_time": timestamp(clock.time + timedelta(hours=1))}
        key = (await create(running, tenant_id=salon.tenant_id, **ends)).api_key
        clock.time += timedelta(hours=2)
        acting(f"key:{key.api_key_id}")

        ends = {"expire_time": timestamp(clock.time + timedelta(hours=1))}
        with pytest.raises(PermissionDenied) as refusal:
            await create(running, tenant_id=salon.tenant_id, **ends)
    assert refusal.value.reason == "KEY_OUTLIVES_MAKER"


async def test_a_key_that_is_there_no_more_makes_none(tenant, salon, acting):
    acting("key:abcdefghijkl")

    with pytest.raises(PermissionDenied) as refusal:
        await create(tenant, tenant_id=salon.tenant_id)
    assert refusal.value.reason == "KEY_OUTLIVES_MAKER"


# How fast


async def test_a_key_makes_none_that_is_faster(tenant, salon, maker):
    key = await maker(calls_per_minute=700)

    with pytest.raises(PermissionDenied) as refusal:
        await create(tenant, tenant_id=salon.tenant_id, calls_per_minute=701)

    assert refusal.value.reason == "KEY_FASTER_THAN_MAKER"
    assert await listed_ids(tenant, salon.tenant_id) == [key.api_key_id]


async def test_a_key_makes_one_that_is_as_fast(tenant, salon, maker):
    await maker(calls_per_minute=700)

    made = await create(tenant, tenant_id=salon.tenant_id, calls_per_minute=700)
    assert made.api_key.calls_per_minute == 700


@pytest.mark.parametrize(("fast", "given"), [(5, 5), (700, 600)])
async def test_where_nothing_is_said_a_key_is_as_fast_as_its_maker_may_give(
    tenant, salon, maker, fast, given
):
    await maker(calls_per_minute=fast)

    made = await create(tenant, tenant_id=salon.tenant_id)
    assert made.api_key.calls_per_minute == given


async def test_the_development_key_makes_any(tenant, salon, acting):
    acting("key:development")

    made = await create(tenant, tenant_id=salon.tenant_id, calls_per_minute=60_000)
    assert made.api_key.created_by == "key:development"
