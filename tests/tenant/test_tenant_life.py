"""Deleted, taken back, purged: what becomes of a tenant?"""

import asyncio
from datetime import timedelta

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import flag_pb2 as flag_pb
from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound
from tests.tenant.endings import deleted, got, meant, purged
from tests.tenant.people import a_member
from tests.tenant.running import new_id, running_tenant
from tests.tenant.senders import PHONE, wrote

MONTH = timedelta(days=30)


async def names(tenant, **fields):
    """The names of all tenants that are listed."""
    found, token = [], ""
    while not found or token:
        request = pb.ListTenantsRequest(page_size=200, page_token=token, **fields)
        page = await tenant.tenants.ListTenants(request)
        found += [each.name for each in page.tenants]
        token = page.next_page_token
    return found


async def test_a_deleted_tenant_is_found_with_the_day_on_which_it_goes(tenant, salon):
    gone = await deleted(tenant, salon)

    assert gone.purge_time.seconds - gone.delete_time.seconds == MONTH.total_seconds()
    assert gone.etag != salon.tenant.etag
    assert await got(tenant, salon) == gone
    by_name = await tenant.tenants.GetTenant(pb.GetTenantRequest(name=salon.tenant.name))
    assert by_name.tenant == gone


async def test_a_deleted_tenant_is_listed_where_it_is_asked_for(tenant, salon, rival):
    await deleted(tenant, salon)

    assert salon.tenant.name not in await names(tenant)
    assert rival.tenant.name in await names(tenant)
    assert {salon.tenant.name, rival.tenant.name} <= set(await names(tenant, show_deleted=True))


async def test_a_page_is_full_whoever_was_deleted(lyo_database):
    async with running_tenant(lyo_database("tenant")) as tenant:
        opened = [await tenant.open(name) for name in ("a", "b", "c", "d")]
        await deleted(tenant, opened[1])
        request = pb.ListTenantsRequest(page_size=2)

        page = await tenant.tenants.ListTenants(request)

    assert [each.name for each in page.tenants] == ["a", "c"]


async def test_a_token_is_good_for_the_list_it_came_with(tenant, salon, rival):
    page = await tenant.tenants.ListTenants(pb.ListTenantsRequest(page_size=1))
    other = pb.ListTenantsRequest(page_token=page.next_page_token, show_deleted=True)

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.ListTenants(other)
    assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_nobody_reaches_a_deleted_tenant(tenant, salon):
    await tenant.customers.ResolveInbound(wrote(salon, PHONE))
    await deleted(tenant, salon)

    with pytest.raises(NotFound) as refusal:
        await tenant.customers.ResolveInbound(wrote(salon, PHONE))
    assert refusal.value.reason == "ADDRESS_UNKNOWN"


async def test_its_name_and_its_address_stay_taken(tenant, salon):
    await deleted(tenant, salon)

    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.create(salon.tenant.name)
    assert refusal.value.reason == "NAME_TAKEN"
    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.open(address=salon.address)
    assert refusal.value.reason == "ADDRESS_TAKEN"


async def test_a_deleted_tenant_is_not_changed_and_gets_nothing_more(tenant, salon):
    gone = await deleted(tenant, salon)
    change = pb.UpdateTenantRequest(
        **meant(salon),
        tenant=pb.Tenant(display_name="x"),
        update_mask=FieldMask(paths=["display_name"]),
    )
    channel = channel_pb.CreateChannelRequest(
        **meant(salon), platform=channel_pb.PLATFORM_WHATSAPP, address="399999999999999"
    )
    for attempt in (
        lambda: tenant.tenants.UpdateTenant(change),
        lambda: tenant.channels.CreateChannel(channel),
        lambda: tenant.tenants.CreateMember(a_member(salon)),
        lambda: tenant.tenants.SetFlag(flag_pb.SetFlagRequest(**meant(salon), name="assistant")),
        lambda: tenant.tenants.GetFlags(flag_pb.GetFlagsRequest(tenant_id=salon.tenant_id)),
    ):
        with pytest.raises(NotFound) as refusal:
            await attempt()
        assert refusal.value.reason == "TENANT_NOT_FOUND"
    assert await got(tenant, salon) == gone


async def test_to_delete_twice_does_not_put_the_end_off(tenant, salon):
    request = pb.DeleteTenantRequest(**meant(salon))

    first = await tenant.tenants.DeleteTenant(request)
    assert await tenant.tenants.DeleteTenant(request) == first
    assert await deleted(tenant, salon) == first.tenant


async def test_a_stale_etag_deletes_nothing(tenant, salon):
    with pytest.raises(Aborted) as refusal:
        await deleted(tenant, salon, etag="of another day")
    assert refusal.value.reason == "ETAG_STALE"
    assert await got(tenant, salon) == salon.tenant
    assert salon.tenant.name in await names(tenant)


async def test_a_tenant_that_is_not_there_is_neither_deleted_nor_taken_back_nor_purged(tenant):
    nobody = {"tenant_id": new_id(), "request_id": new_id()}
    for attempt in (
        lambda: tenant.tenants.DeleteTenant(pb.DeleteTenantRequest(**nobody)),
        lambda: tenant.tenants.UndeleteTenant(pb.UndeleteTenantRequest(**nobody)),
        lambda: tenant.tenants.PurgeTenant(pb.PurgeTenantRequest(**nobody)),
    ):
        with pytest.raises(NotFound) as refusal:
            await attempt()
        assert refusal.value.reason == "TENANT_NOT_FOUND"


@pytest.mark.parametrize("method", ["Delete", "Undelete", "Purge"])
async def test_a_request_id_means_one_request(tenant, salon, method):
    gone = await deleted(tenant, salon)
    request = getattr(pb, f"{method}TenantRequest")(**meant(salon))
    other = pb.DeleteTenantRequest(
        tenant_id=salon.tenant_id, request_id=request.request_id, etag=gone.etag
    )
    await tenant.tenants.DeleteTenant(other)

    with pytest.raises(InvalidArgument) as refusal:
        await getattr(tenant.tenants, f"{method}Tenant")(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"
    assert await got(tenant, salon) == gone


async def test_a_deletion_is_undone_and_all_is_as_before(tenant):
    salon = await tenant.open(token="its-token")
    await deleted(tenant, salon)
    request = pb.UndeleteTenantRequest(**meant(salon))

    back = await tenant.tenants.UndeleteTenant(request)

    assert not back.tenant.HasField("delete_time")
    assert not back.tenant.HasField("purge_time")
    assert await tenant.tenants.UndeleteTenant(request) == back
    assert salon.tenant.name in await names(tenant)
    inbound = await tenant.customers.ResolveInbound(wrote(salon, PHONE))
    assert inbound.tenant == back.tenant
    assert await tenant.token_of(salon.tenant_id, salon.channel_id) == "its-token"


async def test_a_tenant_that_is_not_deleted_stays_as_it_is(tenant, salon):
    back = await tenant.tenants.UndeleteTenant(pb.UndeleteTenantRequest(**meant(salon)))
    assert back.tenant == salon.tenant


async def test_only_what_is_deleted_is_purged(tenant, salon):
    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.tenants.PurgeTenant(pb.PurgeTenantRequest(**meant(salon)))
    assert refusal.value.reason == "NOT_DELETED"
    assert await got(tenant, salon) == salon.tenant


async def test_what_is_purged_is_gone_for_good(tenant, salon):
    await purged(tenant, salon)

    for attempt in (
        lambda: got(tenant, salon),
        lambda: tenant.tenants.GetTenant(pb.GetTenantRequest(name=salon.tenant.name)),
        lambda: tenant.tenants.UndeleteTenant(pb.UndeleteTenantRequest(**meant(salon))),
    ):
        with pytest.raises(NotFound) as refusal:
            await attempt()
        assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_its_name_and_its_address_are_free_again(tenant, salon):
    await purged(tenant, salon)

    heir = await tenant.open(salon.tenant.name, address=salon.address)

    assert heir.tenant_id != salon.tenant_id


async def test_to_purge_again_is_to_have_purged(tenant, salon):
    await deleted(tenant, salon)
    request = pb.PurgeTenantRequest(**meant(salon))

    await asyncio.gather(*(tenant.tenants.PurgeTenant(request) for _ in range(3)))
    await tenant.tenants.PurgeTenant(request)


async def test_the_request_that_made_it_does_not_bring_it_back(tenant):
    request = pb.CreateTenantRequest(
        request_id=new_id(),
        name="made-once",
        display_name="Made once",
        time_zone="Europe/Rome",
        languages=["it"],
    )
    made = (await tenant.tenants.CreateTenant(request)).tenant
    await purged(tenant, made)

    with pytest.raises(NotFound) as refusal:
        await tenant.tenants.CreateTenant(request)
    assert refusal.value.reason == "TENANT_NOT_FOUND"
