"""Tenants: read, listed, created with a key of their own, changed."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.envelope import KeyRing
from services.common.fields import RequestKey, derived
from services.tenant.domain.errors import TenantNotFound
from services.tenant.domain.revision import chosen, require_etag
from services.tenant.domain.tenant import (
    PROFILE_FIELDS,
    Profile,
    Tenant,
    check_profile,
    is_name,
)
from services.tenant.storage.data_keys import DataKeyRepository
from services.tenant.storage.directories import Names
from services.tenant.storage.tenants import TenantRepository


class TenantUseCases:
    def __init__(self, database: Database, keys: KeyRing, now: Clock) -> None:
        self.database = database
        self.keys = keys
        self.now = now

    async def get_tenant(self, tenant_id: UUID) -> Tenant:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await TenantRepository(connection, tenant_id).find()

    async def get_tenant_by_name(self, name: str) -> Tenant:
        if not is_name(name):
            raise TenantNotFound(name)
        async with self.database.autocommit() as connection:
            tenant_id = await Names(connection).find(name)
        return await self.get_tenant(tenant_id)

    async def list_tenants(self, *, after: str, limit: int) -> list[Tenant]:
        """By name. A transaction each: none may see two tenants, and few list many."""
        async with self.database.autocommit() as connection:
            tenant_ids = await Names(connection).page(after=after, limit=limit)
        return [await self.get_tenant(tenant_id) for tenant_id in tenant_ids]

    async def create_tenant(self, key: RequestKey, name: str, profile: Profile) -> Tenant:
        """Create a tenant.

        Its id is derived from the request's: what a request did is stored with its tenant, and the
        same request must find it there.
        """
        check_profile(profile)
        tenant_id, now = derived(key.id, "tenant"), self.now()
        async with self.database.tenant_transaction(tenant_id) as connection:
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await TenantRepository(connection, tenant_id).find()
            tenant = Tenant(tenant_id, name, profile, create_time=now, update_time=now)
            await self._add(connection, tenant)
            await requests.keep(connection, tenant_id, key, str(tenant_id))
            return tenant

    async def _add(self, connection: Connection, tenant: Tenant) -> None:
        await TenantRepository(connection, tenant.tenant_id).add(tenant)
        await Names(connection).take(tenant.name, tenant.tenant_id)
        keys = DataKeyRepository(connection, tenant.tenant_id, self.keys)
        await keys.add(tenant.create_time)

    async def update_tenant(
        self,
        tenant_id: UUID,
        key: RequestKey,
        profile: Profile,
        *,
        paths: Sequence[str],
        etag: str,
    ) -> Tenant:
        """Change what `paths` name of the profile."""
        values = chosen(paths, {field: getattr(profile, field) for field in PROFILE_FIELDS})
        check_profile(profile, values, inside="tenant.")
        async with self.database.tenant_transaction(tenant_id) as connection:
            tenants = TenantRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await tenants.find()
            tenant = await tenants.lock()
            require_etag(etag, tenant.etag)
            changed = tenant.changed(replace(tenant.profile, **values), self.now())
            await tenants.save(changed)
            await requests.keep(connection, tenant_id, key, str(tenant_id))
            return changed
