"""Between messages on the wire and values of the domain. No decisions here."""

from uuid import UUID

from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.fields import text_of, time_of, timestamp, uuid_of
from services.notifier.domain.content import Content
from services.notifier.domain.message import (
    Message,
    Purpose,
    Recipient,
    RecipientKind,
    Status,
)
from services.notifier.domain.pricing import Pricing
from services.notifier.domain.sendable import check_content, check_recipient
from services.notifier.domain.states import State
from services.notifier.messages.contents import known_zone, said, to_content
from services.notifier.storage.messages import Filter
from services.notifier.usecases.inbound import Inbound
from services.notifier.usecases.wanted import Said, Wanted

STATES = {each: pb.MessageState.Value(f"MESSAGE_STATE_{each.name}") for each in State}
_PURPOSES = {each: pb.Purpose.Value(f"PURPOSE_{each.name}") for each in Purpose}
_KINDS = {each: pb.RecipientKind.Value(f"RECIPIENT_KIND_{each.name}") for each in RecipientKind}
_STATE_OF = {wire: state for state, wire in STATES.items()}
_PURPOSE_OF = {wire: purpose for purpose, wire in _PURPOSES.items()}
_KIND_OF = {wire: kind for kind, wire in _KINDS.items()}


def wanted(request: pb.SendRequest | pb.ScheduleRequest) -> Wanted:
    """What Send or Schedule asks for."""
    return Wanted(
        channel_id=uuid_of(request, "channel_id") if request.channel_id else None,
        customer_id=uuid_of(request, "customer_id"),
        recipient=_addressed(request) if request.HasField("recipient") else None,
        purpose=_PURPOSE_OF[request.purpose],
        contents=[
            (uuid_of(each, "message_id"), _said(each, index))
            for index, each in enumerate(request.messages)
        ],
        expire_time=time_of(request, "expire_time") if request.HasField("expire_time") else None,
        zone=known_zone(request.time_zone, "time_zone"),
        send_time=time_of(request, "send_time")
        if isinstance(request, pb.ScheduleRequest)
        else None,
        wrote_time=time_of(request, "wrote_time")
        if isinstance(request, pb.SendRequest) and request.HasField("wrote_time")
        else None,
    )


def _said(message: pb.OutboundMessage, index: int) -> Said:
    meant = said(message, index)
    if isinstance(meant, Content):
        check_content(meant, index)
    return meant


def _addressed(request: pb.SendRequest | pb.ScheduleRequest) -> Recipient:
    to = recipient(request.recipient)
    check_recipient(to, "recipient.value")
    return to


def recipient(wire: pb.Recipient) -> Recipient:
    """From the wire."""
    return Recipient(_KIND_OF[wire.kind], text_of(wire, "value"))


def filter_of(request: pb.ListMessagesRequest) -> Filter:
    """Which messages are listed."""
    return Filter(
        customer_id=uuid_of(request, "customer_id") if request.customer_id else None,
        booking_id=uuid_of(request, "booking_id") if request.booking_id else None,
        states=[_STATE_OF[each] for each in request.states if each in _STATE_OF],
    )


def inbound(request: pb.RecordInboundRequest) -> Inbound:
    """Who wrote."""
    return Inbound(
        channel_id=uuid_of(request, "channel_id"),
        recipient=recipient(request.recipient),
        wrote_time=time_of(request, "wrote_time"),
        provider_message_id=request.provider_message_id,
        show_read=request.show_read,
        show_typing=request.show_typing,
    )


def status(update: pb.StatusUpdate) -> Status:
    """What a provider says. When it says that it happened is not kept: ranks decide, not clocks."""
    return Status(
        message_id=UUID(update.message_id) if update.message_id else None,
        provider_message_id=update.provider_message_id,
        state=_STATE_OF[update.state],
        error_code=update.error_code,
        error_detail=update.error_detail,
        pricing=_pricing(update.pricing) if update.HasField("pricing") else None,
    )


def to_message(message: Message) -> pb.Message:
    """The message as callers see it."""
    pricing = message.pricing
    return pb.Message(
        message_id=str(message.message_id),
        channel_id=str(message.channel_id),
        customer_id=str(message.customer_id),
        recipient=pb.Recipient(kind=_KINDS[message.recipient.kind], value=message.recipient.value),
        content=to_content(message.content),
        purpose=_PURPOSES[message.purpose],
        state=STATES[message.state],
        provider_message_id=message.provider_message_id,
        reason=message.reason,
        provider_detail=message.provider_detail,
        attempts=message.attempts,
        create_time=timestamp(message.create_time),
        expire_time=timestamp(message.expire_time),
        update_time=timestamp(message.update_time),
        send_time=timestamp(message.send_time) if message.send_time else None,
        booking_id=_id(message.booking_id),
        provider=message.provider,
        template_name=message.template_name,
        follows_message_id=_id(message.follows_id),
        pricing=pb.Pricing(**vars(pricing)) if pricing else None,
    )


def _pricing(wire: pb.Pricing) -> Pricing:
    return Pricing(wire.billable, wire.category, wire.kind, wire.model)


def _id(value: UUID | None) -> str:
    return str(value) if value else ""
