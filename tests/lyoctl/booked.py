"""A shop of a file with bookings in it, as the operator's command sees it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from lyoctl.operator import new_id
from lyoctl.resources.bookings import Bookings
from lyoctl.resources.tenants import find_tenant
from services.common.fields import timestamp
from tests.lyoctl.running import Operated

ROME = ZoneInfo("Europe/Rome")


def instant(wall: str) -> datetime:
    """A time on the clocks of the shop."""
    return datetime.fromisoformat(wall).replace(tzinfo=ROME)


@dataclass(frozen=True)
class Shop:
    """One tenant, its bookings, and short ways of making some."""

    mesh: Operated
    bookings: Bookings

    @classmethod
    async def of(cls, mesh: Operated, name: str) -> "Shop":
        return cls(mesh, Bookings(mesh.stubs, await find_tenant(mesh.stubs.tenants, name)))

    @property
    def tenant_id(self) -> str:
        return self.bookings.tenant_id

    async def customer(self, name: str, phone: str, ref: str = "") -> str:
        """A new one; its id."""
        request = customer_pb.CreateCustomerRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            identities=[customer_pb.Identity(kind=customer_pb.IDENTITY_KIND_PHONE, value=phone)],
            display_name=name,
            external_ref=ref,
        )
        return (await self.mesh.stubs.customers.CreateCustomer(request)).customer.customer_id

    async def book(self, wall: str, customer_id: str = "", **fields) -> pb.Booking:
        """As a member of the tenant does it."""
        request = pb.CreateBookingRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            customer_id=customer_id or str(uuid4()),
            start_time=timestamp(instant(wall)),
            origin=pb.ORIGIN_STAFF,
            **fields,
        )
        return (await self.mesh.stubs.bookings.CreateBooking(request)).booking

    async def all(self, **filters) -> list[pb.Booking]:
        return [each async for each in self.bookings.all(**filters)]
