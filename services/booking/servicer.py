"""The gRPC doors of the booking service: unpack, call, pack."""

from datetime import datetime
from typing import Any
from uuid import UUID

import grpc
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import booking_service_pb2_grpc as rpc
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc

from services.booking.domain.booking import BookingFilter
from services.booking.messages.booking import (
    booking_message,
    calendar_time,
    optional_uuid,
    slot_message,
    to_origin,
    to_states,
)
from services.booking.messages.catalog import offering_messages, resource_messages, to_catalog
from services.booking.usecases.bookings import BookingUseCases, Wish
from services.booking.usecases.catalogs import CatalogUseCases
from services.booking.usecases.slots import SlotSearch, SlotUseCases
from services.common.clock import Clock
from services.common.database import Database
from services.common.fields import request_key, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.common.server import Registration

Context = grpc.aio.ServicerContext[Any, Any]

SUGGESTIONS = 3


class BookingServicer(rpc.BookingServiceServicer):
    """Free slots and bookings."""

    def __init__(self, bookings: BookingUseCases, slots: SlotUseCases, tokens: PageTokens) -> None:
        self.bookings = bookings
        self.slots = slots
        self.tokens = tokens

    async def ListFreeSlots(
        self, request: pb.ListFreeSlotsRequest, context: Context
    ) -> pb.ListFreeSlotsResponse:
        search = SlotSearch(
            first=calendar_time(request, "start_time"),
            end=calendar_time(request, "end_time"),
            offering_id=optional_uuid(request, "offering_id"),
            resource_id=optional_uuid(request, "resource_id"),
        )
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.slots.list_free_slots(
            uuid_of(request, "tenant_id"),
            search,
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
            optional_uuid(request, "offering_id"),
            calendar_time(request, "near_time"),
            request.count or SUGGESTIONS,
        )
        slots = [slot_message(each) for each in found.slots]
        return pb.SuggestSlotsResponse(slots=slots, time_zone=found.time_zone)

    async def GetBooking(
        self, request: pb.GetBookingRequest, context: Context
    ) -> pb.GetBookingResponse:
        booking = await self.bookings.get_booking(
            uuid_of(request, "tenant_id"), uuid_of(request, "booking_id")
        )
        return pb.GetBookingResponse(booking=booking_message(booking))

    async def ListBookings(
        self, request: pb.ListBookingsRequest, context: Context
    ) -> pb.ListBookingsResponse:
        wanted = BookingFilter(
            customer_id=optional_uuid(request, "customer_id"),
            ends_after=calendar_time(request, "ends_after")
            if request.HasField("ends_after")
            else None,
            states=to_states(request),
        )
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.bookings.list_bookings(
            uuid_of(request, "tenant_id"),
            wanted,
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

    async def CreateBooking(
        self, request: pb.CreateBookingRequest, context: Context
    ) -> pb.CreateBookingResponse:
        wish = Wish(
            customer_id=uuid_of(request, "customer_id"),
            start=calendar_time(request, "start_time"),
            origin=to_origin(request),
            offering_id=optional_uuid(request, "offering_id"),
            resource_id=optional_uuid(request, "resource_id"),
        )
        booking = await self.bookings.create_booking(
            uuid_of(request, "tenant_id"), wish, key=request_key(request)
        )
        return pb.CreateBookingResponse(booking=booking_message(booking))

    async def CancelBooking(
        self, request: pb.CancelBookingRequest, context: Context
    ) -> pb.CancelBookingResponse:
        booking = await self.bookings.cancel_booking(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "booking_id"),
            key=request_key(request),
            customer_id=optional_uuid(request, "customer_id"),
            etag=request.etag,
        )
        return pb.CancelBookingResponse(booking=booking_message(booking))


class CatalogServicer(catalog_rpc.CatalogServiceServicer):
    """What can be booked."""

    def __init__(self, catalogs: CatalogUseCases, tokens: PageTokens) -> None:
        self.catalogs = catalogs
        self.tokens = tokens

    async def ListOfferings(
        self, request: catalog_pb.ListOfferingsRequest, context: Context
    ) -> catalog_pb.ListOfferingsResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.catalogs.list_offerings(
            uuid_of(request, "tenant_id"), size + 1, after=after[0] if after else ""
        )
        page, last = page_of(found, size)
        return catalog_pb.ListOfferingsResponse(
            offerings=offering_messages(page),
            next_page_token=self.tokens.encode(request, last.name) if last else "",
        )

    async def ListResources(
        self, request: catalog_pb.ListResourcesRequest, context: Context
    ) -> catalog_pb.ListResourcesResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.catalogs.list_resources(
            uuid_of(request, "tenant_id"), size + 1, after=after[0] if after else ""
        )
        page, last = page_of(found, size)
        return catalog_pb.ListResourcesResponse(
            resources=resource_messages(page),
            next_page_token=self.tokens.encode(request, last.name) if last else "",
        )

    async def ApplyCatalog(
        self, request: catalog_pb.ApplyCatalogRequest, context: Context
    ) -> catalog_pb.ApplyCatalogResponse:
        applied = await self.catalogs.apply_catalog(
            uuid_of(request, "tenant_id"), to_catalog(request), key=request_key(request)
        )
        return catalog_pb.ApplyCatalogResponse(
            offerings=offering_messages(applied.catalog.offerings),
            resources=resource_messages(applied.catalog.resources),
            changed=applied.changed,
        )


def registrations(database: Database, token_key: bytes, *, now: Clock) -> list[Registration]:
    """Both services, for a server."""
    tokens = PageTokens(token_key)
    bookings = BookingServicer(
        BookingUseCases(database, now=now), SlotUseCases(database, now=now), tokens
    )
    catalogs = CatalogServicer(CatalogUseCases(database, now=now), tokens)
    return [
        Registration(
            rpc.add_BookingServiceServicer_to_server, bookings, "lyo.booking.v1.BookingService"
        ),
        Registration(
            catalog_rpc.add_CatalogServiceServicer_to_server,
            catalogs,
            "lyo.booking.v1.CatalogService",
        ),
    ]
