"""A tenant to book at: short ways of asking the booking service."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from google.protobuf.duration_pb2 import Duration
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.common.errors import FailedPrecondition, MeshError
from services.common.fields import timestamp
from tests.booking.calendars import at, minutes

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROME = "Europe/Rome"
SHOP_HOURS = ("09:00-13:00", "14:00-19:00")
TUESDAY_TO_SATURDAY = range(2, 7)


def new_id() -> str:
    return str(uuid4())


def length(minute_count: int) -> Duration:
    wire = Duration()
    wire.FromTimedelta(timedelta(minutes=minute_count))
    return wire


def offering(name="taglio", lasts=30, **fields) -> catalog_pb.Offering:
    fields.setdefault("display_name", name.capitalize())
    return catalog_pb.Offering(name=name, length=length(lasts), **fields)


def weekly(*stretches: str, days=TUESDAY_TO_SATURDAY) -> list[catalog_pb.Opening]:
    openings = []
    for day in days:
        for stretch in stretches:
            start, end = map(minutes, stretch.split("-"))
            openings.append(catalog_pb.Opening(weekday=day, start_minute=start, end_minute=end))
    return openings


def resource(name="anna", performs=("taglio",), hours=None, **fields) -> catalog_pb.Resource:
    fields.setdefault("display_name", name.capitalize())
    return catalog_pb.Resource(
        name=name,
        offering_names=performs,
        weekly_hours=weekly(*SHOP_HOURS) if hours is None else hours,
        **fields,
    )


def catalog(
    offerings=None, resources=None, *, zone=ROME, by_hand=False, rules=None
) -> catalog_pb.ApplyCatalogRequest:
    """Without more words: Taglio of 30 minutes and Colore of 90, done by Anna and by Marco."""
    both = ("taglio", "colore")
    return catalog_pb.ApplyCatalogRequest(
        request_id=new_id(),
        time_zone=zone,
        approval=catalog_pb.APPROVAL_BY_HAND if by_hand else catalog_pb.APPROVAL_AUTOMATIC,
        offerings=[offering(is_default=True), offering("colore", 90)]
        if offerings is None
        else offerings,
        resources=[resource("anna", both), resource("marco", both)]
        if resources is None
        else resources,
        rules=rules,
    )


class Salon:
    """One tenant of the booking service."""

    def __init__(self, booking, tenant_id: str, zone: str) -> None:
        self.booking = booking
        self.tenant_id = tenant_id
        self.zone = zone
        self.offerings: dict[str, str] = {}
        self.resources: dict[str, str] = {}

    @classmethod
    async def opened(cls, booking, request=None) -> "Salon":
        """A new tenant with this catalog."""
        request = request or catalog()
        salon = cls(booking, new_id(), request.time_zone)
        await salon.apply(request)
        return salon

    async def apply(self, request) -> catalog_pb.ApplyCatalogResponse:
        """Apply a catalog to this tenant."""
        request.tenant_id = self.tenant_id
        applied = await self.booking.catalogs.ApplyCatalog(request)
        self.offerings = {each.name: each.offering_id for each in applied.offerings}
        self.resources = {each.name: each.resource_id for each in applied.resources}
        return applied

    async def listed(self) -> tuple[list[catalog_pb.Offering], list[catalog_pb.Resource]]:
        """All offerings and resources that the service lists."""
        offerings = await self.booking.catalogs.ListOfferings(
            catalog_pb.ListOfferingsRequest(tenant_id=self.tenant_id)
        )
        resources = await self.booking.catalogs.ListResources(
            catalog_pb.ListResourcesRequest(tenant_id=self.tenant_id)
        )
        return list(offerings.offerings), list(resources.resources)

    def wish(self, wall: str, **fields) -> pb.CreateBookingRequest:
        """A wish for the default offering at a time on the salon's wall."""
        fields.setdefault("request_id", new_id())
        fields.setdefault("customer_id", new_id())
        fields.setdefault("origin", pb.ORIGIN_CONVERSATION)
        return pb.CreateBookingRequest(
            tenant_id=self.tenant_id, start_time=timestamp(at(wall, self.zone)), **fields
        )

    async def ask(self, request: pb.CreateBookingRequest) -> pb.Booking:
        return (await self.booking.bookings.CreateBooking(request)).booking

    async def book(self, wall: str, **fields) -> pb.Booking:
        return await self.ask(self.wish(wall, **fields))

    async def book_at_once(self, requests) -> list[pb.Booking | BaseException]:
        return await asyncio.gather(*map(self.ask, requests), return_exceptions=True)

    async def cancel(self, booking_id: str, **fields) -> pb.Booking:
        fields.setdefault("request_id", new_id())
        request = pb.CancelBookingRequest(tenant_id=self.tenant_id, booking_id=booking_id, **fields)
        return (await self.booking.bookings.CancelBooking(request)).booking

    async def hold(self, wall: str, **fields) -> pb.Booking:
        fields.setdefault("request_id", new_id())
        fields.setdefault("customer_id", new_id())
        fields.setdefault("origin", pb.ORIGIN_CONVERSATION)
        request = pb.HoldSlotRequest(
            tenant_id=self.tenant_id, start_time=timestamp(at(wall, self.zone)), **fields
        )
        return (await self.booking.bookings.HoldSlot(request)).booking

    async def book_held(self, hold: pb.Booking, **fields) -> pb.Booking:
        fields.setdefault("request_id", new_id())
        fields.setdefault("customer_id", hold.customer_id)
        fields.setdefault("origin", pb.ORIGIN_CONVERSATION)
        request = pb.CreateBookingRequest(
            tenant_id=self.tenant_id, hold_id=hold.booking_id, **fields
        )
        return await self.ask(request)

    async def move(self, booking_id: str, wall: str = "", **fields) -> pb.Booking:
        fields.setdefault("request_id", new_id())
        if wall:
            fields["start_time"] = timestamp(at(wall, self.zone))
        request = pb.RescheduleBookingRequest(
            tenant_id=self.tenant_id, booking_id=booking_id, **fields
        )
        return (await self.booking.bookings.RescheduleBooking(request)).booking

    async def approve(self, booking_id: str, **fields) -> pb.Booking:
        fields.setdefault("request_id", new_id())
        request = pb.ApproveBookingRequest(
            tenant_id=self.tenant_id, booking_id=booking_id, **fields
        )
        return (await self.booking.bookings.ApproveBooking(request)).booking

    async def attend(self, booking_id: str, **fields) -> pb.Booking:
        fields.setdefault("request_id", new_id())
        request = pb.ConfirmAttendanceRequest(
            tenant_id=self.tenant_id, booking_id=booking_id, **fields
        )
        return (await self.booking.bookings.ConfirmAttendance(request)).booking

    async def miss(self, booking_id: str, **fields) -> pb.Booking:
        fields.setdefault("request_id", new_id())
        request = pb.MarkNoShowRequest(tenant_id=self.tenant_id, booking_id=booking_id, **fields)
        return (await self.booking.bookings.MarkNoShow(request)).booking

    async def get(self, booking_id: str) -> pb.Booking:
        request = pb.GetBookingRequest(tenant_id=self.tenant_id, booking_id=booking_id)
        return (await self.booking.bookings.GetBooking(request)).booking

    async def bookings(self, **fields) -> pb.ListBookingsResponse:
        request = pb.ListBookingsRequest(tenant_id=self.tenant_id, **fields)
        return await self.booking.bookings.ListBookings(request)

    async def free(self, first: str, end: str, **fields) -> pb.ListFreeSlotsResponse:
        request = pb.ListFreeSlotsRequest(
            tenant_id=self.tenant_id,
            start_time=timestamp(at(first, self.zone)),
            end_time=timestamp(at(end, self.zone)),
            **fields,
        )
        return await self.booking.bookings.ListFreeSlots(request)

    async def suggested(self, near: str, **fields) -> pb.SuggestSlotsResponse:
        request = pb.SuggestSlotsRequest(
            tenant_id=self.tenant_id, near_time=timestamp(at(near, self.zone)), **fields
        )
        return await self.booking.bookings.SuggestSlots(request)

    def walls(self, messages) -> list[str]:
        """When slots or bookings start, as the salon's wall shows it."""
        return [self.wall(each.start_time) for each in messages]

    def wall(self, stamp) -> str:
        instant = stamp.ToDatetime(tzinfo=UTC)
        return f"{instant.astimezone(ZoneInfo(self.zone)):%d %H:%M}"


async def refusal_of(asked: Awaitable[object], kind: type[MeshError] = FailedPrecondition):
    """The error that a call ends with."""
    with pytest.raises(kind) as refusal:
        await asked
    return refusal.value
