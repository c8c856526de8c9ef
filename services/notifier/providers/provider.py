"""What every provider offers, whichever API it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from services.common.logs import Secret
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Accepted


class Platform(StrEnum):
    WHATSAPP = "whatsapp"
    TWILIO = "twilio"
    INSTAGRAM = "instagram"
    CHATWOOT = "chatwoot"
    ZAPTRA = "zaptra"
    WEB_CHAT = "web_chat"


@dataclass(frozen=True)
class Sender:
    """The channel that a message leaves by, with what is needed to call its provider."""

    platform: Platform
    address: str
    token: Secret


class Provider(Protocol):
    """Sends messages of one platform."""

    name: str
    """A label of metrics."""

    async def send(self, message: Message, sender: Sender) -> Accepted:
        """Send it, once. Raises Refused, TryAgain or Unclear; nothing else is expected."""


Providers = Mapping[Platform, Provider]
"""Who sends for which platform. Those not in it cannot be sent to yet."""
