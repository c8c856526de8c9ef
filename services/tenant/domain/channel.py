"""An address at which a tenant is reached."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.common.errors import Violation
from services.tenant.domain.channel_address import wrong_with_address
from services.tenant.domain.deletion import KEPT
from services.tenant.domain.errors import FieldsWrong
from services.tenant.domain.revision import etag_of
from services.tenant.domain.texts import wrong_with_text, wrong_with_word


class Platform(StrEnum):
    """Where an address lives."""

    WHATSAPP = "whatsapp"
    TWILIO = "twilio"
    INSTAGRAM = "instagram"
    CHATWOOT = "chatwoot"
    ZAPTRA = "zaptra"
    WEB_CHAT = "web_chat"


@dataclass(frozen=True)
class Channel:
    channel_id: UUID
    platform: Platform
    address: str
    account_id: str
    display_address: str
    create_time: datetime
    update_time: datetime
    revision: int = 1
    delete_time: datetime | None = None
    purge_time: datetime | None = None
    has_token: bool = False
    """Whether a credential of its own is stored."""

    @property
    def etag(self) -> str:
        return etag_of(self.channel_id, self.revision)

    def can_answer(self, defaults: Container[Platform]) -> bool:
        """Whether there is a token to answer with; the installation has one for `defaults`."""
        return self.has_token or self.platform in defaults

    def changed(self, values: dict[str, Any], now: datetime) -> "Channel":
        """The next revision of it, with other values."""
        return replace(self, **values, update_time=now, revision=self.revision + 1)

    def deleted(self, now: datetime) -> "Channel":
        """What it is once it is deleted. Its address stays taken until it is purged."""
        return self.changed({"delete_time": now, "purge_time": now + KEPT}, now)

    def undeleted(self, now: datetime) -> "Channel":
        return self.changed({"delete_time": None, "purge_time": None}, now)


def check_channel(channel: Channel) -> None:
    """Refuse a new channel, naming each field that is wrong."""
    address = wrong_with_address("address", channel.platform, channel.address)
    if found := [*address, *_wrong_with_texts(channel, "")]:
        raise FieldsWrong(found)


def check_change(channel: Channel) -> None:
    """Refuse what an update would make of a channel, naming each field that is wrong."""
    if found := _wrong_with_texts(channel, "channel."):
        raise FieldsWrong(found)


def _wrong_with_texts(channel: Channel, inside: str) -> list[Violation]:
    return [
        *wrong_with_text(f"{inside}account_id", channel.account_id, most=200),
        *wrong_with_text(f"{inside}display_address", channel.display_address, most=100),
    ]


def check_access_token(token: str) -> None:
    """Refuse what could not stand in the header of a request, without repeating it."""
    if found := wrong_with_word("access_token", token):
        raise FieldsWrong(found)
