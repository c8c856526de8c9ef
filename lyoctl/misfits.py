"""Bookings that a new catalog would not allow any more: told, and left as they are."""

import asyncio
from collections.abc import Iterator, Mapping

from lyo.booking.v1 import booking_service_pb2 as booking_pb
from lyo.booking.v1 import catalog_service_pb2 as pb

from lyoctl.resources.bookings import SHORT, Bookings
from services.common.errors import MeshError

AT_ONCE = 16
WHY = {
    "OUTSIDE_OPENING_HOURS": "outside the opening hours",
    "RESOURCE_RETIRED": "there no more",
    "OFFERING_RETIRED": "not offered any more",
    "NOT_PERFORMED": "does not perform it any more",
    "PARTY_TOO_LARGE": "too small for so many people",
}


async def customers_of(answer: pb.ApplyCatalogResponse, bookings: Bookings) -> dict[str, str]:
    """Whose each of them is, by the id of the booking."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def ask(booking_id: str) -> booking_pb.Booking | None:
        request = booking_pb.GetBookingRequest(tenant_id=bookings.tenant_id, booking_id=booking_id)
        async with turns:
            try:
                return (await bookings.stubs.bookings.GetBooking(request)).booking
            except MeshError:
                return None  # the catalog stands, whoever it is

    asked = await asyncio.gather(*(ask(each.booking_id) for each in answer.misfits))
    found = [each for each in asked if each]
    await bookings.learn(found)
    return {each.booking_id: bookings.customer(each) for each in found}


def misfit_lines(
    answer: pb.ApplyCatalogResponse, bookings: Bookings, customers: Mapping[str, str]
) -> Iterator[str]:
    """How many there are, all that came, and what to do."""
    count = max(answer.misfit_count, len(answer.misfits))
    if not count:
        return
    yield f"! {count} coming {_counted(count)}; nothing was moved:"
    for each in answer.misfits:
        when, who = bookings.when(each.start_time), customers.get(each.booking_id, "")
        told = ", ".join(filter(None, (when, each.offering_name, each.resource_name, who)))
        why = f"{each.reason} ({WHY[each.reason]})" if each.reason in WHY else each.reason
        yield f"!   {each.booking_id[:SHORT]}  {told}: {why}"
    if more := count - len(answer.misfits):
        yield f"!   and {more} more"
    yield f"! look with: lyoctl bookings show ID -t {bookings.tenant.name}; then move or cancel it"


def _counted(count: int) -> str:
    return "booking does not fit any more" if count == 1 else "bookings do not fit any more"
