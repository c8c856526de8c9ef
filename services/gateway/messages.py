"""Between what came in and the messages of the mesh. No decisions here."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp
from lyo.assistant.v1 import conversation_service_pb2 as assistant_pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb
from lyo.notifier.v1 import provider_service_pb2 as provider_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as tenant_pb

from services.gateway.items import (
    ContentKind,
    DeliveryState,
    DeliveryStatus,
    Identity,
    IdentityKind,
    InboundMessage,
    NoticeKind,
    Platform,
    ProblemKind,
)

PLATFORMS = {each: channel_pb.Platform.Value(f"PLATFORM_{each.name}") for each in Platform}
IDENTITIES = {
    each: tenant_pb.IdentityKind.Value(f"IDENTITY_KIND_{each.name}") for each in IdentityKind
}
RECIPIENTS = {
    each: notifier_pb.RecipientKind.Value(f"RECIPIENT_KIND_{each.name}") for each in IdentityKind
}
PROBLEMS = {
    each: channel_pb.ChannelProblemKind.Value(f"CHANNEL_PROBLEM_KIND_{each.name}")
    for each in ProblemKind
}
NOTICES = {
    each: provider_pb.AccountEventKind.Value(f"ACCOUNT_EVENT_KIND_{each.name}")
    for each in NoticeKind
}
CONTENTS = {
    each: assistant_pb.ContentKind.Value(f"CONTENT_KIND_{each.name}") for each in ContentKind
}
STATES = {
    each: notifier_pb.MessageState.Value(f"MESSAGE_STATE_{each.name}") for each in DeliveryState
}


def resolve_request(
    request_id: UUID,
    platform: Platform,
    address: str,
    identities: Sequence[Identity] = (),
    display_name: str = "",
    *,
    former: Sequence[Identity] = (),
) -> tenant_pb.ResolveInboundRequest:
    """Who wrote to whom?"""
    return tenant_pb.ResolveInboundRequest(
        request_id=str(request_id),
        platform=PLATFORMS[platform],
        address=address,
        identities=map(_identity, identities),
        display_name=display_name,
        former_identities=map(_identity, former),
    )


def _identity(identity: Identity) -> tenant_pb.Identity:
    return tenant_pb.Identity(kind=IDENTITIES[identity.kind], value=identity.value)


def account_request(platform: Platform, account: str) -> channel_pb.GetAccountChannelsRequest:
    """Whose account is it?"""
    return channel_pb.GetAccountChannelsRequest(platform=PLATFORMS[platform], account_id=account)


def inbound_message(message: InboundMessage) -> assistant_pb.InboundMessage:
    """What a customer sent, for the turn."""
    return assistant_pb.InboundMessage(
        provider_message_id=message.message_id,
        send_time=instant(message.sent_at),
        kind=CONTENTS[message.kind],
        text=message.text,
        choice_id=message.choice_id,
        about_provider_message_id=message.about,
    )


def recipient(identities: Sequence[Identity]) -> notifier_pb.Recipient:
    """Where the answer goes: to the phone where there is one."""
    phones = [each for each in identities if each.kind is IdentityKind.PHONE]
    to = (phones or identities)[0]
    return notifier_pb.Recipient(kind=RECIPIENTS[to.kind], value=to.value)


def outbound_message(reply: assistant_pb.Reply) -> notifier_pb.OutboundMessage:
    """A reply of the assistant, to be sent under the id it has."""
    buttons = [
        notifier_pb.Button(choice_id=each.choice_id, title=each.title) for each in reply.buttons
    ]
    content = notifier_pb.Content(text=reply.text, buttons=buttons)
    return notifier_pb.OutboundMessage(message_id=reply.message_id, content=content)


def status_update(status: DeliveryStatus) -> notifier_pb.StatusUpdate:
    """What became of a message of ours."""
    return notifier_pb.StatusUpdate(
        message_id=status.our_id,
        provider_message_id=status.message_id,
        state=STATES[status.state],
        status_time=instant(status.happened_at),
        error_code=status.error_code,
        error_detail=status.error_detail,
        pricing=notifier_pb.Pricing(**asdict(status.pricing)) if status.pricing else None,
    )


def instant(seconds: int) -> Timestamp:
    """Seconds since 1970, for the wire."""
    return Timestamp(seconds=seconds)
