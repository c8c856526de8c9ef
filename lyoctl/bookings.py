"""`lyoctl bookings approve|move|cancel`: what a member of the tenant may do to a booking."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lyo.booking.v1 import booking_service_pb2 as pb

from lyoctl.operator import new_id
from lyoctl.resources.bookings import Bookings
from lyoctl.resources.kind import ResourceError
from services.common.errors import MeshError
from services.common.fields import timestamp


@dataclass(frozen=True)
class Wish:
    """How a booking shall be moved; what is empty stays."""

    start: datetime | None = None
    offering_id: str = ""
    resource_id: str = ""
    party_size: int | None = None


async def approve(bookings: Bookings, one: pb.Booking) -> pb.Booking:
    """Confirm a request."""
    request = pb.ApproveBookingRequest(
        tenant_id=bookings.tenant_id,
        request_id=new_id(),
        booking_id=one.booking_id,
        etag=one.etag,
    )
    try:
        return (await bookings.stubs.bookings.ApproveBooking(request)).booking
    except MeshError as error:
        raise refused(error, bookings.zone) from error


async def move(bookings: Bookings, one: pb.Booking, wish: Wish) -> pb.Booking:
    """Give it another time, resource, offering or party."""
    request = pb.RescheduleBookingRequest(
        tenant_id=bookings.tenant_id,
        request_id=new_id(),
        booking_id=one.booking_id,
        etag=one.etag,
        start_time=timestamp(wish.start) if wish.start else None,
        offering_id=wish.offering_id,
        resource_id=wish.resource_id,
        party_size=wish.party_size,
        origin=pb.ORIGIN_STAFF,
    )
    try:
        return (await bookings.stubs.bookings.RescheduleBooking(request)).booking
    except MeshError as error:
        raise refused(error, bookings.zone) from error


async def cancel(bookings: Bookings, one: pb.Booking, reason: str) -> pb.Booking:
    """Give its place back; the customer is told the reason."""
    request = pb.CancelBookingRequest(
        tenant_id=bookings.tenant_id,
        request_id=new_id(),
        booking_id=one.booking_id,
        etag=one.etag,
        reason=reason,
        origin=pb.ORIGIN_STAFF,
    )
    try:
        return (await bookings.stubs.bookings.CancelBooking(request)).booking
    except MeshError as error:
        raise refused(error, bookings.zone) from error


def refused(error: MeshError, zone: ZoneInfo) -> ResourceError:
    """What the service says, and what is free instead, on the tenant's clocks."""
    starts = error.details.get("alternatives", "").split()
    free = ", ".join(
        f"{datetime.fromisoformat(each).astimezone(zone):%a %Y-%m-%d %H:%M}" for each in starts
    )
    return ResourceError(f"{error.reason}: {error}" + (f"; free: {free}" if free else ""))
