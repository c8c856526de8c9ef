"""What the tenant service says of a business, remembered for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.clock import Clock

if TYPE_CHECKING:
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub

MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Tenant:
    """A business, as far as a conversation needs to know it."""

    display_name: str
    zone: ZoneInfo
    languages: tuple[str, ...]


class Tenants:
    """Asks once, then answers from memory for `keep_for`."""

    def __init__(self, stub: "TenantServiceAsyncStub", *, now: Clock, keep_for: timedelta) -> None:
        self.stub = stub
        self.now = now
        self.keep_for = keep_for
        self._known: dict[UUID, tuple[datetime, Tenant]] = {}

    async def get(self, tenant_id: UUID) -> Tenant:
        """The tenant, or NotFound TENANT_NOT_FOUND, which is not remembered."""
        known = self._known.get(tenant_id)
        if known and self.now() < known[0]:
            return known[1]
        response = await self.stub.GetTenant(pb.GetTenantRequest(tenant_id=str(tenant_id)))
        wire = response.tenant
        tenant = Tenant(wire.display_name, ZoneInfo(wire.time_zone), tuple(wire.languages))
        self._remember(tenant_id, tenant)
        return tenant

    def _remember(self, tenant_id: UUID, tenant: Tenant) -> None:
        """At the end of the line; where it is full, the first one goes."""
        self._known.pop(tenant_id, None)
        if len(self._known) >= MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[tenant_id] = (self.now() + self.keep_for, tenant)
