"""How a customer is reached: by which channel of the tenant, at which of their addresses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from services.notifier.domain.message import Recipient, RecipientKind


class Platform(StrEnum):
    """Where channels live. Those that are asked for first stand first."""

    WHATSAPP = "whatsapp"
    TWILIO = "twilio"
    ZAPTRA = "zaptra"
    INSTAGRAM = "instagram"
    CHATWOOT = "chatwoot"
    WEB_CHAT = "web_chat"


_FITTING = {
    Platform.WHATSAPP: (RecipientKind.PHONE, RecipientKind.WHATSAPP_USER),
    Platform.TWILIO: (RecipientKind.PHONE,),
    Platform.ZAPTRA: (RecipientKind.PHONE,),
    Platform.INSTAGRAM: (RecipientKind.INSTAGRAM,),
    Platform.CHATWOOT: (RecipientKind.CHATWOOT_CONTACT,),
    Platform.WEB_CHAT: (RecipientKind.WEB_VISITOR,),
}
"""Which addresses a platform writes to, the better one first."""

_RANKS = {platform: rank for rank, platform in enumerate(Platform)}


@dataclass(frozen=True)
class Channel:
    """An address of the tenant."""

    channel_id: UUID
    platform: Platform
    can_answer: bool

    def writes_to(self, kind: RecipientKind) -> bool:
        return kind in _FITTING[self.platform]


Way = tuple[Channel, Recipient]
"""By which channel, to which address."""


def ways(
    channels: Sequence[Channel], addresses: Sequence[Recipient], preferred: UUID | None = None
) -> list[Way]:
    """All that fit, the best first: by the preferred channel, then by the others in the order of
    their platforms. `addresses` have the oldest first; of several that fit the newest is better."""
    usable = [each for each in channels if each.can_answer]
    usable.sort(key=lambda each: (each.channel_id != preferred, _RANKS[each.platform]))
    return [way for channel in usable for way in _by(channel, addresses)]


_NEVER = datetime.min.replace(tzinfo=UTC)


def latest_first(
    ways: Sequence[Way], wrote: Mapping[tuple[UUID, Recipient], datetime]
) -> list[Way]:
    """Those by which the customer wrote go first, the latest at the beginning: its window is open
    if any is. The others stay in their order."""

    def last(way: Way) -> datetime:
        channel, recipient = way
        return wrote.get((channel.channel_id, recipient), _NEVER)

    return sorted(ways, key=last, reverse=True)


def _by(channel: Channel, addresses: Sequence[Recipient]) -> Iterator[Way]:
    for kind in _FITTING[channel.platform]:
        for address in reversed(addresses):
            if address.kind is kind:
                yield channel, address
