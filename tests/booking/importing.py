"""Short ways of bringing bookings in from elsewhere."""

from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.fields import timestamp
from tests.booking.calendars import at
from tests.booking.salon import Salon, new_id

TUESDAY = "2026-03-03T15:30"


def line(salon: Salon, wall: str = TUESDAY, **fields) -> pb.ImportedBooking:
    fields.setdefault("external_ref", new_id())
    fields.setdefault("customer_id", new_id())
    return pb.ImportedBooking(start_time=timestamp(at(wall, salon.zone)), **fields)


async def bring(salon: Salon, *lines, request_id="") -> list[pb.ImportResult]:
    request = pb.ImportBookingsRequest(
        tenant_id=salon.tenant_id, request_id=request_id or new_id(), bookings=lines
    )
    return list((await salon.booking.bookings.ImportBookings(request)).results)


async def reasons(salon: Salon, *lines) -> list[str]:
    """Why each was refused; of those that were not, nothing."""
    return [each.reason for each in await bring(salon, *lines)]


async def brought(salon: Salon, wanted: pb.ImportedBooking) -> pb.Booking:
    """The booking that a line makes."""
    (result,) = await bring(salon, wanted)
    assert result.outcome == pb.IMPORT_OUTCOME_CREATED, result
    return await salon.get(result.booking_id)
