"""What `lyoctl get`, `describe` and `delete` know: tenants, channels, customers, members, keys."""

from lyoctl.operator import Stubs
from lyoctl.resources.channels import Channels
from lyoctl.resources.customers import Customers
from lyoctl.resources.keys import ApiKeys
from lyoctl.resources.kind import Kind, ResourceError
from lyoctl.resources.members import Members
from lyoctl.resources.tenants import Tenants, tenant_id_of

KINDS = ("tenants", "channels", "customers", "members", "keys")


async def kind_of(noun: str, stubs: Stubs, tenant: str) -> Kind:
    """The resources of this name, those of the tenant where one is named."""
    if noun == "tenants":
        return Tenants(stubs.tenants)
    if noun == "keys":
        tenant_id = await tenant_id_of(stubs.tenants, tenant) if tenant else ""
        return ApiKeys(stubs.access, tenant_id)
    if not tenant:
        raise ResourceError(f"--tenant: say whose {noun}")
    tenant_id = await tenant_id_of(stubs.tenants, tenant)
    if noun == "channels":
        return Channels(stubs.channels, tenant_id)
    if noun == "customers":
        return Customers(stubs.customers, tenant_id)
    return Members(stubs.tenants, tenant_id)
