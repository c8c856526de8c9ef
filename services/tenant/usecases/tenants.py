"""Tenants: read, listed, created with a key of their own, changed, deleted and taken back."""

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.envelope import KeyRing
from services.common.fields import RequestKey, derived
from services.tenant.domain.deletion import is_over
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

Within = Collection[UUID] | None
"""The tenants that may be seen; None: all."""


class TenantUseCases:
    def __init__(self, database: Database, keys: KeyRing, now: Clock) -> None:
        self.database = database
        self.keys = keys
        self.now = now

    async def get_tenant(self, tenant_id: UUID) -> Tenant:
        """The tenant, deleted or not."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await TenantRepository(connection, tenant_id).find(deleted_too=True)

    async def get_tenant_by_name(self, name: str, *, within: Within = None) -> Tenant:
        """The tenant, deleted or not; `within`: only if it is one of these."""
        if not is_name(name):
            raise TenantNotFound(name)
        async with self.database.autocommit() as connection:
            tenant_id = await Names(connection).find(name)
        if within is not None and tenant_id not in within:
            raise TenantNotFound(name)
        return await self.get_tenant(tenant_id)

    async def list_tenants(
        self, *, after: str, limit: int, deleted_too: bool, within: Within = None
    ) -> list[Tenant]:
        """By name, and only those `within` where that is given. A transaction each: none may see
        two tenants, and few list many."""
        async with self.database.autocommit() as connection:
            tenant_ids = await Names(connection).page(
                after=after, limit=limit, deleted_too=deleted_too, within=within
            )
        found = []
        for tenant_id in tenant_ids:
            with contextlib.suppress(TenantNotFound):  # removed in this very moment
                found.append(await self.get_tenant(tenant_id))
        return found

    async def create_tenant(self, key: RequestKey, name: str, profile: Profile) -> Tenant:
        """Create a tenant.

        Its id is derived from the request's: what a request did is stored with its tenant, and the
        same request must find it there.
        """
        check_profile(profile)
        tenant_id, now = derived(key.id, "tenant"), self.now()
        async with self.database.tenant_transaction(tenant_id) as connection:
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await TenantRepository(connection, tenant_id).find(deleted_too=True)
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
                return await tenants.find(deleted_too=True)
            tenant = await tenants.lock()
            require_etag(etag, tenant.etag)
            changed = tenant.changed(replace(tenant.profile, **values), self.now())
            await tenants.save(changed)
            await requests.keep(connection, tenant_id, key, str(tenant_id))
            return changed

    async def delete_tenant(self, tenant_id: UUID, key: RequestKey, *, etag: str) -> Tenant:
        """Hide a tenant, and stop what is done for it. One that is deleted stays as it is."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            tenants = TenantRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await tenants.find(deleted_too=True)
            tenant = await tenants.lock(deleted_too=True)
            require_etag(etag, tenant.etag)
            if not tenant.delete_time:
                tenant = tenant.deleted(self.now())
                await self._mark(connection, tenant)
            await requests.keep(connection, tenant_id, key, str(tenant_id))
            return tenant

    async def undelete_tenant(self, tenant_id: UUID, key: RequestKey) -> Tenant:
        """Take a deletion back, until its time is over."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            tenants, now = TenantRepository(connection, tenant_id), self.now()
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await tenants.find(deleted_too=True)
            tenant = await tenants.lock(deleted_too=True)
            if is_over(tenant.purge_time, now):
                raise TenantNotFound(tenant_id)
            if tenant.delete_time:
                tenant = tenant.undeleted(now)
                await self._mark(connection, tenant)
            await requests.keep(connection, tenant_id, key, str(tenant_id))
            return tenant

    async def _mark(self, connection: Connection, tenant: Tenant) -> None:
        await TenantRepository(connection, tenant.tenant_id).save(tenant)
        await Names(connection).mark(tenant)
