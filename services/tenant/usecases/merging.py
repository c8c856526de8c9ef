"""Two customers who are one person, and the other way round."""

from uuid import UUID

from services.common import requests
from services.common.database import Database
from services.common.fields import RequestKey
from services.tenant.domain.customer import Customer
from services.tenant.domain.errors import AlreadyMerged, NotMerged, SameCustomer
from services.tenant.storage.customers import CustomerRepository
from services.tenant.storage.merging import MergeRepository


class MergeUseCases:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def merge_customers(
        self, tenant_id: UUID, key: RequestKey, customer_id: UUID, merged_id: UUID
    ) -> Customer:
        """Hand over what the merged one has, and keep it. Who stays may be merged in its turn."""
        if customer_id == merged_id:
            raise SameCustomer
        async with self.database.tenant_transaction(tenant_id) as connection:
            customers = CustomerRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await customers.find(customer_id, deleted_too=True)
            await customers.hold_refs()
            await customers.hold([customer_id, merged_id])
            for each in (customer_id, merged_id):
                if (await customers.find(each)).merged_into_id:
                    raise AlreadyMerged(each)
            await MergeRepository(connection, tenant_id).merge(customer_id, merged_id)
            await requests.keep(connection, tenant_id, key, str(customer_id))
            return await customers.find(customer_id)

    async def unmerge_customers(
        self, tenant_id: UUID, key: RequestKey, merged_id: UUID
    ) -> Customer:
        """Give back what was handed over, whoever it was handed on to since."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            customers = CustomerRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await customers.find(merged_id, deleted_too=True)
            await customers.hold_refs()
            merges = MergeRepository(connection, tenant_id)
            heirs = await merges.heirs(merged_id)
            await customers.hold([merged_id, *heirs])
            await customers.find(merged_id)
            if not heirs:
                raise NotMerged(merged_id)
            await merges.unmerge(merged_id, heirs)
            await requests.keep(connection, tenant_id, key, str(merged_id))
            return await customers.find(merged_id)
