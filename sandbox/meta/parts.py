"""What Meta's two sides share: the numbers, the people, the chats and the way to the gateway."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sandbox.clock import Clock
from sandbox.deliveries import Deliveries, Webhook
from sandbox.meta import webhook
from sandbox.meta.customers import Customer, Customers
from sandbox.meta.numbers import Number, Numbers
from sandbox.phones.chats import Chat, ChatKey, Chats
from sandbox.templates.stock import Stock

CHANNEL = "whatsapp"


@dataclass(frozen=True)
class Rules:
    app_secret: str
    status_delay: float
    """Seconds from accepted to sent, to delivered, to read."""
    window: timedelta | None
    """How long free-form messages may follow a customer's message; None: for ever."""
    kept: int


@dataclass
class Sent:
    """A message that Graph has accepted."""

    id: str
    number: Number
    customer: Customer
    callback_data: str | None
    category: str
    billable: bool = False
    failed: bool = False


@dataclass
class Parts:
    numbers: Numbers
    chats: Chats
    deliveries: Deliveries
    rules: Rules
    now: Clock
    templates: Stock
    customers: Customers = field(default_factory=Customers)
    sent: OrderedDict[str, Sent] = field(default_factory=OrderedDict)

    def chat(self, number: Number, customer: Customer) -> Chat:
        chat = self.chats.of(ChatKey(CHANNEL, number.phone_number_id, customer.address))
        chat.name = customer.name
        return chat

    def remember(self, sent: Sent) -> None:
        self.sent[sent.id] = sent
        if len(self.sent) > self.rules.kept:
            self.sent.popitem(last=False)

    def signed(self, payload: Any) -> Webhook:
        body = webhook.body_of(payload)
        return Webhook("meta", webhook.PATH, body, self.headers(body))

    def headers(self, body: bytes, signature: str | None = None) -> dict[str, str]:
        """An empty signature leaves it out."""
        if signature is None:
            signature = webhook.signature(body, self.rules.app_secret)
        signed = {webhook.SIGNATURE_HEADER: signature} if signature else {}
        return {"Content-Type": "application/json", "User-Agent": "facebookexternalua", **signed}

    def reset(self) -> None:
        self.numbers.reset()
        self.customers.clear()
        self.sent.clear()
