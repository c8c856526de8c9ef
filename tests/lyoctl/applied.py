"""What stands in the services after a file was applied."""

from lyo.booking.v1 import catalog_service_pb2 as catalog_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import flag_pb2 as flag_pb
from lyo.tenant.v1 import member_pb2 as member_pb
from lyo.tenant.v1 import tenant_service_pb2 as pb


async def stored(mesh, name):
    """The tenant of this name."""
    return (await mesh.stubs.tenants.GetTenant(pb.GetTenantRequest(name=name))).tenant


async def channels(mesh, tenant, **asked):
    request = channel_pb.ListChannelsRequest(tenant_id=tenant.tenant_id, **asked)
    return list((await mesh.stubs.channels.ListChannels(request)).channels)


async def token(mesh, tenant):
    (channel,) = await channels(mesh, tenant)
    return await mesh.tenant.token_of(tenant.tenant_id, channel.channel_id)


async def members(mesh, tenant):
    request = member_pb.ListMembersRequest(tenant_id=tenant.tenant_id)
    return list((await mesh.stubs.tenants.ListMembers(request)).members)


async def flags(mesh, tenant):
    request = flag_pb.GetFlagsRequest(tenant_id=tenant.tenant_id)
    return {each.name: each for each in (await mesh.stubs.tenants.GetFlags(request)).flags}


async def offerings(mesh, tenant):
    request = catalog_pb.ListOfferingsRequest(tenant_id=tenant.tenant_id)
    return list((await mesh.stubs.catalogs.ListOfferings(request)).offerings)
