"""`lyoctl import bookings`: lines of bookings to the booking service."""

from collections.abc import Iterator, Sequence
from typing import Any

from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from lyoctl.csv_bookings import BookingLine, Known
from lyoctl.csv_file import Line
from lyoctl.importing import BATCH_SECONDS, Tally
from lyoctl.known_customers import KnownCustomers
from lyoctl.operator import Stubs, new_id, pages

LARGEST = 3_000_000
"""Bytes of a request, which may have 4 MB: notes can be long."""


class BookingSender:
    """Brings bookings to one tenant; customers who are not there are made before."""

    at_once = 1000

    def __init__(self, tenant_id: str, stubs: Stubs, customers: KnownCustomers) -> None:
        self.tenant_id = tenant_id
        self.stubs = stubs
        self.customers = customers

    async def send(self, batch: Sequence[BookingLine], tally: Tally) -> list[BookingLine]:
        refused = [each for each in map(self.customers.refusal, batch) if each]
        refused += await self.customers.make(batch)
        lost = {line.number for line in refused}
        for part in _parts([line for line in batch if line.number not in lost]):
            refused += await self._sent(part, tally)
        lost = {line.number for line in refused}
        await self.customers.name([line for line in batch if line.number not in lost])
        return refused

    async def _sent(self, going: Sequence[BookingLine], tally: Tally) -> list[BookingLine]:
        request = pb.ImportBookingsRequest(
            tenant_id=self.tenant_id, request_id=new_id(), bookings=self._bookings(going)
        )
        answer = await self.stubs.bookings.ImportBookings(request, timeout=BATCH_SECONDS)
        refused: list[BookingLine] = []
        for line, result in zip(going, answer.results, strict=True):
            if result.outcome == pb.IMPORT_OUTCOME_CREATED:
                tally.created += 1
            elif result.outcome == pb.IMPORT_OUTCOME_KNOWN:
                tally.unchanged += 1
            else:
                refused.append(Line(line.number, reason=result.reason, detail=result.detail))
        return refused

    def _bookings(self, going: Sequence[BookingLine]) -> Iterator[pb.ImportedBooking]:
        for line in going:
            if line.item:
                line.item.booking.customer_id = self.customers.find(line.item.who)
                yield line.item.booking


def _parts(lines: Sequence[BookingLine]) -> Iterator[list[BookingLine]]:
    """The same lines, as many at once as a request may be large."""
    part: list[BookingLine] = []
    size = 0
    for line in lines:
        own = line.item.booking.ByteSize() if line.item else 0
        if part and size + own > LARGEST:
            yield part
            part, size = [], 0
        part.append(line)
        size += own
    if part:
        yield part


async def known_names(tenant_id: str, stubs: Stubs) -> Known:
    """What a file may call the offerings and resources of the tenant."""
    of_offerings = catalog_pb.ListOfferingsRequest(tenant_id=tenant_id)
    of_resources = catalog_pb.ListResourcesRequest(tenant_id=tenant_id)
    offerings = pages(stubs.catalogs.ListOfferings, of_offerings, "offerings")
    resources = pages(stubs.catalogs.ListResources, of_resources, "resources")
    return Known(
        _names([each async for each in offerings]), _names([each async for each in resources])
    )


def _names(listed: Sequence[Any]) -> dict[str, str]:
    """A name counts more than what customers read, and of two who read the same neither."""
    shown = [each.display_name.casefold() for each in listed]
    single = {
        text: each.name for each, text in zip(listed, shown, strict=True) if shown.count(text) == 1
    }
    return single | {each.name: each.name for each in listed}
