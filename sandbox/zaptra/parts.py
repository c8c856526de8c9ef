"""What Zaptra's sides share: accounts, chats, and the form of its answers."""

from dataclasses import dataclass
from typing import Literal

from sandbox.clock import Clock
from sandbox.deliveries import Deliveries
from sandbox.phones.chats import Chat, ChatKey, Chats
from sandbox.templates.stock import Stock
from sandbox.zaptra.accounts import Accounts

CHANNEL = "zaptra"

Form = Literal["success", "status", "not_2xx"]
"""Vendors answer differently: `{"success": true}`; a status with the message's ids; the latter
with an HTTP status that says the call failed, though the message left."""


@dataclass
class Parts:
    accounts: Accounts
    templates: Stock
    chats: Chats
    deliveries: Deliveries
    status_delay: float
    """Seconds from accepted to sent, to delivered, to read: seen on phones, told to nobody."""
    now: Clock
    usual_form: Form
    form: Form = "status"

    def __post_init__(self) -> None:
        self.form = self.usual_form

    def chat(self, address: str, customer: str) -> Chat:
        chat = self.chats.of(ChatKey(CHANNEL, address, customer))
        chat.name = f"Customer {customer[-4:]}"
        return chat

    def reset(self) -> None:
        self.accounts.reset()
        self.form = self.usual_form
