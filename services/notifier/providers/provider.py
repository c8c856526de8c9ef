"""What every provider offers, whichever API it stands for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.common.logs import Secret
from services.notifier.domain.content import Content
from services.notifier.domain.limits import Limits
from services.notifier.domain.message import Recipient
from services.notifier.domain.outcomes import Accepted
from services.notifier.domain.template import Template
from services.notifier.domain.way import Platform

__all__ = ["Outgoing", "Platform", "Provider", "Providers", "Sender"]


@dataclass(frozen=True)
class Sender:
    """The channel that a message leaves by, with what is needed to call its provider."""

    platform: Platform
    address: str
    token: Secret
    account_id: str = ""
    """The account at the provider; empty: the address stands for it."""

    @property
    def account(self) -> str:
        """What the breaker counts for."""
        return self.account_id or self.address


@dataclass(frozen=True)
class Outgoing:
    """One call: a part of a message that is within the provider's limits, or a template."""

    message_id: UUID
    """Comes back in statuses where the provider can do that."""
    recipient: Recipient
    content: Content
    attempt: int
    """Counts the calls for the message, this one included."""
    last: bool = True
    """Whether it is the last part: its statuses are the message's."""
    part: int = 1
    """Which part it is, from 1."""
    template: Template | None = None
    """The template of `content.template` as the provider has it, where it is known."""


class Provider(Protocol):
    """Sends messages of one platform."""

    name: str
    """A label of metrics."""
    limits: Limits

    async def send(self, outgoing: Outgoing, sender: Sender) -> Accepted:
        """Send it, once. Raises Refused, TryAgain or Unclear; nothing else is expected."""

    async def show_read(self, provider_message_id: str, sender: Sender, *, typing: bool) -> None:
        """Show the customer that their message was read, and that an answer is under way; nothing
        where the platform has no such thing. Raises as `send`."""

    async def templates(self, sender: Sender, channel_id: UUID) -> Sequence[Template]:
        """All templates of the sender's account, in no order. Raises as `send`."""


Providers = Mapping[Platform, Provider]
"""Who sends for which platform. Those not in it cannot be sent to yet."""
