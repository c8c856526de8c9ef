"""Tenants that are deleted and purged, and what is left of them."""

from datetime import UTC, datetime
from typing import Protocol

from lyo.tenant.v1 import tenant_service_pb2 as pb

from tests.database_fixtures import LyoDatabase
from tests.tenant.running import RunningTenant, new_id


class Named(Protocol):
    """A tenant, with its channel or without."""

    @property
    def tenant_id(self) -> str: ...


class Calendar:
    """A clock that is set."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


def meant(of: Named) -> dict[str, str]:
    """The fields by which a mutation says which tenant it means."""
    return {"tenant_id": of.tenant_id, "request_id": new_id()}


async def got(tenant: RunningTenant, of: Named) -> pb.Tenant:
    return (await tenant.tenants.GetTenant(pb.GetTenantRequest(tenant_id=of.tenant_id))).tenant


async def deleted(tenant: RunningTenant, of: Named, **fields: str) -> pb.Tenant:
    """The tenant, which was deleted."""
    request = pb.DeleteTenantRequest(**meant(of), **fields)
    return (await tenant.tenants.DeleteTenant(request)).tenant


async def purged(tenant: RunningTenant, of: Named) -> None:
    await deleted(tenant, of)
    await tenant.tenants.PurgeTenant(pb.PurgeTenantRequest(**meant(of)))


def tables(database: LyoDatabase) -> set[object]:
    """Every table with rows of tenants, as the database says."""
    found = database.rows(
        """SELECT table_name::text FROM information_schema.columns
           WHERE table_schema = 'tenant' AND column_name = 'tenant_id'"""
    )
    return {name for (name,) in found}


def tables_of(database: LyoDatabase, of: Named) -> set[object]:
    """In which of them the tenant has rows."""
    found = "SELECT 1 FROM tenant.{} WHERE tenant_id = %s LIMIT 1"
    return {each for each in tables(database) if database.rows(found.format(each), of.tenant_id)}
