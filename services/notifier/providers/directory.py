"""The tenant service, as the notifier asks it whom it writes to, and in whose name."""

import asyncio
import contextlib
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.common.clock import Clock
from services.common.errors import NotFound
from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.way import Channel, Platform, Way, ways

if TYPE_CHECKING:
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub
    from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceAsyncStub
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub

KEPT_FOR = timedelta(seconds=30)
KEPT_AT_MOST = 10_000
MERGES = 8
"""How often in a row a customer may have been merged into another."""

_PLATFORMS = {channel_pb.Platform.Value(f"PLATFORM_{each.name}"): each for each in Platform}
_KINDS = {
    customer_pb.IdentityKind.Value(f"IDENTITY_KIND_{each.name}"): each for each in RecipientKind
}


@dataclass(frozen=True)
class Business:
    """A tenant, as far as its customers are written to in its name. One that was deleted has no
    channels."""

    display_name: str
    language: str
    """The one it prefers."""
    zone: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Customer:
    """Whom a message is for. One who was deleted has no addresses. What is not known is empty."""

    customer_id: UUID
    """After all merges."""
    name: str
    language: str
    zone: str
    addresses: tuple[Recipient, ...]
    """The oldest first."""
    merged_ids: tuple[UUID, ...] = ()
    """Those who were merged into them: the same person."""
    deleted: bool = False


@dataclass(frozen=True)
class Person:
    """Who somebody is by now."""

    ids: tuple[UUID, ...]
    """All under which they are known, in order; one that is not there has its own."""
    deleted: bool = False
    missing: bool = False
    """There is no such customer: there never was, or they were removed for good."""


class Directory:
    """Whom a tenant may write to, and how. What is said of the tenant itself is kept for half a
    minute, and many who ask at once ask once, as are the ids of a customer, and whether they are
    gone; all else of a customer is asked for each time."""

    def __init__(
        self,
        tenants: "TenantServiceAsyncStub",
        channels: "ChannelServiceAsyncStub",
        customers: "CustomerServiceAsyncStub",
        now: Clock,
    ) -> None:
        self._tenants = tenants
        self._channels = channels
        self._customers = customers
        self._now = now
        self._kept: dict[UUID, tuple[datetime, Business]] = {}
        self._asked: dict[UUID, asyncio.Task[Business]] = {}
        self._persons: dict[tuple[UUID, UUID], tuple[datetime, Person]] = {}

    async def ways(
        self,
        tenant_id: UUID,
        customer_id: UUID | None,
        recipient: Recipient | None = None,
        preferred: UUID | None = None,
    ) -> list[Way]:
        """Every channel and address by which the customer can be written to, the best first: that
        of the channel preferred, where there is one. With a recipient only those to that address.
        Raises CUSTOMER_NOT_FOUND and TENANT_NOT_FOUND as the tenant service does."""
        addresses: tuple[Recipient, ...] = (recipient,) if recipient else ()
        if recipient is None and customer_id is not None:
            addresses = (await self.customer(tenant_id, customer_id)).addresses
        business = await self.business(tenant_id)
        return ways(business.channels, addresses, preferred)

    async def customer(self, tenant_id: UUID, customer_id: UUID) -> Customer:
        """The customer, or whom they were merged into. Raises CUSTOMER_NOT_FOUND as the tenant
        service does."""
        asked = str(customer_id)
        for _ in range(MERGES):
            request = customer_pb.GetCustomerRequest(tenant_id=str(tenant_id), customer_id=asked)
            customer = (await self._customers.GetCustomer(request)).customer
            if not customer.merged_into_id:
                break
            asked = customer.merged_into_id
        return _customer(customer)

    async def same_person(self, tenant_id: UUID, customer_id: UUID) -> tuple[UUID, ...]:
        """All ids of the customer. What was said under any of them was said by them."""
        return (await self.person(tenant_id, customer_id)).ids

    async def person(self, tenant_id: UUID, customer_id: UUID) -> Person:
        """Who the customer is by now, who may be gone."""
        key = tenant_id, customer_id
        until, person = self._persons.get(key, (None, None))
        if person is not None and until is not None and self._now() < until:
            return person
        person = Person((customer_id,), missing=True)
        with contextlib.suppress(NotFound):
            found = await self.customer(tenant_id, customer_id)
            ids = {customer_id, found.customer_id, *found.merged_ids}
            person = Person(tuple(sorted(ids)), found.deleted)
        if len(self._persons) >= KEPT_AT_MOST:
            self._persons.clear()
        self._persons[key] = (self._now() + KEPT_FOR, person)
        return person

    async def having(self, tenant_id: UUID, phone: str) -> tuple[UUID, ...]:
        """All ids under which the customer is known who has this phone; none: nobody has it."""
        request = customer_pb.ListCustomersRequest(tenant_id=str(tenant_id), identity_value=phone)
        listed = (await self._customers.ListCustomers(request)).customers
        return tuple(
            each
            for customer in map(_customer, listed)
            for each in (customer.customer_id, *customer.merged_ids)
        )

    async def business(self, tenant_id: UUID, *, fresh: bool = False) -> Business:
        """The tenant; `fresh`: not what is kept. Raises TENANT_NOT_FOUND as the tenant service
        does."""
        until, business = self._kept.get(tenant_id, (None, None))
        kept = until is not None and self._now() < until
        if business is not None and kept and not fresh:
            return business
        if tenant_id not in self._asked:
            # Of nobody's request: it serves all who wait, whoever of them gives up.
            task = asyncio.create_task(self._renewed(tenant_id), context=Context())
            self._asked[tenant_id] = task
            task.add_done_callback(lambda _: self._asked.pop(tenant_id, None))
        return await asyncio.shield(self._asked[tenant_id])

    async def _renewed(self, tenant_id: UUID) -> Business:
        business = await self._ask(str(tenant_id))
        if len(self._kept) >= KEPT_AT_MOST:
            self._kept.clear()
        self._kept[tenant_id] = (self._now() + KEPT_FOR, business)
        return business

    async def _ask(self, tenant_id: str) -> Business:
        wire = await self._tenants.GetTenant(tenant_pb.GetTenantRequest(tenant_id=tenant_id))
        tenant = wire.tenant
        listed = await self._channels.ListChannels(
            channel_pb.ListChannelsRequest(tenant_id=tenant_id, page_size=200)
        )
        channels = [_channel(each) for each in listed.channels if each.platform in _PLATFORMS]
        return Business(
            display_name=tenant.display_name,
            language=tenant.languages[0] if tenant.languages else "",
            zone=tenant.time_zone,
            channels=() if tenant.HasField("delete_time") else tuple(channels),
        )


def _channel(wire: channel_pb.Channel) -> Channel:
    return Channel(UUID(wire.channel_id), _PLATFORMS[wire.platform], wire.can_answer)


def _customer(wire: customer_pb.Customer) -> Customer:
    known = [each for each in wire.identities if each.kind in _KINDS]
    addresses = [Recipient(_KINDS[each.kind], each.value) for each in known]
    return Customer(
        customer_id=UUID(wire.customer_id),
        name=wire.display_name,
        language=wire.language,
        zone=wire.time_zone,
        addresses=() if wire.HasField("delete_time") else tuple(addresses),
        merged_ids=tuple(map(UUID, wire.merged_customer_ids)),
        deleted=wire.HasField("delete_time"),
    )
