"""The tools of a conversation, by the booking service: the only file that knows its API."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.assistant.domain import tools
from services.common import failpoints
from services.common.clock import Clock
from services.common.errors import Aborted, FailedPrecondition, InvalidArgument, MeshError, NotFound
from services.common.fields import derived, timestamp

if TYPE_CHECKING:
    from lyo.booking.v1.booking_service_pb2_grpc import BookingServiceAsyncStub
    from lyo.booking.v1.catalog_service_pb2_grpc import CatalogServiceAsyncStub

MOST_SLOTS = 200
"""Free starts that are looked at: those of a week, of most businesses."""
MOST_LISTED = 20
"""Bookings or offerings in one reply: more than a person picks from by number."""


class BookingTools:
    """A refusal is an answer, which the conversation explains; a failure passes."""

    def __init__(
        self,
        bookings: "BookingServiceAsyncStub",
        catalog: "CatalogServiceAsyncStub",
        *,
        now: Clock,
    ) -> None:
        self.bookings = bookings
        self.catalog = catalog
        self.now = now
        self._does: dict[type[Any], Callable[[Any, tools.Session], Awaitable[tools.Result]]] = {
            tools.CreateBooking: self._create,
            tools.FindBookings: self._find_bookings,
            tools.FindOfferings: self._find_offerings,
            tools.CancelBooking: self._cancel,
            tools.FindSlots: self._find_slots,
            tools.MoveBooking: self._move,
            tools.ConfirmAttendance: self._confirm_attendance,
        }

    async def run(self, call: tools.Call, session: tools.Session) -> tools.Result:
        return await self._does[type(call)](call, session)

    async def _create(
        self, call: tools.CreateBooking, session: tools.Session
    ) -> tools.Booked | tools.NotBooked:
        request = pb.CreateBookingRequest(
            tenant_id=str(session.tenant_id),
            request_id=_request_id(session, "create_booking"),
            customer_id=str(session.customer_id),
            offering_id=call.offering_id,
            resource_id=call.resource_id,
            party_size=call.party or None,
            note=call.note,
            start_time=timestamp(call.start),
            origin=pb.ORIGIN_CONVERSATION,
            channel_id=str(session.channel_id),
            language=session.language,
        )
        try:
            failpoints.reach("assistant.booking_called")
            response = await self.bookings.CreateBooking(request)
        except (FailedPrecondition, NotFound, InvalidArgument) as refusal:
            _pass_unless_answer(refusal)
            return _not_booked(call, refusal)
        return tools.Booked(_booking(response.booking))

    async def _find_bookings(
        self, call: tools.FindBookings, session: tools.Session
    ) -> tools.BookingsFound:
        response = await self.bookings.ListBookings(
            pb.ListBookingsRequest(
                tenant_id=str(session.tenant_id),
                customer_id=str(session.customer_id),
                ends_after=timestamp(self.now()),
                states=[pb.BOOKING_STATE_PENDING, pb.BOOKING_STATE_CONFIRMED],
                page_size=MOST_LISTED,
            )
        )
        return tools.BookingsFound(call, tuple(map(_booking, response.bookings)))

    async def _find_offerings(
        self, call: tools.FindOfferings, session: tools.Session
    ) -> tools.OfferingsFound:
        response = await self.catalog.ListOfferings(
            catalog_pb.ListOfferingsRequest(tenant_id=str(session.tenant_id), page_size=MOST_LISTED)
        )
        found = (tools.Offering(each.offering_id, each.display_name) for each in response.offerings)
        return tools.OfferingsFound(call, tuple(found))

    async def _cancel(
        self, call: tools.CancelBooking, session: tools.Session
    ) -> tools.BookingCancelled | tools.NotCancelled:
        request = pb.CancelBookingRequest(
            tenant_id=str(session.tenant_id),
            request_id=_request_id(session, "cancel_booking"),
            booking_id=call.booking.booking_id,
            customer_id=str(session.customer_id),
            etag=call.booking.etag,
            origin=pb.ORIGIN_CONVERSATION,
        )
        try:
            response = await self.bookings.CancelBooking(request)
        except (FailedPrecondition, NotFound, Aborted, InvalidArgument) as refusal:
            _pass_unless_answer(refusal)
            return tools.NotCancelled(call, refusal.reason, _notice(refusal))
        return tools.BookingCancelled(_booking(response.booking))

    async def _find_slots(
        self, call: tools.FindSlots, session: tools.Session
    ) -> tools.SlotsFound | tools.NoSlots:
        try:
            response = await self.bookings.ListFreeSlots(
                pb.ListFreeSlotsRequest(
                    tenant_id=str(session.tenant_id),
                    offering_id=call.offering.offering_id,
                    resource_id=call.resource_id,
                    start_time=timestamp(call.start),
                    end_time=timestamp(call.end),
                    party_size=call.party or None,
                    page_size=MOST_SLOTS,
                )
            )
            nearest = await self._nearest(call, session)
        except (FailedPrecondition, NotFound) as refusal:
            return tools.NoSlots(call, refusal.reason, int(refusal.details.get("most", "0")))
        return tools.SlotsFound(call, _slots(response.slots), nearest)

    async def _nearest(
        self, call: tools.FindSlots, session: tools.Session
    ) -> tuple[tools.Slot, ...]:
        """What is free nearest to what was wanted."""
        near = call.exact[0] if call.exact else call.start
        response = await self.bookings.SuggestSlots(
            pb.SuggestSlotsRequest(
                tenant_id=str(session.tenant_id),
                offering_id=call.offering.offering_id,
                resource_id=call.resource_id,
                near_time=timestamp(max(near, self.now())),
                party_size=call.party or None,
            )
        )
        return _slots(response.slots)

    async def _move(
        self, call: tools.MoveBooking, session: tools.Session
    ) -> tools.BookingMoved | tools.NotMoved:
        request = pb.RescheduleBookingRequest(
            tenant_id=str(session.tenant_id),
            request_id=_request_id(session, "reschedule_booking"),
            booking_id=call.booking.booking_id,
            customer_id=str(session.customer_id),
            etag=call.booking.etag,
            start_time=timestamp(call.start),
            offering_id=call.offering_id,
            resource_id=call.resource_id,
            party_size=call.party or None,
            origin=pb.ORIGIN_CONVERSATION,
        )
        try:
            response = await self.bookings.RescheduleBooking(request)
        except (FailedPrecondition, NotFound, Aborted, InvalidArgument) as refusal:
            _pass_unless_answer(refusal)
            notice = _notice(refusal) if "notice" in refusal.details else None
            return tools.NotMoved(call, refusal.reason, notice=notice)
        return tools.BookingMoved(_booking(response.booking))

    async def _confirm_attendance(
        self, call: tools.ConfirmAttendance, session: tools.Session
    ) -> tools.AttendanceKept | tools.AttendanceNotKept:
        request = pb.ConfirmAttendanceRequest(
            tenant_id=str(session.tenant_id),
            request_id=_request_id(session, "confirm_attendance"),
            booking_id=call.booking.booking_id,
            customer_id=str(session.customer_id),
        )
        try:
            response = await self.bookings.ConfirmAttendance(request)
        except (FailedPrecondition, NotFound, Aborted, InvalidArgument) as refusal:
            _pass_unless_answer(refusal)
            return tools.AttendanceNotKept(call.booking, refusal.reason)
        return tools.AttendanceKept(_booking(response.booking))


def _slots(wire: Iterable[pb.Slot]) -> tuple[tools.Slot, ...]:
    return tuple(
        tools.Slot(each.start_time.ToDatetime(tzinfo=UTC), tuple(each.resource_ids))
        for each in wire
    )


def _request_id(session: tools.Session, action: str) -> str:
    """The same for the same message, in whatever turn it is handled: it acts once."""
    message = (str(session.channel_id), session.provider_message_id)
    return str(derived(session.tenant_id, action, *message))


def _pass_unless_answer(refusal: MeshError) -> None:
    """An invalid argument is a bug of ours, unless this message did something else before."""
    if isinstance(refusal, InvalidArgument) and refusal.reason != "REQUEST_ID_REUSED":
        raise refusal


def _booking(wire: pb.Booking) -> tools.Booking:
    return tools.Booking(
        booking_id=wire.booking_id,
        offering_name=wire.offering_name,
        start=wire.start_time.ToDatetime(tzinfo=UTC),
        requested=wire.state == pb.BOOKING_STATE_PENDING,
        etag=wire.etag,
        offering_id=wire.offering_id,
        resource_id=wire.segments[0].resource_id if len(wire.segments) == 1 else "",
        party=wire.party_size,
    )


def _not_booked(call: tools.CreateBooking, refusal: MeshError) -> tools.NotBooked:
    told = refusal.details
    wanted = tools.Offering(
        told.get("offering_id", call.offering_id), told.get("offering_name", "")
    )
    instants = told.get("alternatives", "").split()
    alternatives = tuple(datetime.fromisoformat(each).astimezone(UTC) for each in instants)
    most = int(told.get("most", "0"))
    return tools.NotBooked(call, refusal.reason, wanted, alternatives, most)


def _notice(refusal: MeshError) -> timedelta | None:
    """How long before its start a booking can be given up, where that is over."""
    if refusal.reason != "NOTICE_TOO_SHORT":
        return None
    return timedelta(minutes=int(refusal.details.get("notice", "0")))
