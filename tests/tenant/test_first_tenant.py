"""Is the first tenant made from the environment, once, and never in place of another?"""

import asyncio
import itertools

import pytest
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.clock import utc_now
from services.common.errors import NotFound
from services.common.settings import BadSettings
from services.tenant.settings import Settings
from services.tenant.storage.data_keys import key_ring
from services.tenant.usecases.first_tenant import FirstTenant, FirstTenantUseCases
from tests.tenant.running import KEY, new_id

_numbers = itertools.count(1)


@pytest.fixture
def wanted():
    """What an environment says that no other test has."""
    number = next(_numbers)
    return FirstTenant(f"first-{number}", "Europe/Rome", f"55500{number:04}")


@pytest.fixture
def make(tenant):
    """What the service does at its start."""
    return FirstTenantUseCases(tenant.database, key_ring(KEY), utc_now).make_first_tenant


async def found(tenant, wanted):
    return (await tenant.tenants.GetTenant(pb.GetTenantRequest(name=wanted.name))).tenant


async def addresses(tenant, wanted):
    tenant_id = (await found(tenant, wanted)).tenant_id
    request = channel_pb.ListChannelsRequest(tenant_id=tenant_id)
    return [each.address for each in (await tenant.channels.ListChannels(request)).channels]


async def test_the_tenant_and_its_number_are_made(tenant, make, wanted):
    await make(wanted)

    first = await found(tenant, wanted)
    assert (first.display_name, first.time_zone) == (wanted.name, "Europe/Rome")
    assert await addresses(tenant, wanted) == [wanted.phone_number_id]


async def test_the_next_start_changes_nothing(tenant, make, wanted):
    await make(wanted)
    before = await found(tenant, wanted)

    await make(wanted)

    assert await found(tenant, wanted) == before
    assert await addresses(tenant, wanted) == [wanted.phone_number_id]


async def test_of_replicas_that_start_at_once_one_makes_it(tenant, make, wanted):
    await asyncio.gather(*(make(wanted) for _ in range(20)))

    assert await addresses(tenant, wanted) == [wanted.phone_number_id]


async def test_a_number_that_another_tenant_has_stays_there(tenant, make, salon, wanted):
    await make(FirstTenant(wanted.name, "UTC", salon.address))

    with pytest.raises(NotFound):
        await found(tenant, wanted)


async def test_another_number_is_given_to_the_tenant_that_is_there(tenant, make, wanted):
    await make(wanted)
    await make(FirstTenant(wanted.name, "UTC", f"{wanted.phone_number_id}9"))

    first = await found(tenant, wanted)
    assert first.time_zone == "Europe/Rome"
    assert await addresses(tenant, wanted) == [
        wanted.phone_number_id,
        f"{wanted.phone_number_id}9",
    ]


async def test_a_tenant_that_was_deleted_is_not_made_again(tenant, make, wanted):
    await make(wanted)
    first = await found(tenant, wanted)
    request = pb.DeleteTenantRequest(tenant_id=first.tenant_id, request_id=new_id())
    await tenant.tenants.DeleteTenant(request)

    await make(wanted)
    await make(FirstTenant(wanted.name, "UTC", f"{wanted.phone_number_id}8"))

    assert (await found(tenant, wanted)).HasField("delete_time")


async def test_who_writes_to_the_number_reaches_the_first_tenant(tenant, make, wanted):
    await make(wanted)
    request = customer_pb.ResolveInboundRequest(
        request_id=new_id(),
        platform=channel_pb.PLATFORM_WHATSAPP,
        address=wanted.phone_number_id,
    )

    answer = await tenant.customers.ResolveInbound(request)

    assert answer.tenant.name == wanted.name


@pytest.mark.parametrize(
    "name",
    ["WH_PHONE_ID", "WHATSAPP_PHONE_NUMBER_ID", "LYO_TENANT_WHATSAPP_PHONE_NUMBER_ID"],
)
def test_the_number_is_read_under_each_of_its_names(monkeypatch, name):
    monkeypatch.setenv(name, "123")

    assert Settings().first_tenant == FirstTenant("first", "UTC", "123")


def test_name_and_zone_are_read(monkeypatch):
    monkeypatch.setenv("WH_PHONE_ID", "123")
    monkeypatch.setenv("LYO_TENANT_FIRST_NAME", "salon")
    monkeypatch.setenv("LYO_TENANT_FIRST_TIME_ZONE", "Europe/Rome")

    assert Settings().first_tenant == FirstTenant("salon", "Europe/Rome", "123")


def test_without_a_number_there_is_no_first_tenant():
    assert Settings().first_tenant is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WH_PHONE_ID", "+39 333"),
        ("LYO_TENANT_FIRST_NAME", "My Salon"),
        ("LYO_TENANT_FIRST_TIME_ZONE", "Mars/Olympus"),
    ],
)
def test_a_wrong_value_is_told_with_its_variable(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(BadSettings, match=f"^{name}: "):
        Settings()
