"""How a customer is reached: by which channel of the tenant, at which of their addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Platform(StrEnum):
    """Where channels live. Those that are asked for first stand first."""

    WHATSAPP = "whatsapp"
    TWILIO = "twilio"
    ZAPTRA = "zaptra"
    INSTAGRAM = "instagram"
    CHATWOOT = "chatwoot"
    WEB_CHAT = "web_chat"


class IdentityKind(StrEnum):
    """What kind of address a customer has."""

    PHONE = "phone"
    WHATSAPP_USER = "whatsapp_user"
    INSTAGRAM = "instagram"
    CHATWOOT_CONTACT = "chatwoot_contact"
    WEB_VISITOR = "web_visitor"


_FITTING = {
    Platform.WHATSAPP: (IdentityKind.PHONE, IdentityKind.WHATSAPP_USER),
    Platform.TWILIO: (IdentityKind.PHONE,),
    Platform.ZAPTRA: (IdentityKind.PHONE,),
    Platform.INSTAGRAM: (IdentityKind.INSTAGRAM,),
    Platform.CHATWOOT: (IdentityKind.CHATWOOT_CONTACT,),
    Platform.WEB_CHAT: (IdentityKind.WEB_VISITOR,),
}
"""Which addresses a platform writes to, the better one first."""

_RANKS = {platform: rank for rank, platform in enumerate(Platform)}


@dataclass(frozen=True)
class Identity:
    """An address of a customer."""

    kind: IdentityKind
    value: str


@dataclass(frozen=True)
class Channel:
    """An address of the tenant."""

    channel_id: UUID
    platform: Platform
    can_answer: bool


@dataclass(frozen=True)
class Contact:
    """Whom to write to, by what, in which language, and in whose name."""

    customer_id: UUID
    channel_id: UUID
    identity: Identity
    language: str
    business_name: str


def way(
    channels: Sequence[Channel], identities: Sequence[Identity], booked_by: UUID | None
) -> tuple[Channel, Identity] | None:
    """The channel that the customer booked by if it is still there, else the first that fits.

    `identities` have the oldest first; of several that fit the newest is taken.
    """
    usable = [each for each in channels if each.can_answer]
    usable.sort(key=lambda each: (each.channel_id != booked_by, _RANKS[each.platform]))
    for channel in usable:
        for kind in _FITTING[channel.platform]:
            for identity in reversed(identities):
                if identity.kind is kind:
                    return channel, identity
    return None
