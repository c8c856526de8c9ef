"""Is a key made for whom it shall be, and ended for good?"""

from datetime import UTC, datetime, timedelta

import pytest
from lyo.tenant.v1 import access_service_pb2 as pb

from lyoctl.keys import WantedKey, create_key, lasting
from lyoctl.resources import kind_of
from lyoctl.resources.kind import ResourceError
from services.common.errors import Unauthenticated
from services.common.fields import timestamp

NOW = datetime.now(UTC)


@pytest.fixture
async def shop(mesh_of_two, salon):
    """A tenant, by name."""
    await mesh_of_two.apply(salon())
    return salon.name


@pytest.fixture
def make(mesh_of_two):
    async def make(**wanted):
        given = {"client": "billing", "scopes": ["customers:read"], **wanted}
        return await create_key(WantedKey(**given), mesh_of_two.stubs, NOW)

    return make


async def verified(mesh, plain):
    return await mesh.tenant.access.VerifyApiKey(pb.VerifyApiKeyRequest(api_key=plain))


async def test_a_key_of_a_tenant_is_for_it_alone(mesh_of_two, make, shop):
    made = await make(tenants=[shop], calls_per_minute=7)

    tenants = await kind_of("tenants", mesh_of_two.stubs, "")
    tenant_id = (await tenants.named(shop)).tenant_id
    found = await verified(mesh_of_two, made.plain)
    assert (list(found.tenant_ids), found.all_tenants) == ([tenant_id], False)
    assert (list(found.scopes), found.calls_per_minute) == (["customers:read"], 7)


async def test_a_key_of_all_tenants_is_the_installations(mesh_of_two, make):
    made = await make(client="all-of-them")

    keys = await kind_of("keys", mesh_of_two.stubs, "")
    assert (await keys.named(made.api_key.api_key_id)).all_tenants
    assert (await verified(mesh_of_two, made.plain)).all_tenants


async def test_a_key_of_two_tenants_is_the_installations(mesh_of_two, make, shop):
    other = (await mesh_of_two.tenant.open()).tenant

    made = await make(client="two-of-them", tenants=[shop, other.name])

    assert len((await verified(mesh_of_two, made.plain)).tenant_ids) == 2


async def test_a_key_ends_when_that_was_said(make, shop):
    made = await make(tenants=[shop], lasts=lasting("90d"))

    assert made.api_key.expire_time == timestamp(NOW + timedelta(days=90))


async def test_a_revoked_key_opens_nothing_and_is_listed_where_that_is_said(
    mesh_of_two, make, shop
):
    made = await make(tenants=[shop])
    keys = await kind_of("keys", mesh_of_two.stubs, shop)

    await keys.delete(await keys.named(made.api_key.api_key_id))

    with pytest.raises(Unauthenticated):
        await verified(mesh_of_two, made.plain)
    assert [each async for each in keys.all(deleted_too=False)] == []
    (ended,) = [each async for each in keys.all(deleted_too=True)]
    assert keys.row(ended)[-1] == "revoked"


@pytest.mark.parametrize(
    ("text", "length"),
    [("90d", timedelta(days=90)), ("12h", timedelta(hours=12)), ("30m", timedelta(minutes=30))],
)
def test_how_long_a_key_lasts(text, length):
    assert lasting(text) == length


@pytest.mark.parametrize("text", ["", "90", "0d", "-1d", "1w", "1.5d"])
def test_what_is_no_length(text):
    with pytest.raises(ResourceError, match="write it as 90d"):
        lasting(text)
