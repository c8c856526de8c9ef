"""What a conversation is made of: its messages, who answers, and the turns that answer them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.common.fields import derived


class State(StrEnum):
    """Who answers the customer."""

    BOT = "bot"
    WAITING = "waiting"
    HUMAN = "human"


class Role(StrEnum):
    """Who wrote a message."""

    INBOUND = "inbound"
    ASSISTANT = "assistant"
    MEMBER = "member"


class Kind(StrEnum):
    """What kind of message it is."""

    TEXT = "text"
    CHOICE = "choice"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    ORDER = "order"
    FORM = "form"
    REACTION = "reaction"
    EDIT = "edit"
    REVOKE = "revoke"
    SYSTEM = "system"
    UNSUPPORTED = "unsupported"


SILENT = frozenset({Kind.REACTION, Kind.EDIT, Kind.REVOKE, Kind.SYSTEM})
"""Noted, never answered."""


@dataclass(frozen=True)
class Inbound:
    """What a customer sent, as the platform told it."""

    provider_message_id: str
    send_time: datetime
    kind: Kind
    text: str = ""
    choice_id: str = ""
    about: str = ""
    """The id of the message that this one answers, changes, takes back or reacts to."""


@dataclass(frozen=True)
class Turn:
    """All that a customer wrote before it is answered. Its id is that of the request."""

    turn_id: UUID
    tenant_id: UUID
    customer_id: UUID
    channel_id: UUID
    messages: tuple[Inbound, ...]
    language: str = ""
    time_zone: str = ""
    """Of the customer, as far as they are known; empty where they are not."""


def inbound_id(turn: Turn, message: Inbound) -> UUID:
    """Under which the message is kept."""
    return derived(turn.turn_id, "inbound", message.provider_message_id)


@dataclass(frozen=True)
class Conversation:
    """All that one customer and one tenant wrote to each other, whatever the channel."""

    conversation_id: UUID
    customer_id: UUID
    state: State
    language: str
    version: int
    create_time: datetime
    update_time: datetime


@dataclass(frozen=True)
class Message:
    """One message of a conversation, from either side."""

    message_id: UUID
    role: Role
    provider_message_id: str
    kind: Kind
    text: str
    channel_id: UUID
    send_time: datetime
    position: int
    """Grows with every message that is stored."""
