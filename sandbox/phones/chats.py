"""Chats as customers see them, whatever the platform, and a way to wait for what is new."""

import asyncio
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Literal, NamedTuple

RANKS = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 5}
TYPING_SECONDS = 25


class ChatKey(NamedTuple):
    channel: str
    address: str
    customer: str


@dataclass
class ChatMessage:
    id: str
    sender: Literal["customer", "business"]
    time: datetime
    kind: str
    text: str
    """What it says, for a reader; buttons and media are in `content`."""
    content: dict[str, Any] = field(default_factory=dict)
    reply_to: str | None = None
    status: str = "accepted"
    error: str | None = None
    reactions: dict[str, str] = field(default_factory=dict)
    """Emoji by who reacted."""
    position: int = 0
    """Its place in the chat."""
    revision: int = 0
    """The chat's revision when it last changed."""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "time": self.time.isoformat()}


class Chat:
    """The messages of one customer with one business, and how often they changed."""

    def __init__(self, key: ChatKey) -> None:
        self.key = key
        self.name = key.customer
        self.messages: OrderedDict[str, ChatMessage] = OrderedDict()
        self.changes: OrderedDict[str, None] = OrderedDict()
        self.revision = 0
        self.last_customer_time: datetime | None = None
        self.typing_since: datetime | None = None
        self.bell = asyncio.Event()

    def touch(self, message: ChatMessage) -> None:
        """Say that a message is new or changed."""
        self.ring()
        message.revision = self.revision
        self.changes[message.id] = None
        self.changes.move_to_end(message.id)

    def ring(self) -> None:
        self.revision += 1
        self.bell.set()
        self.bell = asyncio.Event()

    def since(self, revision: int) -> list[ChatMessage]:
        """What is new or changed after a revision, in the order of the chat."""
        if not 0 < revision <= self.revision:
            return list(self.messages.values())
        found: list[ChatMessage] = []
        for message_id in reversed(self.changes):
            message = self.messages[message_id]
            if message.revision <= revision:
                break
            found.append(message)
        return sorted(found, key=lambda message: message.position)

    def is_typing(self, now: datetime) -> bool:
        since = self.typing_since
        return since is not None and (now - since).total_seconds() < TYPING_SECONDS

    def offering_button(self, reply_id: str) -> str | None:
        """The latest message of the business in which this button or row can be tapped."""
        for message in reversed(self.messages.values()):
            if message.sender == "business" and reply_id in _reply_ids(message.content):
                return message.id
        return None

    def is_template(self, message_id: str | None) -> bool:
        message = self.messages.get(message_id or "")
        return message is not None and message.kind == "template"

    def last_from_business(self) -> str | None:
        for message in reversed(self.messages.values()):
            if message.sender == "business":
                return message.id
        return None


class Chats:
    def __init__(self, kept: int) -> None:
        self.kept = kept
        self.chats: OrderedDict[ChatKey, Chat] = OrderedDict()
        """The one written in last stands last."""
        self.chat_of: OrderedDict[str, Chat] = OrderedDict()
        """Where each message is, oldest first."""
        self.closed = False

    def of(self, key: ChatKey) -> Chat:
        """The chat, begun if it is none yet."""
        if key not in self.chats:
            self.chats[key] = Chat(key)
        return self.chats[key]

    def newest(self, count: int = 50) -> list[Chat]:
        """The chats in which something was written, latest first."""
        written = (chat for chat in reversed(self.chats.values()) if chat.messages)
        return list(islice(written, count))

    def add(self, chat: Chat, message: ChatMessage) -> None:
        message.position = chat.revision + 1
        chat.messages[message.id] = message
        self.chat_of[message.id] = chat
        self.chats.move_to_end(chat.key)
        if message.sender == "business":
            chat.typing_since = None
        chat.touch(message)
        if len(self.chat_of) > self.kept:
            self._forget_oldest()

    def find(self, message_id: str) -> tuple[Chat, ChatMessage] | None:
        chat = self.chat_of.get(message_id)
        return None if chat is None else (chat, chat.messages[message_id])

    def set_status(self, message_id: str, status: str, error: str | None = None) -> None:
        """Ranks never go back, and failed is final."""
        found = self.find(message_id)
        if found is None or RANKS[status] <= RANKS[found[1].status]:
            return
        chat, message = found
        message.status, message.error = status, error
        chat.touch(message)

    def react(self, message_id: str, who: str, emoji: str) -> None:
        """An empty emoji takes the reaction back."""
        if found := self.find(message_id):
            chat, message = found
            message.reactions.pop(who, None)
            if emoji:
                message.reactions[who] = emoji
            chat.touch(message)

    async def news(self, chat: Chat, since: int, seconds: float) -> None:
        """Return when the chat is not at the revision `since`, or the time is over."""
        if chat.revision != since or seconds <= 0 or self.closed:
            return
        try:
            await asyncio.wait_for(chat.bell.wait(), seconds)
        except TimeoutError:
            return

    def clear(self) -> None:
        gone = list(self.chats.values())
        self.chats.clear()
        self.chat_of.clear()
        for chat in gone:
            chat.ring()

    def close(self) -> None:
        """Let go of all who wait."""
        self.closed = True
        for chat in self.chats.values():
            chat.bell.set()

    def _forget_oldest(self) -> None:
        message_id, chat = self.chat_of.popitem(last=False)
        del chat.messages[message_id]
        del chat.changes[message_id]


def _reply_ids(content: dict[str, Any]) -> set[str]:
    """Ids of the reply buttons or list rows of a message."""
    action = content.get("action") or {}
    buttons = {button["reply"]["id"] for button in action.get("buttons", [])}
    rows = {row["id"] for part in action.get("sections", []) for row in part.get("rows", [])}
    return buttons | rows
