"""The notifier, as the booking service asks it: tell a customer of a booking, or do not after all.

How the customer is reached, in which language and in whose name, the notifier finds out. Ids come
of the booking and of what is told, so that asking again tells nobody twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.notifier.v1 import message_service_pb2 as pb

from services.booking.domain.booking import Booking
from services.booking.domain.events import Notice
from services.booking.domain.link import ACTIONS, LinkKind
from services.common.errors import FailedPrecondition, InvalidArgument, NotFound
from services.common.fields import derived, timestamp

if TYPE_CHECKING:
    from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceAsyncStub

NAME_AT_MOST = 100

_EVENTS = {each: pb.BookingEventKind.Value(f"BOOKING_EVENT_KIND_{each.name}") for each in Notice}
_ACTIONS = {
    each: pb.BookingActionKind.Value(f"BOOKING_ACTION_KIND_{each.name}") for each in ACTIONS
}
_WITH_A_REASON = {Notice.CANCELLED, Notice.DECLINED}
_NO_WAY = {"CUSTOMER_NOT_FOUND", "CUSTOMER_UNREACHABLE", "TENANT_NOT_FOUND"}


@dataclass(frozen=True)
class News:
    """Something to be told of a booking, under an id of its own."""

    message_id: UUID
    notice: Notice
    booking: Booking
    offering: str = ""
    """The catalog's name of what is booked."""
    links: Mapping[LinkKind, str] = field(default_factory=dict)
    """What the customer may do with it."""
    until: datetime | None = None
    """When it is no longer worth telling; None: as the notifier thinks."""
    can_wait: bool = False
    """Whether it need not wake anybody."""


class Messages:
    """What customers are told of bookings."""

    def __init__(self, stub: "MessageServiceAsyncStub") -> None:
        self._stub = stub

    async def tell(self, tenant_id: UUID, news: News) -> bool:
        """Have it told; told once already is told. False: the customer cannot be reached."""
        try:
            await self._send(tenant_id, news)
        except InvalidArgument as refusal:
            # An earlier try got through, and the booking has changed since; or it has just begun.
            if refusal.reason not in {"REQUEST_ID_REUSED", "IN_THE_PAST"} and not _over(refusal):
                raise
        except (FailedPrecondition, NotFound) as refusal:
            if refusal.reason not in _NO_WAY:
                raise
            return False
        return True

    async def _send(self, tenant_id: UUID, news: News) -> None:
        request = _request(tenant_id, news)
        try:
            await self._stub.Send(request)
        except NotFound as refusal:
            if refusal.reason != "CHANNEL_NOT_FOUND":
                raise
            # The channel that they booked by is gone.
            request.channel_id = ""
            await self._stub.Send(request)

    async def withdraw(
        self, tenant_id: UUID, request_id: UUID, message_ids: Sequence[UUID]
    ) -> None:
        """Call back those that were not sent yet."""
        request = pb.CancelRequest(
            tenant_id=str(tenant_id),
            request_id=str(request_id),
            message_ids=[str(each) for each in message_ids],
        )
        await self._stub.Cancel(request)


def _over(refusal: InvalidArgument) -> bool:
    """Whether it is too late to tell it."""
    return any(each.field == "expire_time" for each in refusal.violations)


def _request(tenant_id: UUID, news: News) -> pb.SendRequest:
    """By the channel that the customer booked by, where there is one."""
    channel_id = news.booking.channel_id
    return pb.SendRequest(
        tenant_id=str(tenant_id),
        request_id=str(derived(news.message_id, "send")),
        channel_id=str(channel_id) if channel_id else "",
        customer_id=str(news.booking.customer_id),
        messages=[pb.OutboundMessage(message_id=str(news.message_id), event=_event(news))],
        purpose=_purpose(news),
        expire_time=timestamp(news.until) if news.until else None,
    )


def _purpose(news: News) -> "pb.Purpose.ValueType":
    if news.notice is Notice.REMINDER:
        return pb.PURPOSE_REMINDER
    return pb.PURPOSE_NOTIFICATION if news.can_wait else pb.PURPOSE_CONFIRMATION


def _event(news: News) -> pb.BookingEvent:
    booking = news.booking
    venue = booking.venue
    names = dict.fromkeys(each.resource_name for each in booking.segments)
    return pb.BookingEvent(
        kind=_EVENTS[news.notice],
        language=booking.language,
        time_zone=booking.time_zone,
        offering_name=booking.offering_name,
        start_time=timestamp(booking.time.start),
        party_size=booking.party_size,
        resource_name=", ".join(names)[:NAME_AT_MOST],
        venue_name=venue.name if venue else "",
        venue_address=venue.address if venue else "",
        reason=booking.cancel_reason if news.notice in _WITH_A_REASON else "",
        booking_id=str(booking.booking_id),
        offering=news.offering,
        actions=[
            pb.BookingAction(kind=_ACTIONS[kind], link=link) for kind, link in news.links.items()
        ],
    )
