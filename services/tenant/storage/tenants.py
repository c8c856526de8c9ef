"""Every query for what is said of a tenant, each bound to that tenant."""

from typing import Any
from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.errors import RequestIdReused, TenantNotFound
from services.tenant.domain.tenant import Profile, Tenant

COLUMNS = (
    "tenants.tenant_id, tenants.name, tenants.display_name, tenants.time_zone,"
    " tenants.languages, tenants.create_time, tenants.update_time, tenants.revision,"
    " tenants.persona, tenants.delete_time, tenants.purge_time"
)


class TenantRepository:
    """One tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def find(self, *, deleted_too: bool = False) -> Tenant:
        """The tenant; one that is deleted only where that is said."""
        query = f"SELECT {COLUMNS} FROM tenants WHERE tenant_id = %s"  # noqa: S608
        return await self._one(query, deleted_too=deleted_too)

    async def lock(self, *, deleted_too: bool = False) -> Tenant:
        """The tenant, held against other changes until the transaction ends."""
        query = f"SELECT {COLUMNS} FROM tenants WHERE tenant_id = %s FOR NO KEY UPDATE"  # noqa: S608
        return await self._one(query, deleted_too=deleted_too)

    async def add(self, tenant: Tenant) -> None:
        """Store a new tenant. Its id comes of a request's, so it is new unless that one is old."""
        profile = tenant.profile
        cursor = await self.connection.execute(
            "INSERT INTO tenants (tenant_id, name, display_name, time_zone, languages, persona,"
            " create_time, update_time, revision) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (tenant_id) DO NOTHING",
            (
                self.tenant_id,
                tenant.name,
                profile.display_name,
                profile.time_zone,
                list(profile.languages),
                profile.persona,
                tenant.create_time,
                tenant.update_time,
                tenant.revision,
            ),
        )
        if not cursor.rowcount:
            raise RequestIdReused

    async def save(self, tenant: Tenant) -> None:
        profile = tenant.profile
        await self.connection.execute(
            "UPDATE tenants SET display_name = %s, time_zone = %s, languages = %s, persona = %s,"
            " update_time = %s, revision = %s, delete_time = %s, purge_time = %s"
            " WHERE tenant_id = %s",
            (
                profile.display_name,
                profile.time_zone,
                list(profile.languages),
                profile.persona,
                tenant.update_time,
                tenant.revision,
                tenant.delete_time,
                tenant.purge_time,
                self.tenant_id,
            ),
        )

    async def _one(self, query: str, *, deleted_too: bool) -> Tenant:
        cursor = await self.connection.execute(query.encode(), (self.tenant_id,))
        row = await cursor.fetchone()
        tenant = tenant_of(row) if row else None
        if tenant is None or (tenant.delete_time and not deleted_too):
            raise TenantNotFound(self.tenant_id)
        return tenant


def tenant_of(row: tuple[Any, ...]) -> Tenant:
    """The tenant in a row of COLUMNS."""
    tenant_id, name, display_name, time_zone, languages, *ages, persona, deleted, purged = row
    create_time, update_time, revision = ages
    return Tenant(
        tenant_id,
        name,
        Profile(display_name, time_zone, tuple(languages), persona),
        create_time,
        update_time,
        revision,
        delete_time=deleted,
        purge_time=purged,
    )
