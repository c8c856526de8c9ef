"""Tenants for the operator's command."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from lyo.tenant.v1 import tenant_service_pb2 as pb

from lyoctl.operator import new_id, pages
from lyoctl.resources.flags import flags_of
from lyoctl.resources.kind import Row, is_id, missing, state
from services.common.errors import NotFound

if TYPE_CHECKING:
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub


class Tenants:
    """By name or id."""

    columns: Row = ("name", "display name", "time zone", "languages", "tenant id", "")
    end = "for 30 days it can be taken back"

    def __init__(self, stub: "TenantServiceAsyncStub") -> None:
        self.stub = stub

    def all(self, *, deleted_too: bool) -> AsyncIterator[pb.Tenant]:
        request = pb.ListTenantsRequest(show_deleted=deleted_too)
        return pages(self.stub.ListTenants, request, "tenants")

    async def named(self, name: str) -> pb.Tenant:
        return await find_tenant(self.stub, name)

    def row(self, one: pb.Tenant) -> Row:
        languages = ", ".join(one.languages)
        return (one.name, one.display_name, one.time_zone, languages, one.tenant_id, state(one))

    async def more(self, one: pb.Tenant) -> dict[str, Any]:
        """Its flags, as they hold."""
        if one.HasField("delete_time"):
            return {}
        return {"flags": await flags_of(self.stub, one.tenant_id)}

    async def delete(self, one: pb.Tenant) -> pb.Tenant:
        request = pb.DeleteTenantRequest(
            tenant_id=one.tenant_id, request_id=new_id(), etag=one.etag
        )
        return (await self.stub.DeleteTenant(request)).tenant


async def find_tenant(stub: "TenantServiceAsyncStub", name: str) -> pb.Tenant:
    """The tenant of this name or id, or ResourceError."""
    asked = {"tenant_id": name} if is_id(name) else {"name": name}
    try:
        return (await stub.GetTenant(pb.GetTenantRequest(**asked))).tenant
    except NotFound as error:
        raise missing(error) from None


async def tenant_id_of(stub: "TenantServiceAsyncStub", name: str) -> str:
    return (await find_tenant(stub, name)).tenant_id
