"""The tenant service, as the booking service asks it: how a customer is reached."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.booking.domain.booking import Booking
from services.booking.domain.contact import (
    Channel,
    Contact,
    Identity,
    IdentityKind,
    Platform,
    way,
)
from services.common.clock import Clock
from services.common.errors import NotFound

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
    customer_pb.IdentityKind.Value(f"IDENTITY_KIND_{each.name}"): each for each in IdentityKind
}


@dataclass(frozen=True)
class Business:
    """A tenant, as far as its customers are written to in its name."""

    display_name: str
    language: str
    channels: tuple[Channel, ...]


class Contacts:
    """How customers are reached. What is said of a tenant is kept for half a minute."""

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

    async def of(self, tenant_id: UUID, booking: Booking) -> Contact | None:
        """How to reach whose booking it is; None where there is no way."""
        try:
            customer = await self._customer(tenant_id, str(booking.customer_id))
            business = await self._business(tenant_id)
        except NotFound:
            return None
        found = way(business.channels, _identities(customer), booking.channel_id)
        if found is None:
            return None
        channel, identity = found
        return Contact(
            customer_id=UUID(customer.customer_id),
            channel_id=channel.channel_id,
            identity=identity,
            language=customer.language or booking.language or business.language,
            business_name=business.display_name,
        )

    async def _customer(self, tenant_id: UUID, customer_id: str) -> customer_pb.Customer:
        """The customer, or whom they were merged into."""
        for _ in range(MERGES):
            request = customer_pb.GetCustomerRequest(
                tenant_id=str(tenant_id), customer_id=customer_id
            )
            customer = (await self._customers.GetCustomer(request)).customer
            if not customer.merged_into_id:
                break
            customer_id = customer.merged_into_id
        return customer

    async def _business(self, tenant_id: UUID) -> Business:
        until, business = self._kept.get(tenant_id, (None, None))
        if business is not None and until is not None and self._now() < until:
            return business
        business = await self._asked(str(tenant_id))
        if len(self._kept) >= KEPT_AT_MOST:
            self._kept.clear()
        self._kept[tenant_id] = (self._now() + KEPT_FOR, business)
        return business

    async def _asked(self, tenant_id: str) -> Business:
        wire = await self._tenants.GetTenant(tenant_pb.GetTenantRequest(tenant_id=tenant_id))
        tenant = wire.tenant
        listed = await self._channels.ListChannels(
            channel_pb.ListChannelsRequest(tenant_id=tenant_id, page_size=200)
        )
        channels = [_channel(each) for each in listed.channels if each.platform in _PLATFORMS]
        gone = tenant.HasField("delete_time")
        language = tenant.languages[0] if tenant.languages else ""
        return Business(tenant.display_name, language, () if gone else tuple(channels))


def _channel(wire: channel_pb.Channel) -> Channel:
    return Channel(UUID(wire.channel_id), _PLATFORMS[wire.platform], wire.can_answer)


def _identities(customer: customer_pb.Customer) -> list[Identity]:
    """None of one who was deleted: nothing is done for them meanwhile."""
    if customer.HasField("delete_time"):
        return []
    known = [each for each in customer.identities if each.kind in _KINDS]
    return [Identity(_KINDS[each.kind], each.value) for each in known]
