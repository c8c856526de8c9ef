"""The story of this product: a customer writes, the tenant's assistant answers.

Safe to repeat from the beginning: every step is idempotent, by ids derived from what was written.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from lyo.assistant.v1 import conversation_service_pb2 as assistant_pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb

from services.common import context, failpoints
from services.common.fields import derived
from services.common.logs import event
from services.gateway import preferences, taps
from services.gateway.directory import Directory, Found
from services.gateway.items import (
    ContentKind,
    DeliveryStatus,
    Identity,
    IdentityKind,
    InboundMessage,
)
from services.gateway.messages import (
    inbound_message,
    instant,
    outbound_message,
    recipient,
    status_update,
)

if TYPE_CHECKING:
    from lyo.assistant.v1.conversation_service_pb2_grpc import ConversationServiceAsyncStub
    from lyo.booking.v1.link_service_pb2_grpc import LinkServiceAsyncStub
    from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceAsyncStub
    from lyo.notifier.v1.preference_service_pb2_grpc import PreferenceServiceAsyncStub
    from lyo.notifier.v1.provider_service_pb2_grpc import ProviderServiceAsyncStub
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub

log = logging.getLogger(__name__)

Come = TypeVar("Come", InboundMessage, DeliveryStatus)

TURN_SECONDS = 45.0
MOST_FORMER = 10
NOT_WRITTEN = {ContentKind.SYSTEM, ContentKind.REVOKE}
"""What the platform tells, or what was taken back: nobody wrote."""


class Outcome(StrEnum):
    """How the work of a claim ended."""

    ANSWERED = "answered"
    SILENT = "silent"
    UNROUTABLE = "unroutable"
    RECORDED = "recorded"
    TOLD = "told"
    NOTED = "noted"
    PREFERENCE = "preference"


@dataclass(frozen=True)
class Mesh:
    """Whom the gateway calls."""

    directory: Directory
    conversations: "ConversationServiceAsyncStub"
    messages: "MessageServiceAsyncStub"
    channels: "ChannelServiceAsyncStub"
    preferences: "PreferenceServiceAsyncStub"
    providers: "ProviderServiceAsyncStub"
    links: "LinkServiceAsyncStub"


async def answer(messages: Sequence[InboundMessage], turn_id: UUID, mesh: Mesh) -> Outcome:
    """Answer what one sender wrote to one address, all of it in one turn."""
    last = messages[-1]
    messages = await _taken(messages, turn_id, mesh.directory)
    if not messages:
        return Outcome.UNROUTABLE
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
    rest = await preferences.heard(messages, turn_id, found, identities, mesh.preferences)
    if not rest:
        return Outcome.PREFERENCE
    rest = await taps.followed(rest, turn_id, found, identities, mesh)
    if not rest:
        return Outcome.ANSWERED
    turn = await mesh.conversations.HandleTurn(
        _turn_request(rest, turn_id, found), timeout=TURN_SECONDS
    )
    failpoints.reach("gateway.turn_answered")
    wrote = wrote_at(messages)
    if turn.replies:
        await mesh.messages.Send(_send_request(turn, turn_id, found, identities, wrote))
        return Outcome.ANSWERED
    if wrote is not None:
        await mesh.messages.RecordInbound(_silent_request(last, turn_id, found, identities, wrote))
    return Outcome.SILENT


async def record(statuses: Sequence[DeliveryStatus], set_id: UUID, mesh: Mesh) -> Outcome:
    """Tell the notifier what became of messages that were sent from one address."""
    first = statuses[0]
    found = await mesh.directory.find(derived(set_id, "resolve"), first.platform, first.address)
    if found is None:
        return unroutable(first)
    taken = _of_account(statuses, found)
    if not taken:
        return Outcome.UNROUTABLE
    context.tenant.set(found.tenant_id)
    request = notifier_pb.RecordStatusesRequest(
        tenant_id=found.tenant_id,
        request_id=str(set_id),
        statuses=[status_update(each) for each in taken],
    )
    await mesh.messages.RecordStatuses(request)
    return Outcome.RECORDED


async def _taken(
    messages: Sequence[InboundMessage], turn_id: UUID, directory: Directory
) -> Sequence[InboundMessage]:
    """Those that came by the account of the channel. Looked at before anybody becomes a customer:
    one account's owner must not speak for customers of another's."""
    last = messages[-1]
    if all(each.account is None for each in messages):
        return messages
    found = await directory.find(derived(turn_id, "account"), last.platform, last.address)
    return _of_account(messages, found) if found else messages


def _of_account(items: Sequence[Come], found: Found) -> list[Come]:
    """Those that came by the account of the channel, where it is known."""
    kept = [each for each in items if found.takes(each.account)]
    if len(kept) < len(items):
        first, dropped = items[0], len(items) - len(kept)
        event(
            log,
            "account_wrong",
            level=logging.WARNING,
            platform=first.platform.value,
            address=first.address,
            dropped=dropped,
        )
    return kept


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


def wrote_at(messages: Iterable[InboundMessage]) -> int | None:
    """When the sender last wrote, in seconds since 1970; None: they did not."""
    return max((each.sent_at for each in messages if each.kind not in NOT_WRITTEN), default=None)


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
    wrote: int | None,
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
        wrote_time=None if wrote is None else instant(wrote),
    )


def _silent_request(
    last: InboundMessage,
    turn_id: UUID,
    found: Found,
    identities: Sequence[Identity],
    wrote: int,
) -> notifier_pb.RecordInboundRequest:
    """They wrote, and nothing answers it: they may be written to all the same."""
    return notifier_pb.RecordInboundRequest(
        tenant_id=found.tenant_id,
        request_id=str(derived(turn_id, "wrote")),
        channel_id=found.channel_id,
        recipient=recipient(identities),
        wrote_time=instant(wrote),
        provider_message_id=last.message_id,
    )
