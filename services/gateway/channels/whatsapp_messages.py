"""WhatsApp Cloud API: one of `messages[]` as an inbound message."""

import re

from services.gateway.channels.shape import Object, id_in, required_id_in, seconds_in
from services.gateway.channels.whatsapp_content import content_of
from services.gateway.channels.whatsapp_names import Names
from services.gateway.items import Identity, IdentityKind, InboundMessage, Platform
from services.gateway.reading import Odd

_PHONE = re.compile(r"[1-9][0-9]{1,14}")


def read(message: Object, address: str, names: Names) -> InboundMessage:
    """The message, which was sent to `address`."""
    phone = _phone(message)
    user_id = _user_id(message)
    content = content_of(message)
    return InboundMessage(
        platform=Platform.WHATSAPP,
        address=address,
        identities=_identities(phone, user_id),
        message_id=required_id_in(message, "id", "MESSAGE_ID_ODD"),
        sent_at=seconds_in(message, "timestamp", "TIMESTAMP_ODD"),
        kind=content.kind,
        text=content.text,
        choice_id=content.choice_id,
        about=content.about,
        display_name=names.of(phone, user_id),
    )


def _phone(message: Object) -> str:
    """The digits in `from`, which is missing where the customer shows only a username."""
    digits = id_in(message, "from", "SENDER_ODD")
    if digits and not _PHONE.fullmatch(digits):
        raise Odd("SENDER_ODD")
    return digits


def _user_id(message: Object) -> str:
    """The business-scoped id, which tells who somebody is whatever their number."""
    user_id = id_in(message, "from_user_id", "SENDER_ODD", limit=200)
    if not user_id.isprintable():
        raise Odd("SENDER_ODD")
    return user_id


def _identities(phone: str, user_id: str) -> tuple[Identity, ...]:
    identities: list[Identity] = []
    if phone:
        identities.append(Identity(IdentityKind.PHONE, f"+{phone}"))
    if user_id:
        identities.append(Identity(IdentityKind.WHATSAPP_USER, user_id))
    if not identities:
        raise Odd("SENDER_MISSING")
    return tuple(identities)
