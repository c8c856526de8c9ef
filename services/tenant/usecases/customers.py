"""Customers: read, listed, created, changed, deleted and taken back."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey
from services.common.texts import has_control
from services.tenant.domain.customer import (
    CUSTOMER_FIELDS,
    Customer,
    CustomerProfile,
    check_customer,
)
from services.tenant.domain.deletion import is_over
from services.tenant.domain.errors import CustomerNotFound, IdentityTaken, NotDeleted
from services.tenant.domain.identity import Identity, check_given
from services.tenant.domain.revision import chosen, require_etag
from services.tenant.storage.customers import CustomerRepository, due_customers
from services.tenant.storage.identities import IdentityRepository
from services.tenant.storage.tenants import TenantRepository


class CustomerUseCases:
    def __init__(self, database: Database, now: Clock) -> None:
        self.database = database
        self.now = now

    async def get_customer(self, tenant_id: UUID, customer_id: UUID) -> Customer:
        """The customer, deleted, merged or not."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            customers = CustomerRepository(connection, tenant_id)
            return await customers.with_merged(await customers.find(customer_id, deleted_too=True))

    async def get_customer_by_ref(self, tenant_id: UUID, external_ref: str) -> Customer:
        """The customer with this id of the tenant's own, deleted or not."""
        if has_control(external_ref):
            raise CustomerNotFound("with this external_ref")
        async with self.database.tenant_transaction(tenant_id) as connection:
            customers = CustomerRepository(connection, tenant_id)
            return await customers.with_merged(await customers.find_by_ref(external_ref))

    async def list_customers(
        self,
        tenant_id: UUID,
        *,
        before: tuple[datetime, UUID],
        limit: int,
        identity_value: str,
        deleted_too: bool,
    ) -> list[Customer]:
        """The newest first."""
        if has_control(identity_value):
            return []
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await CustomerRepository(connection, tenant_id).page(
                before=before, limit=limit, identity_value=identity_value, deleted_too=deleted_too
            )

    async def create_customer(
        self,
        tenant_id: UUID,
        key: RequestKey,
        identities: Sequence[Identity],
        profile: CustomerProfile,
    ) -> Customer:
        """Add somebody. What a deleted customer had is taken until that one is purged."""
        check_given(identities)
        check_customer(profile)
        given = list(dict.fromkeys(identities))
        async with self.database.tenant_transaction(tenant_id) as connection:
            customers = CustomerRepository(connection, tenant_id)
            earlier = await requests.earlier(connection, tenant_id, key)
            if earlier is not None:
                return await customers.find(UUID(earlier), deleted_too=True)
            await TenantRepository(connection, tenant_id).lock()
            customer = Customer(uuid4(), profile, (), self.now())
            claims = IdentityRepository(connection, tenant_id)
            if await claims.claim(customer.customer_id, given, self.now()) < len(given):
                raise IdentityTaken
            await customers.add([customer])
            await requests.keep(connection, tenant_id, key, str(customer.customer_id))
            return await customers.find(customer.customer_id)

    async def update_customer(
        self,
        tenant_id: UUID,
        key: RequestKey,
        customer_id: UUID,
        profile: CustomerProfile,
        *,
        paths: Sequence[str],
        etag: str,
    ) -> Customer:
        """Change what `paths` name of the profile."""
        values = chosen(paths, {field: getattr(profile, field) for field in CUSTOMER_FIELDS})
        check_customer(profile, values, inside="customer.")
        async with self.database.tenant_transaction(tenant_id) as connection:
            customers = CustomerRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await customers.find(customer_id, deleted_too=True)
            await customers.hold_refs()
            customer = await customers.lock(customer_id)
            require_etag(etag, customer.etag)
            changed = customer.changed(replace(customer.profile, **values))
            await customers.save([changed])
            await requests.keep(connection, tenant_id, key, str(customer_id))
            return changed

    async def delete_customer(
        self, tenant_id: UUID, key: RequestKey, customer_id: UUID, *, etag: str
    ) -> Customer:
        """Hide a customer, who is back as soon as a message comes. One that is deleted stays as it
        is."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            customers = CustomerRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await customers.find(customer_id, deleted_too=True)
            customer = await customers.lock(customer_id, deleted_too=True)
            require_etag(etag, customer.etag)
            if not customer.delete_time:
                customer = customer.deleted(self.now())
                await customers.save([customer])
            await requests.keep(connection, tenant_id, key, str(customer_id))
            return customer

    async def undelete_customer(
        self, tenant_id: UUID, key: RequestKey, customer_id: UUID
    ) -> Customer:
        """Take a deletion back, until its time is over."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            customers = CustomerRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await customers.find(customer_id, deleted_too=True)
            customer = await customers.lock(customer_id, deleted_too=True)
            if is_over(customer.purge_time, self.now()):
                raise CustomerNotFound(customer_id)
            if customer.delete_time:
                customer = customer.undeleted()
                await customers.save([customer])
            await requests.keep(connection, tenant_id, key, str(customer_id))
            return customer

    async def purge_customer(self, tenant_id: UUID, key: RequestKey, customer_id: UUID) -> None:
        """Remove a deleted customer, and those who were merged into it: they are one person. Who
        writes with one of their identities is somebody new."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            customers = CustomerRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return
            await customers.hold_refs()
            customer = await customers.lock(customer_id, deleted_too=True)
            if not customer.delete_time:
                raise NotDeleted
            await customers.remove(customer_id)
            await requests.keep(connection, tenant_id, key, str(customer_id))

    async def purge_due(self, connection: Connection, before: datetime, limit: int) -> int:
        """Remove the customers of all tenants whose time was over by then; how many were due."""
        due = await due_customers(connection, before, limit)
        for tenant_id, customer_id in due:
            async with self.database.tenant_transaction(tenant_id) as transaction:
                customers = CustomerRepository(transaction, tenant_id)
                await customers.hold_refs()
                with contextlib.suppress(CustomerNotFound):  # somebody else was faster
                    customer = await customers.lock(customer_id, deleted_too=True)
                    if is_over(customer.purge_time, before):  # else taken back in this moment
                        await customers.remove(customer_id)
        return len(due)
