"""What Twilio's sides share: accounts, messages, chats and the way to the gateway."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sandbox.clock import Clock
from sandbox.deliveries import Again, Deliveries, Webhook
from sandbox.phones.chats import Chat, ChatKey, Chats
from sandbox.templates.stock import Stock
from sandbox.twilio.accounts import Accounts, Sender
from sandbox.twilio.signature import HEADER, signature

CHANNEL = "twilio"
PREFIX = "whatsapp:"
INBOUND_PATH = "/webhooks/twilio"


@dataclass(frozen=True)
class Rules:
    public_url: str
    """Where Twilio believes the gateway to be: it signs over this address."""
    status_delay: float
    window: timedelta | None
    """How long free-form messages may follow a customer's message; None: for ever."""
    kept: int


@dataclass
class Sent:
    """A message that Twilio has accepted."""

    sid: str
    sender: Sender
    to: str
    text: str
    callback: str | None
    time: datetime
    media: int = 0
    status: str = "queued"
    error_code: int | None = None

    @property
    def customer(self) -> str:
        """The digits of the phone."""
        return self.to.removeprefix(PREFIX).removeprefix("+")


@dataclass
class Parts:
    accounts: Accounts
    templates: Stock
    chats: Chats
    deliveries: Deliveries
    rules: Rules
    now: Clock
    sent: OrderedDict[str, Sent] = field(default_factory=OrderedDict)
    names: dict[str, str] = field(default_factory=dict)
    """Profile names by the digits of the phone."""

    def chat(self, address: str, customer: str) -> Chat:
        chat = self.chats.of(ChatKey(CHANNEL, address, customer))
        chat.name = self.name_of(customer)
        return chat

    def name_of(self, customer: str) -> str:
        return self.names.get(customer, f"Customer {customer[-4:]}")

    def remember(self, sent: Sent) -> None:
        self.sent[sent.sid] = sent
        if len(self.sent) > self.rules.kept:
            self.sent.popitem(last=False)

    def signed(self, token: str, url: str, parameters: Mapping[str, str]) -> Webhook:
        """A form for this address; what is at the gateway's goes there, wherever it listens."""
        body = urlencode(parameters).encode()
        headers = self.headers(signature(token, url, parameters))
        place = url.removeprefix(self.rules.public_url)
        return Webhook("twilio", place, body, headers, again=Again.UNREACHED)

    def headers(self, signed: str) -> dict[str, str]:
        """An empty signature leaves it out."""
        return {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
            **({HEADER: signed} if signed else {}),
        }

    def reset(self) -> None:
        self.accounts.reset()
        self.sent.clear()
        self.names.clear()


def new_sid(letters: str = "SM") -> str:
    return letters + secrets.token_hex(16)
