"""Who wrote to whom, as the tenant service knows it.

Who writes is asked for each time: customers are merged, moved and deleted meanwhile. Only whose an
address is, is remembered for a moment; not that it is nobody's, so one that gets a tenant works at
once.
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

SECONDS = 3.0
"""For so long statuses of a channel that was given away still come to whom it was."""
MOST = 10_000


@dataclass(frozen=True)
class Found:
    """Tenant and channel of an address, and the customer behind the identities, if any."""

    tenant_id: str
    channel_id: str
    customer_id: str
    language: str
    time_zone: str
    tenant_language: str = ""
    """The one that the tenant prefers."""
    account_id: str = ""
    """The platform's account that the channel belongs to; empty: not known."""

    def takes(self, account: str | None) -> bool:
        """Whether what came by this account of the platform can be meant for the channel."""
        return account is None or self.account_id in {"", account}


_Key = tuple[Platform, str]


class Directory:
    """Asks the tenant service; about an address alone once in three seconds."""

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
        """The tenant, and for identities the customer; None: no tenant has the address."""
        key = (platform, address)
        known = None if identities else self._known.get(key)
        if known and known[0] > self._clock():
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
        if not identities:
            self._remember(key, found)
        return found

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
        tenant_language=next(iter(response.tenant.languages), ""),
        account_id=response.channel.account_id,
    )
