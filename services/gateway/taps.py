"""Buttons that carry a link of a booking: followed and answered without the assistant, whether or
not there is a conversation."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.booking.v1 import booking_service_pb2 as booking_pb
from lyo.booking.v1 import link_service_pb2 as link_pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb

from services.common.errors import FailedPrecondition, InvalidArgument, NotFound
from services.common.fields import derived
from services.common.logs import event
from services.gateway.booking_events import booking_actions, booking_event, move_choices
from services.gateway.directory import Found
from services.gateway.items import Identity, InboundMessage
from services.gateway.messages import instant, recipient

if TYPE_CHECKING:
    from services.gateway.inbound import Mesh

log = logging.getLogger(__name__)

LINK = "lb1."
"""How the links of bookings begin."""

_NOT_OURS = {"LINK_INVALID", "BOOKING_NOT_FOUND"}
_DONE = {
    link_pb.LINK_KIND_CONFIRM: notifier_pb.BOOKING_EVENT_KIND_ATTENDING,
    link_pb.LINK_KIND_CANCEL: notifier_pb.BOOKING_EVENT_KIND_CANCELLED,
    link_pb.LINK_KIND_MOVE_TO: notifier_pb.BOOKING_EVENT_KIND_CHANGED,
}

_GIVEN_UP = {
    booking_pb.BOOKING_STATE_CANCELLED: notifier_pb.BOOKING_EVENT_KIND_CANCELLED,
    booking_pb.BOOKING_STATE_EXPIRED: notifier_pb.BOOKING_EVENT_KIND_EXPIRED,
}


async def followed(
    messages: Sequence[InboundMessage],
    turn_id: UUID,
    found: Found,
    identities: Sequence[Identity],
    mesh: "Mesh",
) -> list[InboundMessage]:
    """Follow the links that were tapped, each once, and answer; the messages that are left. What
    only looks like a link of this tenant is a message like any other."""
    taps = {each.choice_id: each for each in messages if each.choice_id.startswith(LINK)}
    answered = {
        choice_id
        for choice_id, tap in taps.items()
        if await _answered(tap, turn_id, found, identities, mesh)
    }
    return [each for each in messages if each.choice_id not in answered]


async def _answered(
    tap: InboundMessage,
    turn_id: UUID,
    found: Found,
    identities: Sequence[Identity],
    mesh: "Mesh",
) -> bool:
    tap_id = derived(turn_id, "tap", tap.choice_id)
    try:
        link = await _follow(tap.choice_id, tap_id, found, mesh)
    except (InvalidArgument, NotFound) as refusal:
        if refusal.reason not in _NOT_OURS:
            raise
        event(log, "link_refused", level=logging.WARNING, reason=refusal.reason)
        return False
    told = _told(link, tap, found)
    message = notifier_pb.OutboundMessage(message_id=str(derived(tap_id, "reply")), event=told)
    request = notifier_pb.SendRequest(
        tenant_id=found.tenant_id,
        request_id=str(derived(tap_id, "send")),
        channel_id=found.channel_id,
        customer_id=found.customer_id,
        recipient=recipient(identities),
        messages=[message],
        purpose=notifier_pb.PURPOSE_REPLY,
        wrote_time=instant(tap.sent_at),
    )
    await _send(request, mesh)
    return True


async def _follow(text: str, tap_id: UUID, found: Found, mesh: "Mesh") -> link_pb.Link:
    """The link afterwards; one whose slot was taken with others to choose from."""
    request = link_pb.FollowLinkRequest(
        link=text,
        request_id=str(derived(tap_id, "follow")),
        origin=booking_pb.ORIGIN_CONVERSATION,
        tenant_id=found.tenant_id,
    )
    try:
        return (await mesh.links.FollowLink(request)).link
    except FailedPrecondition as refusal:
        if refusal.reason != "SLOT_TAKEN":
            raise
    return (await mesh.links.GetLink(link_pb.GetLinkRequest(link=text))).link


def _told(link: link_pb.Link, tap: InboundMessage, found: Found) -> notifier_pb.BookingEvent:
    """What the customer reads of it."""
    language = found.language or link.booking.language
    kind = _kind(link, tap)
    told = booking_event(kind, link.booking, language)
    if kind == notifier_pb.BOOKING_EVENT_KIND_MOVES_OFFERED:
        told.moves.extend(move_choices(link.slots))
    if kind == notifier_pb.BOOKING_EVENT_KIND_CHANGED:
        kinds = link_pb.LINK_KIND_MOVE, link_pb.LINK_KIND_CANCEL
        told.actions.extend(booking_actions(link.actions, *kinds))
    return told


def _kind(link: link_pb.Link, tap: InboundMessage) -> "notifier_pb.BookingEventKind.ValueType":
    """Of a booking that has begun nobody needs to hear how it is now."""
    if link.state == link_pb.LINK_STATE_DONE:
        return _DONE[link.kind]
    if link.state == link_pb.LINK_STATE_OPEN:
        return notifier_pb.BOOKING_EVENT_KIND_MOVES_OFFERED
    if link.booking.state in _GIVEN_UP:
        return _GIVEN_UP[link.booking.state]
    begun = link.booking.start_time.seconds <= tap.sent_at
    if link.state == link_pb.LINK_STATE_TOO_LATE or begun:
        return notifier_pb.BOOKING_EVENT_KIND_TOO_LATE
    return notifier_pb.BOOKING_EVENT_KIND_OUTDATED


async def _send(request: notifier_pb.SendRequest, mesh: "Mesh") -> None:
    try:
        await mesh.messages.Send(request)
    except InvalidArgument as refusal:
        # An earlier try got through, and the booking has changed since.
        if refusal.reason != "REQUEST_ID_REUSED":
            raise
