"""The story of this product: a customer writes, the tenant's assistant answers.

Safe to repeat from the beginning: every step is idempotent, by ids derived from what was written.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.assistant.v1 import conversation_service_pb2 as assistant_pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb

from services.common import context, failpoints
from services.common.fields import derived
from services.common.logs import event
from services.gateway.directory import Directory, Found
from services.gateway.items import DeliveryStatus, Identity, IdentityKind, InboundMessage
from services.gateway.messages import (
    inbound_message,
    outbound_message,
    recipient,
    status_update,
)

if TYPE_CHECKING:
    from lyo.assistant.v1.conversation_service_pb2_grpc import ConversationServiceAsyncStub
    from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceAsyncStub
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub

log = logging.getLogger(__name__)

TURN_SECONDS = 45.0
MOST_FORMER = 10


class Outcome(StrEnum):
    """How the work of a claim ended."""

    ANSWERED = "answered"
    SILENT = "silent"
    UNROUTABLE = "unroutable"
    RECORDED = "recorded"
    TOLD = "told"
    NOTED = "noted"


@dataclass(frozen=True)
class Mesh:
    """Whom the gateway calls."""

    directory: Directory
    conversations: "ConversationServiceAsyncStub"
    messages: "MessageServiceAsyncStub"
    channels: "ChannelServiceAsyncStub"


async def answer(messages: Sequence[InboundMessage], turn_id: UUID, mesh: Mesh) -> Outcome:
    """Answer what one sender wrote to one address, all of it in one turn."""
    last = messages[-1]
    identities = identities_of(messages)
    name = next((each.display_name for each in reversed(messages) if each.display_name), "")
    found = await mesh.directory.find(
        derived(turn_id, "resolve"),
        last.platform,
        last.address,
        identities,
        name,
        former=former_of(messages, identities),
    )
    if found is None:
        return unroutable(last)
    context.tenant.set(found.tenant_id)
    turn = await mesh.conversations.HandleTurn(
        _turn_request(messages, turn_id, found), timeout=TURN_SECONDS
    )
    failpoints.reach("gateway.turn_answered")
    if not turn.replies:
        return Outcome.SILENT
    await mesh.messages.Send(_send_request(turn, turn_id, found, identities))
    return Outcome.ANSWERED


async def record(statuses: Sequence[DeliveryStatus], set_id: UUID, mesh: Mesh) -> Outcome:
    """Tell the notifier what became of messages that were sent from one address."""
    first = statuses[0]
    found = await mesh.directory.find(derived(set_id, "resolve"), first.platform, first.address)
    if found is None:
        return unroutable(first)
    context.tenant.set(found.tenant_id)
    request = notifier_pb.RecordStatusesRequest(
        tenant_id=found.tenant_id,
        request_id=str(set_id),
        statuses=[status_update(each) for each in statuses],
    )
    await mesh.messages.RecordStatuses(request)
    return Outcome.RECORDED


def identities_of(messages: Sequence[InboundMessage]) -> tuple[Identity, ...]:
    """All that is known of the sender, the phone first; of each kind what came last."""
    latest: dict[IdentityKind, Identity] = {}
    for message in messages:
        latest.update({each.kind: each for each in message.identities})
    return tuple(latest[kind] for kind in IdentityKind if kind in latest)


def former_of(
    messages: Sequence[InboundMessage], identities: Sequence[Identity]
) -> tuple[Identity, ...]:
    """What the sender no longer has, as the messages tell, the last of them at most."""
    told = dict.fromkeys(each for message in messages for each in message.former)
    return tuple(each for each in told if each not in identities)[-MOST_FORMER:]


def unroutable(item: InboundMessage | DeliveryStatus) -> Outcome:
    """Nobody has the address. It is a business's, so it may stand in the log."""
    event(
        log,
        "address_unknown",
        level=logging.WARNING,
        platform=item.platform.value,
        address=item.address,
        item=item.type,
    )
    return Outcome.UNROUTABLE


def _turn_request(
    messages: Sequence[InboundMessage], turn_id: UUID, found: Found
) -> assistant_pb.HandleTurnRequest:
    return assistant_pb.HandleTurnRequest(
        tenant_id=found.tenant_id,
        request_id=str(turn_id),
        customer_id=found.customer_id,
        channel_id=found.channel_id,
        messages=[inbound_message(each) for each in messages],
        customer_language=found.language,
        customer_time_zone=found.time_zone,
    )


def _send_request(
    turn: assistant_pb.HandleTurnResponse,
    turn_id: UUID,
    found: Found,
    identities: Sequence[Identity],
) -> notifier_pb.SendRequest:
    """By the channel that was written to, always."""
    return notifier_pb.SendRequest(
        tenant_id=found.tenant_id,
        request_id=str(derived(turn_id, "send")),
        channel_id=found.channel_id,
        customer_id=found.customer_id,
        recipient=recipient(identities),
        messages=[outbound_message(each) for each in turn.replies],
        purpose=notifier_pb.PURPOSE_REPLY,
    )
