"""An address at which a tenant is reached."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

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

    @property
    def etag(self) -> str:
        return etag_of(self.channel_id, self.revision)

    def changed(self, values: dict[str, Any], now: datetime) -> "Channel":
        """The next revision of it, with other values of `account_id` or `display_address`."""
        return replace(self, **values, update_time=now, revision=self.revision + 1)


def check_channel(channel: Channel, *, inside: str = "") -> None:
    """Refuse a channel, naming each field that is wrong as it is called `inside` a request."""
    found = [
        *wrong_with_word("address", channel.address),
        *wrong_with_text(f"{inside}account_id", channel.account_id, most=200),
        *wrong_with_text(f"{inside}display_address", channel.display_address, most=100),
    ]
    if found:
        raise FieldsWrong(found)


def check_access_token(token: str) -> None:
    """Refuse what could not stand in the header of a request, without repeating it."""
    if found := wrong_with_word("access_token", token):
        raise FieldsWrong(found)
