"""What comes in: the tenant, the channel and the customer behind it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.logs import event
from services.common.texts import cleaned, has_control
from services.tenant.domain.channel import Channel, Platform
from services.tenant.domain.customer import Customer, CustomerProfile, Sender, sender
from services.tenant.domain.errors import AddressUnknown
from services.tenant.domain.identity import Identity, check_heard
from services.tenant.domain.tenant import Tenant
from services.tenant.storage.customers import CustomerRepository
from services.tenant.storage.directories import Addresses
from services.tenant.storage.identities import IdentityRepository
from services.tenant.storage.inbound import InboundRepository

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inbound:
    """Who wrote to whom; no customer where no identities were given."""

    tenant: Tenant
    channel: Channel
    customer: Customer | None


class InboundUseCases:
    def __init__(self, database: Database, now: Clock) -> None:
        self.database = database
        self.now = now

    async def resolve_inbound(
        self,
        platform: Platform,
        address: str,
        identities: Sequence[Identity],
        display_name: str,
        former: Sequence[Identity] = (),
    ) -> Inbound:
        """Find tenant, channel and customer; the customer is made where nobody has the identities.
        Mostly that is one read, because mostly there is nothing to be learnt.

        Asked for every message, so nothing is stored under its request_id: repeating it finds what
        the first one made, by the identities themselves. One that is new goes to the customer who
        has another. Where identities belong to several customers, `Sender.among` says which one
        wrote, and nothing is merged. Who was deleted and writes is there again.
        """
        check_heard(identities)
        check_heard(former, "former_identities")
        wrote = sender(identities, former)
        tenant_id, channel_id = await self._addressed(platform, address)
        async with self.database.tenant_transaction(tenant_id) as connection:
            reached = await InboundRepository(connection, tenant_id).find(channel_id, wrote.all)
            if reached is None:
                raise AddressUnknown
            tenant, channel, found = reached
            name, customer = cleaned(display_name), wrote.among(found)
            if customer and _says_nothing_new(wrote, found, customer, name):
                _tell_of_several(found, customer)
            elif wrote.identities:
                customer = await Learning(connection, tenant_id, self.now).learn(wrote, name)
        return Inbound(tenant, channel, customer)

    async def _addressed(self, platform: Platform, address: str) -> tuple[UUID, UUID]:
        if has_control(address):
            raise AddressUnknown
        async with self.database.autocommit() as connection:
            return await Addresses(connection).find(platform, address)


class Learning:
    """Notes what is new of somebody who wrote, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID, now: Clock) -> None:
        self.customers = CustomerRepository(connection, tenant_id)
        self.identities = IdentityRepository(connection, tenant_id)
        self.now = now

    async def learn(self, wrote: Sender, display_name: str) -> Customer:
        """Of many who do so at once one makes the customer; the others, having waited for it, find
        that customer and adopt it."""
        fresh = uuid4()
        found, claimed = await self._held(fresh, wrote)
        customer = wrote.among(found)
        if customer is None:
            new = Customer(fresh, CustomerProfile(display_name), (), self.now())
            await self.customers.add([new])
            return await self.customers.find(fresh)
        _tell_of_several(found, customer)
        if claimed:
            await self.identities.hand_over(fresh, customer.customer_id)
        moved = await self._move(wrote, found, customer)
        named = _named(customer, display_name)
        if not (claimed or moved or customer.delete_time or named != customer.profile):
            return customer
        await self.customers.save([replace(customer, profile=named).undeleted()])
        return await self.customers.find(customer.customer_id)

    async def _held(self, fresh: UUID, wrote: Sender) -> tuple[list[Customer], int]:
        """Those who have any of the identities, held against changes, and how many identities were
        nobody's and are now claimed for `fresh`."""
        held: list[UUID] = []
        claimed = 0
        while True:
            claimed += await self.identities.claim(fresh, wrote.identities, self.now())
            found = await self.customers.having(wrote.all)
            customer_ids = sorted(each.customer_id for each in found)
            if customer_ids == held:
                return found, claimed
            await self.customers.hold(customer_ids)
            held = customer_ids

    async def _move(self, wrote: Sender, found: Sequence[Customer], customer: Customer) -> bool:
        """Take away what the sender no longer has; whether that changes the customer.

        Who is known only by that gets what they have now, although somebody else had it: a phone
        number that was given to another person.
        """
        if not wrote.former:
            return False
        lost = wrote.lost(found, customer)
        taken: set[Identity] = set(lost)
        if wrote.told_by_former(found):
            taken |= set(wrote.identities)
            ids = [customer.customer_id] * len(wrote.identities)
            await self.identities.assign(wrote.identities, ids)
        await self.identities.drop(lost)
        losing = [each for each in found if taken.intersection(each.identities)]
        others = [each for each in losing if each is not customer]
        if others:
            await self.customers.save([each.changed(each.profile) for each in others])
        return len(others) < len(losing) or wrote.told_by_former(found)


def _says_nothing_new(
    wrote: Sender, found: Sequence[Customer], customer: Customer, display_name: str
) -> bool:
    known = {identity for each in found for identity in each.identities}
    return (
        known.issuperset(wrote.identities)
        and known.isdisjoint(wrote.former)
        and customer.delete_time is None
        and _named(customer, display_name) == customer.profile
    )


def _named(customer: Customer, display_name: str) -> CustomerProfile:
    """What is said of the customer, with this name where there was none."""
    known = customer.profile
    return known if known.display_name else replace(known, display_name=display_name)


def _tell_of_several(found: Sequence[Customer], customer: Customer) -> None:
    if len(found) > 1:
        ids = [str(each.customer_id) for each in found]
        chosen = str(customer.customer_id)
        event(log, "identities_of_several_customers", customers=ids, chosen=chosen)
