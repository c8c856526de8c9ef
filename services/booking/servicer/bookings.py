"""BookingService: unpack, call, pack."""

from datetime import datetime
from uuid import UUID

from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import booking_service_pb2_grpc as rpc

from services.booking.messages.booking import (
    booking_message,
    calendar_time,
    optional_uuid,
    plain_text,
    to_filter,
    to_origin,
)
from services.booking.messages.imports import result_message, to_line
from services.booking.messages.slots import slot_message, to_search, to_wanted
from services.booking.messages.wishes import to_move, to_party, to_wish, to_wish_or_hold
from services.booking.usecases.creating import CreatingUseCases
from services.booking.usecases.deciding import DecidingUseCases
from services.booking.usecases.finding import FindingUseCases
from services.booking.usecases.imports import ImportUseCases
from services.booking.usecases.moving import MovingUseCases
from services.booking.usecases.slots import SlotUseCases
from services.common.errors import InvalidArgument
from services.common.fields import request_key, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.common.server_call import Context

SUGGESTIONS = 3


class BookingServicer(rpc.BookingServiceServicer):
    """Free slots and bookings."""

    def __init__(
        self,
        *,
        creating: CreatingUseCases,
        moving: MovingUseCases,
        deciding: DecidingUseCases,
        finding: FindingUseCases,
        imports: ImportUseCases,
        slots: SlotUseCases,
        tokens: PageTokens,
    ) -> None:
        self.creating = creating
        self.moving = moving
        self.deciding = deciding
        self.finding = finding
        self.imports = imports
        self.slots = slots
        self.tokens = tokens

    async def ListFreeSlots(
        self, request: pb.ListFreeSlotsRequest, context: Context
    ) -> pb.ListFreeSlotsResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.slots.list_free_slots(
            uuid_of(request, "tenant_id"),
            to_search(request),
            size + 1,
            after=datetime.fromisoformat(after[0]) if after else None,
        )
        page, last = page_of(found.slots, size)
        return pb.ListFreeSlotsResponse(
            slots=[slot_message(each) for each in page],
            time_zone=found.time_zone,
            next_page_token=self.tokens.encode(request, last.time.start.isoformat())
            if last
            else "",
        )

    async def SuggestSlots(
        self, request: pb.SuggestSlotsRequest, context: Context
    ) -> pb.SuggestSlotsResponse:
        found = await self.slots.suggest_slots(
            uuid_of(request, "tenant_id"),
            to_wanted(request),
            calendar_time(request, "near_time"),
            request.count or SUGGESTIONS,
            party=to_party(request),
        )
        slots = [slot_message(each) for each in found.slots]
        return pb.SuggestSlotsResponse(slots=slots, time_zone=found.time_zone)

    async def GetBooking(
        self, request: pb.GetBookingRequest, context: Context
    ) -> pb.GetBookingResponse:
        name = optional_uuid(request, "booking_id") or plain_text(request, "external_ref")
        if bool(request.booking_id) == bool(request.external_ref):
            raise InvalidArgument("FIELD_MISSING", "name either booking_id or external_ref")
        booking = await self.finding.get_booking(uuid_of(request, "tenant_id"), name)
        return pb.GetBookingResponse(booking=booking_message(booking))

    async def ListBookings(
        self, request: pb.ListBookingsRequest, context: Context
    ) -> pb.ListBookingsResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.finding.list_bookings(
            uuid_of(request, "tenant_id"),
            to_filter(request),
            size + 1,
            after=(datetime.fromisoformat(after[0]), UUID(after[1])) if after else None,
        )
        page, last = page_of(found, size)
        return pb.ListBookingsResponse(
            bookings=[booking_message(each) for each in page],
            next_page_token=self.tokens.encode(
                request, last.time.start.isoformat(), str(last.booking_id)
            )
            if last
            else "",
        )

    async def HoldSlot(self, request: pb.HoldSlotRequest, context: Context) -> pb.HoldSlotResponse:
        booking = await self.creating.hold_slot(
            uuid_of(request, "tenant_id"), to_wish(request), key=request_key(request)
        )
        return pb.HoldSlotResponse(booking=booking_message(booking))

    async def CreateBooking(
        self, request: pb.CreateBookingRequest, context: Context
    ) -> pb.CreateBookingResponse:
        booking = await self.creating.create_booking(
            uuid_of(request, "tenant_id"), to_wish_or_hold(request), key=request_key(request)
        )
        return pb.CreateBookingResponse(booking=booking_message(booking))

    async def RescheduleBooking(
        self, request: pb.RescheduleBookingRequest, context: Context
    ) -> pb.RescheduleBookingResponse:
        booking = await self.moving.reschedule_booking(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "booking_id"),
            to_move(request),
            key=request_key(request),
        )
        return pb.RescheduleBookingResponse(booking=booking_message(booking))

    async def ApproveBooking(
        self, request: pb.ApproveBookingRequest, context: Context
    ) -> pb.ApproveBookingResponse:
        booking = await self.deciding.approve_booking(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "booking_id"),
            key=request_key(request),
            etag=request.etag,
        )
        return pb.ApproveBookingResponse(booking=booking_message(booking))

    async def CancelBooking(
        self, request: pb.CancelBookingRequest, context: Context
    ) -> pb.CancelBookingResponse:
        booking = await self.deciding.cancel_booking(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "booking_id"),
            key=request_key(request),
            customer_id=optional_uuid(request, "customer_id"),
            etag=request.etag,
            reason=plain_text(request, "reason", lines=True),
            origin=to_origin(request.origin),
        )
        return pb.CancelBookingResponse(booking=booking_message(booking))

    async def ConfirmAttendance(
        self, request: pb.ConfirmAttendanceRequest, context: Context
    ) -> pb.ConfirmAttendanceResponse:
        booking = await self.deciding.confirm_attendance(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "booking_id"),
            key=request_key(request),
            customer_id=optional_uuid(request, "customer_id"),
            etag=request.etag,
        )
        return pb.ConfirmAttendanceResponse(booking=booking_message(booking))

    async def MarkNoShow(
        self, request: pb.MarkNoShowRequest, context: Context
    ) -> pb.MarkNoShowResponse:
        booking = await self.deciding.mark_no_show(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "booking_id"),
            key=request_key(request),
            etag=request.etag,
        )
        return pb.MarkNoShowResponse(booking=booking_message(booking))

    async def ImportBookings(
        self, request: pb.ImportBookingsRequest, context: Context
    ) -> pb.ImportBookingsResponse:
        results = await self.imports.import_bookings(
            uuid_of(request, "tenant_id"),
            [to_line(each) for each in request.bookings],
            key=request_key(request),
        )
        return pb.ImportBookingsResponse(results=[result_message(each) for each in results])
