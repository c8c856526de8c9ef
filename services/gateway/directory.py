"""Who wrote to whom, as the tenant service knows it, remembered for half a minute.

Only what was found is remembered: an address that gets a tenant works at once.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.tenant.v1.customer_service_pb2 import ResolveInboundResponse

from services.common.errors import NotFound
from services.gateway.items import Identity, Platform
from services.gateway.messages import resolve_request

if TYPE_CHECKING:
    from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceAsyncStub

SECONDS = 30.0
MOST = 10_000


@dataclass(frozen=True)
class Found:
    """Tenant and channel of an address, and the customer behind the identities, if any."""

    tenant_id: str
    channel_id: str
    customer_id: str
    language: str
    time_zone: str


_Key = tuple[Platform, str, tuple[Identity, ...]]


class Directory:
    """Asks the tenant service, once for the same sender within the half minute."""

    def __init__(
        self, customers: "CustomerServiceAsyncStub", *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._customers = customers
        self._clock = clock
        self._known: dict[_Key, tuple[float, Found]] = {}

    async def find(
        self,
        request_id: UUID,
        platform: Platform,
        address: str,
        identities: Sequence[Identity] = (),
        display_name: str = "",
        *,
        former: Sequence[Identity] = (),
    ) -> Found | None:
        """The tenant, and for identities the customer; None: no tenant has the address.

        Where there are `former` identities it is always asked, and what they stood for forgotten.
        """
        key = (platform, address, tuple(identities))
        known = self._known.get(key)
        if known and known[0] > self._clock() and not former:
            return known[1]
        request = resolve_request(
            request_id, platform, address, identities, display_name, former=former
        )
        try:
            found = _found(await self._customers.ResolveInbound(request))
        except NotFound as unknown:
            if unknown.reason == "ADDRESS_UNKNOWN":
                return None
            raise
        self._forget(former)
        self._remember(key, found)
        return found

    def _forget(self, former: Sequence[Identity]) -> None:
        if former:
            gone = [key for key in self._known if not set(former).isdisjoint(key[2])]
            for key in gone:
                del self._known[key]

    def _remember(self, key: _Key, found: Found) -> None:
        self._known.pop(key, None)
        if len(self._known) >= MOST:
            del self._known[next(iter(self._known))]  # the oldest: they stand in order
        self._known[key] = (self._clock() + SECONDS, found)


def _found(response: ResolveInboundResponse) -> Found:
    customer = response.customer
    return Found(
        tenant_id=response.tenant.tenant_id,
        channel_id=response.channel.channel_id,
        customer_id=customer.customer_id,
        language=customer.language,
        time_zone=customer.time_zone,
    )
