"""Bookings of a tenant for the operator's command: who, what, when, with whom."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from lyoctl.operator import Stubs, pages
from lyoctl.resources.kind import ResourceError, Row, is_id, only
from lyoctl.times import wall_of
from services.common.errors import MeshError, NotFound

STATES = {
    name.removeprefix("BOOKING_STATE_").lower().replace("_", "-"): number
    for name, number in pb.BookingState.items()
    if number
}
"""As an operator writes them: `confirmed`, `no-show`."""
WORDS = {number: word for word, number in STATES.items()}
SHORT = 8
"""Characters of an id that a table shows, and that name a booking again."""
_BEGIN_OF_ID = re.compile(r"[0-9a-f]{4,8}(-[0-9a-f-]*)?")
_AT_ONCE = 16


@dataclass
class Bookings:
    """By our id or the beginning of it, or by the tenant's own (`external_ref`)."""

    stubs: Stubs
    tenant: tenant_pb.Tenant
    columns: Row = ("when", "what", "customer", "with", "party", "state", "booking", "external ref")
    _names: dict[str, str] = field(default_factory=dict)

    @property
    def tenant_id(self) -> str:
        return self.tenant.tenant_id

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tenant.time_zone)

    def all(self, **filters: Any) -> AsyncIterator[pb.Booking]:
        """By start; `filters` are those of ListBookings."""
        request = pb.ListBookingsRequest(tenant_id=self.tenant_id, **filters)
        return pages(self.stubs.bookings.ListBookings, request, "bookings")

    async def named(self, name: str) -> pb.Booking:
        """The one that is meant, or ResourceError."""
        if found := await self._got(name):
            return found
        begin = name.lower()
        if is_id(name) or not _BEGIN_OF_ID.fullmatch(begin):
            raise ResourceError(f"there is no booking {name}")
        alike = [each async for each in self.all() if each.booking_id.startswith(begin)]
        one: pb.Booking = only(alike, f"booking {name}")
        return one

    async def _got(self, name: str) -> pb.Booking | None:
        asked = {"booking_id": name} if is_id(name) else {"external_ref": name}
        try:
            request = pb.GetBookingRequest(tenant_id=self.tenant_id, **asked)
            return (await self.stubs.bookings.GetBooking(request)).booking
        except NotFound:
            return None

    async def resource_id(self, name: str) -> str:
        """Of a resource by its name, what customers read, or its id."""
        request = catalog_pb.ListResourcesRequest(tenant_id=self.tenant_id)
        listed = pages(self.stubs.catalogs.ListResources, request, "resources")
        return await _id_of(name, listed, "resource")

    async def offering_id(self, name: str) -> str:
        """Of an offering, likewise."""
        request = catalog_pb.ListOfferingsRequest(tenant_id=self.tenant_id)
        listed = pages(self.stubs.catalogs.ListOfferings, request, "offerings")
        return await _id_of(name, listed, "offering")

    async def learn(self, found: Iterable[pb.Booking]) -> None:
        """Ask for the names of their customers, so that rows can show them."""
        wanted = list({each.customer_id for each in found} - self._names.keys())
        turns = asyncio.Semaphore(_AT_ONCE)

        async def ask(customer_id: str) -> None:
            async with turns:
                self._names[customer_id] = await self._name_of(customer_id)

        await asyncio.gather(*map(ask, wanted))

    async def _name_of(self, customer_id: str) -> str:
        request = customer_pb.GetCustomerRequest(tenant_id=self.tenant_id, customer_id=customer_id)
        try:
            one = (await self.stubs.customers.GetCustomer(request)).customer
        except MeshError:
            # Who was purged, or cannot be asked for, is still an id.
            return customer_id[:SHORT]
        addresses = (each.value for each in one.identities)
        return one.display_name or next(addresses, customer_id[:SHORT])

    def customer(self, one: pb.Booking) -> str:
        """What the customer goes by, once `learn` has asked."""
        return self._names.get(one.customer_id, one.customer_id[:SHORT])

    def when(self, stamp: Timestamp) -> str:
        """`Thu 2026-12-24 15:30` on the tenant's clocks."""
        return f"{wall_of(stamp, self.zone):%a %Y-%m-%d %H:%M}"

    def row(self, one: pb.Booking) -> Row:
        end = wall_of(one.end_time, self.zone)
        return (
            f"{self.when(one.start_time)}-{end:%H:%M}",
            one.offering_name,
            self.customer(one),
            performers(one.segments),
            str(one.party_size),
            WORDS.get(one.state, "?"),
            one.booking_id[:SHORT],
            one.external_ref,
        )

    def line(self, one: pb.Booking) -> str:
        """One in one line, as a change of it is told."""
        parts = (one.offering_name, performers(one.segments), self.customer(one))
        told = ", ".join(filter(None, (self.when(one.start_time), *parts)))
        return f"{told}: {WORDS.get(one.state, '?')} ({one.booking_id[:SHORT]})"

    def more(self, one: pb.Booking) -> dict[str, Any]:
        """What `show` adds to what the contract has: who, and when on the tenant's clocks."""
        return {
            "customer": self.customer(one),
            "local_start": self.when(one.start_time),
            "local_end": self.when(one.end_time),
        }


def performers(segments: Sequence[pb.Segment]) -> str:
    """Who performs it, each once, in the order of time."""
    return ", ".join(dict.fromkeys(each.resource_name for each in segments))


async def _id_of(name: str, listed: AsyncIterator[Any], what: str) -> str:
    found = [each async for each in listed]
    alike = [
        getattr(each, f"{what}_id")
        for each in found
        if name in (each.name, each.display_name, getattr(each, f"{what}_id"))
    ]
    if not alike:
        known = ", ".join(each.name for each in found) or "none"
        raise ResourceError(f"there is no {what} {name}; there are {known}")
    one: str = only(alike, f"{what} {name}")
    return one
