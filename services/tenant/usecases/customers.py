"""Customers: found or made by who wrote to whom."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from services.common.clock import Clock
from services.common.database import Database
from services.common.logs import event
from services.tenant.domain.channel import Channel, Platform
from services.tenant.domain.customer import Customer, Identity, check_identities, keeper
from services.tenant.domain.errors import AddressUnknown
from services.tenant.domain.tenant import Tenant
from services.tenant.domain.texts import cleaned, has_control
from services.tenant.storage.channels import ChannelRepository
from services.tenant.storage.customers import CustomerRepository
from services.tenant.storage.directories import Addresses

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inbound:
    """Who wrote to whom; no customer where no identities were given."""

    tenant: Tenant
    channel: Channel
    customer: Customer | None


class CustomerUseCases:
    def __init__(self, database: Database, now: Clock) -> None:
        self.database = database
        self.now = now

    async def get_customer(self, tenant_id: UUID, customer_id: UUID) -> Customer:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await CustomerRepository(connection, tenant_id).find(customer_id)

    async def list_customers(
        self, tenant_id: UUID, *, before: tuple[datetime, UUID], limit: int
    ) -> list[Customer]:
        """The newest first."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await CustomerRepository(connection, tenant_id).page(before=before, limit=limit)

    async def resolve_inbound(
        self,
        platform: Platform,
        address: str,
        identities: Sequence[Identity],
        display_name: str,
    ) -> Inbound:
        """Find tenant, channel and customer; the customer is made where nobody has the identities.

        Asked for every message, so nothing is stored under its request_id: repeating it finds what
        the first one made, by the identities themselves. One that is new goes to the customer who
        has another. Where identities belong to several customers, `keeper` says which one wrote,
        and nothing is merged.
        """
        check_identities(identities)
        given = tuple(dict.fromkeys(identities))
        tenant_id, channel_id = await self._addressed(platform, address)
        async with self.database.tenant_transaction(tenant_id) as connection:
            channels = ChannelRepository(connection, tenant_id)
            tenant, channel = await channels.with_tenant(channel_id)
            customer = None
            if given:
                customers = CustomerRepository(connection, tenant_id)
                customer = await self._customer(customers, given, cleaned(display_name))
        return Inbound(tenant, channel, customer)

    async def _addressed(self, platform: Platform, address: str) -> tuple[UUID, UUID]:
        if has_control(address):
            raise AddressUnknown
        async with self.database.autocommit() as connection:
            return await Addresses(connection).find(platform, address)

    async def _customer(
        self, customers: CustomerRepository, identities: Sequence[Identity], display_name: str
    ) -> Customer:
        """Who wrote. Mostly one read, because mostly there is nothing to be learnt."""
        found = await customers.having(identities)
        known = {identity for each in found for identity in each.identities}
        if known.issuperset(identities):
            customer = self._keeper(found, identities)
            if customer.display_name or not display_name:
                return customer
        return await self._learn(customers, identities, display_name)

    async def _learn(
        self, customers: CustomerRepository, identities: Sequence[Identity], display_name: str
    ) -> Customer:
        """Note what is new. Of many who do so at once one makes the customer; the others, having
        waited for it, find that customer and adopt it."""
        fresh, now = uuid4(), self.now()
        await customers.claim(fresh, identities, now)
        found = await customers.having(identities)
        if not found:
            await customers.add(fresh, display_name, now)
            return await customers.find(fresh)
        customer_id = self._keeper(found, identities).customer_id
        more = await customers.hand_over(fresh, customer_id)
        await customers.enrich(customer_id, display_name, more=more)
        return await customers.find(customer_id)

    def _keeper(self, found: Sequence[Customer], identities: Sequence[Identity]) -> Customer:
        customer = keeper(found, identities)
        if len(found) > 1:
            ids = [str(each.customer_id) for each in found]
            chosen = str(customer.customer_id)
            event(log, "identities_of_several_customers", customers=ids, chosen=chosen)
        return customer
