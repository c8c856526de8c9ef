"""Conversations, turns and replies on the wire."""

from lyo.assistant.v1 import conversation_service_pb2 as pb

from services.assistant.domain.answer import Said
from services.assistant.domain.conversation import (
    Conversation,
    Inbound,
    Kind,
    Message,
    Role,
    State,
    Turn,
)
from services.common.fields import RequestKey, request_key, time_of, timestamp, uuid_of

_STATES = {each: pb.ConversationState.Value(f"CONVERSATION_STATE_{each.name}") for each in State}
_STATES_READ = {wire: state for state, wire in _STATES.items()}
_ROLES = {each: pb.Role.Value(f"ROLE_{each.name}") for each in Role}
_KINDS = {each: pb.ContentKind.Value(f"CONTENT_KIND_{each.name}") for each in Kind}
_KINDS_READ = {wire: kind for kind, wire in _KINDS.items()}


def to_turn(request: pb.HandleTurnRequest) -> Turn:
    return Turn(
        turn_id=uuid_of(request, "request_id"),
        tenant_id=uuid_of(request, "tenant_id"),
        customer_id=uuid_of(request, "customer_id"),
        channel_id=uuid_of(request, "channel_id"),
        messages=tuple(map(_inbound, request.messages)),
        language=request.customer_language,
        time_zone=request.customer_time_zone,
    )


def turn_key(request: pb.HandleTurnRequest) -> RequestKey:
    """What makes a turn the same: whose messages they are. What is known of the customer (their
    language, their zone) may become known between two tries of one turn."""
    same = pb.HandleTurnRequest()
    same.CopyFrom(request)
    same.ClearField("customer_language")
    same.ClearField("customer_time_zone")
    return request_key(same)


def to_conversation(conversation: Conversation) -> pb.Conversation:
    return pb.Conversation(
        conversation_id=str(conversation.conversation_id),
        customer_id=str(conversation.customer_id),
        state=_STATES[conversation.state],
        language=conversation.language,
        etag=str(conversation.version),
        create_time=timestamp(conversation.create_time),
        update_time=timestamp(conversation.update_time),
    )


def to_state(wire: "pb.ConversationState.ValueType") -> State:
    return _STATES_READ[wire]


def to_message(message: Message) -> pb.Message:
    return pb.Message(
        message_id=str(message.message_id),
        role=_ROLES[message.role],
        provider_message_id=message.provider_message_id,
        kind=_KINDS[message.kind],
        text=message.text,
        channel_id=str(message.channel_id),
        send_time=timestamp(message.send_time),
    )


def to_reply(reply: Said) -> pb.Reply:
    buttons = [
        pb.Button(choice_id=each.choice_id, title=each.title) for each in reply.spoken.buttons
    ]
    return pb.Reply(message_id=str(reply.message_id), text=reply.spoken.text, buttons=buttons)


def _inbound(wire: pb.InboundMessage) -> Inbound:
    return Inbound(
        provider_message_id=_storable(wire.provider_message_id),
        send_time=time_of(wire, "send_time"),
        kind=_KINDS_READ[wire.kind],
        text=_storable(wire.text),
        choice_id=_storable(wire.choice_id),
        about=_storable(wire.about_provider_message_id),
    )


def _storable(text: str) -> str:
    """PostgreSQL has no NUL in texts; a stranger may send one."""
    return text.replace("\x00", "\ufffd")
