"""The notifier, as the booking service asks it: tell a customer of a booking, or do not after all.

Ids come of the booking and of what is told, so that asking again tells nobody twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.notifier.v1 import message_service_pb2 as pb

from services.booking.domain.booking import Booking
from services.booking.domain.contact import Contact, IdentityKind
from services.booking.domain.events import Notice
from services.common.errors import InvalidArgument
from services.common.fields import derived, timestamp

if TYPE_CHECKING:
    from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceAsyncStub

NAME_AT_MOST = 100

_EVENTS = {each: pb.BookingEventKind.Value(f"BOOKING_EVENT_KIND_{each.name}") for each in Notice}
_RECIPIENTS = {each: pb.RecipientKind.Value(f"RECIPIENT_KIND_{each.name}") for each in IdentityKind}


@dataclass(frozen=True)
class News:
    """Something to be told of a booking, under an id of its own. `until`: when it is no longer
    worth telling; None: as the notifier thinks."""

    message_id: UUID
    notice: Notice
    booking: Booking
    until: datetime | None = None


class Messages:
    """What customers are told of bookings."""

    def __init__(self, stub: "MessageServiceAsyncStub") -> None:
        self._stub = stub

    async def tell(self, tenant_id: UUID, contact: Contact, news: News) -> None:
        """Have it told; told once already is told."""
        request = pb.SendRequest(
            tenant_id=str(tenant_id),
            request_id=str(derived(news.message_id, "send")),
            channel_id=str(contact.channel_id),
            customer_id=str(contact.customer_id),
            recipient=pb.Recipient(
                kind=_RECIPIENTS[contact.identity.kind], value=contact.identity.value
            ),
            messages=[
                pb.OutboundMessage(message_id=str(news.message_id), event=_event(contact, news))
            ],
            purpose=pb.PURPOSE_REMINDER
            if news.notice is Notice.REMINDER
            else pb.PURPOSE_CONFIRMATION,
            expire_time=timestamp(news.until) if news.until else None,
        )
        try:
            await self._stub.Send(request)
        except InvalidArgument as refusal:
            # An earlier try got through, and the booking or the customer has changed since.
            if refusal.reason != "REQUEST_ID_REUSED":
                raise

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


def _event(contact: Contact, news: News) -> pb.BookingEvent:
    booking = news.booking
    venue = booking.venue
    names = dict.fromkeys(each.resource_name for each in booking.segments)
    return pb.BookingEvent(
        kind=_EVENTS[news.notice],
        language=contact.language,
        time_zone=booking.time_zone,
        business_name=contact.business_name[:NAME_AT_MOST],
        offering_name=booking.offering_name,
        start_time=timestamp(booking.time.start),
        party_size=booking.party_size,
        resource_name=", ".join(names)[:NAME_AT_MOST],
        venue_name=venue.name if venue else "",
        venue_address=venue.address if venue else "",
        reason=booking.cancel_reason if news.notice is Notice.CANCELLED else "",
    )
