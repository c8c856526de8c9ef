"""Between messages on the wire and values of the domain. No decisions here."""

from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.fields import text_of, time_of, timestamp, uuid_of
from services.notifier.domain.booking_event import BookingEvent, BookingEventKind
from services.notifier.domain.errors import ContentWrong, TimeZoneUnknown
from services.notifier.domain.message import (
    Button,
    Content,
    Message,
    Purpose,
    Recipient,
    RecipientKind,
    Status,
)
from services.notifier.domain.states import State
from services.notifier.usecases.messages import Wanted

_ZONES = available_timezones() - {"Factory", "localtime", "posixrules"}
"""The names of IANA, without those that say what this machine has set."""

_STATES = {
    State.QUEUED: pb.MESSAGE_STATE_QUEUED,
    State.SENDING: pb.MESSAGE_STATE_SENDING,
    State.ACCEPTED: pb.MESSAGE_STATE_ACCEPTED,
    State.AMBIGUOUS: pb.MESSAGE_STATE_AMBIGUOUS,
    State.SENT: pb.MESSAGE_STATE_SENT,
    State.DELIVERED: pb.MESSAGE_STATE_DELIVERED,
    State.READ: pb.MESSAGE_STATE_READ,
    State.FAILED: pb.MESSAGE_STATE_FAILED,
    State.EXPIRED: pb.MESSAGE_STATE_EXPIRED,
    State.DISABLED: pb.MESSAGE_STATE_DISABLED,
    State.SUPPRESSED: pb.MESSAGE_STATE_SUPPRESSED,
    State.CANCELLED: pb.MESSAGE_STATE_CANCELLED,
}
_PURPOSES = {
    Purpose.REPLY: pb.PURPOSE_REPLY,
    Purpose.CONFIRMATION: pb.PURPOSE_CONFIRMATION,
    Purpose.REMINDER: pb.PURPOSE_REMINDER,
}
_KINDS = {
    RecipientKind.PHONE: pb.RECIPIENT_KIND_PHONE,
    RecipientKind.WHATSAPP_USER: pb.RECIPIENT_KIND_WHATSAPP_USER,
    RecipientKind.INSTAGRAM: pb.RECIPIENT_KIND_INSTAGRAM,
    RecipientKind.CHATWOOT_CONTACT: pb.RECIPIENT_KIND_CHATWOOT_CONTACT,
    RecipientKind.WEB_VISITOR: pb.RECIPIENT_KIND_WEB_VISITOR,
}
_EVENTS = {
    pb.BOOKING_EVENT_KIND_CONFIRMED: BookingEventKind.CONFIRMED,
    pb.BOOKING_EVENT_KIND_REQUESTED: BookingEventKind.REQUESTED,
    pb.BOOKING_EVENT_KIND_CHANGED: BookingEventKind.CHANGED,
    pb.BOOKING_EVENT_KIND_CANCELLED: BookingEventKind.CANCELLED,
    pb.BOOKING_EVENT_KIND_EXPIRED: BookingEventKind.EXPIRED,
    pb.BOOKING_EVENT_KIND_REMINDER: BookingEventKind.REMINDER,
}
_STATE_OF = {wire: state for state, wire in _STATES.items()}
_PURPOSE_OF = {wire: purpose for purpose, wire in _PURPOSES.items()}
_KIND_OF = {wire: kind for kind, wire in _KINDS.items()}


def wanted(request: pb.SendRequest) -> Wanted:
    """What Send asks for."""
    return Wanted(
        channel_id=uuid_of(request, "channel_id"),
        customer_id=uuid_of(request, "customer_id"),
        recipient=Recipient(_KIND_OF[request.recipient.kind], text_of(request.recipient, "value")),
        purpose=_PURPOSE_OF[request.purpose],
        contents=[
            (uuid_of(each, "message_id"), _said(each, index))
            for index, each in enumerate(request.messages)
        ],
        expire_time=time_of(request, "expire_time") if request.HasField("expire_time") else None,
    )


def _said(message: pb.OutboundMessage, index: int) -> Content | BookingEvent:
    if message.HasField("content") == message.HasField("event"):
        raise ContentWrong(index)
    return _content(message.content) if message.HasField("content") else _event(message, index)


def _event(message: pb.OutboundMessage, index: int) -> BookingEvent:
    event = message.event
    return BookingEvent(
        kind=_EVENTS[event.kind],
        language=event.language,
        zone=_zone(event.time_zone, index),
        offering_name=event.offering_name,
        start=time_of(event, "start_time"),
        business_name=event.business_name,
        party_size=event.party_size,
        resource_name=event.resource_name,
        venue_name=event.venue_name,
        venue_address=event.venue_address,
        reason=event.reason,
    )


def _zone(name: str, index: int) -> ZoneInfo:
    if name not in _ZONES:
        raise TimeZoneUnknown(index)
    return ZoneInfo(name)


def _content(content: pb.Content) -> Content:
    buttons = tuple(Button(each.choice_id, each.title) for each in content.buttons)
    return Content(content.text, buttons)


def status(update: pb.StatusUpdate) -> Status:
    """What a provider says. When it says that it happened is not kept: ranks decide, not clocks."""
    return Status(
        message_id=UUID(update.message_id) if update.message_id else None,
        provider_message_id=update.provider_message_id,
        state=_STATE_OF[update.state],
        error_code=update.error_code,
        error_detail=update.error_detail,
    )


def to_message(message: Message) -> pb.Message:
    """The message as callers see it."""
    return pb.Message(
        message_id=str(message.message_id),
        channel_id=str(message.channel_id),
        customer_id=str(message.customer_id),
        recipient=pb.Recipient(kind=_KINDS[message.recipient.kind], value=message.recipient.value),
        content=pb.Content(
            text=message.content.text,
            buttons=[
                pb.Button(choice_id=each.choice_id, title=each.title)
                for each in message.content.buttons
            ],
        ),
        purpose=_PURPOSES[message.purpose],
        state=_STATES[message.state],
        provider_message_id=message.provider_message_id,
        reason=message.reason,
        provider_detail=message.provider_detail,
        attempts=message.attempts,
        create_time=timestamp(message.create_time),
        expire_time=timestamp(message.expire_time),
        update_time=timestamp(message.update_time),
    )
