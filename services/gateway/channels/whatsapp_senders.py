"""WhatsApp Cloud API: who wrote one of `messages[]`, and who that was before.

A customer who changes their number gets a new business-scoped id with it. Meta tells of it by a
system message: `from` is the number they had, `system` holds what is new and the id they had. (It
was a field `user_id_update` in drafts; since August 2026 Meta says that there is no such field.)
"""

import re
from dataclasses import dataclass

from services.gateway.channels.shape import Object, id_in, object_in
from services.gateway.items import Identity, IdentityKind
from services.gateway.reading import Odd

_PHONE = re.compile(r"[1-9][0-9]{1,14}")
_CHANGES = ("user_changed_number", "user_changed_user_id")


@dataclass(frozen=True, slots=True)
class Sender:
    """`former`: identities that are the sender's no longer."""

    phone: str
    user_id: str
    former: tuple[Identity, ...] = ()

    @property
    def identities(self) -> tuple[Identity, ...]:
        """The phone first where there is one."""
        return _identities(self.phone, self.user_id)


def sender_of(message: Object) -> Sender:
    """Who wrote it, or Odd SENDER_MISSING, SENDER_ODD."""
    phone = _phone_in(message, "from")
    user_id = _user_id_in(message, "from_user_id")
    if message.get("type") == "system":
        told = object_in(message, "system", "SYSTEM_ODD")
        if told.get("type") in _CHANGES:
            return _changed(phone, user_id, told)
    if not phone and not user_id:
        raise Odd("SENDER_MISSING")
    return Sender(phone, user_id)


def named_in(part: Object) -> tuple[Identity, ...]:
    """Whom `wa_id` and `user_id` name, the phone first, or Odd SENDER_MISSING, SENDER_ODD."""
    identities = _identities(_phone_in(part, "wa_id"), _user_id_in(part, "user_id"))
    if not identities:
        raise Odd("SENDER_MISSING")
    return identities


def _changed(old_phone: str, old_user_id: str, told: Object) -> Sender:
    """Who they are now; what is the same as before is not former."""
    phone = _phone_in(told, "wa_id")
    user_id = _user_id_in(told, "user_id")
    if told["type"] == "user_changed_user_id":
        phone = phone or old_phone
    if not phone and not user_id:
        raise Odd("SENDER_MISSING")
    previous = _user_id_in(told, "previous_user_id") or old_user_id
    former = set(_identities(old_phone, previous)) - set(_identities(phone, user_id))
    return Sender(phone, user_id, tuple(sorted(former, key=lambda each: each.kind)))


def _phone_in(part: Object, key: str) -> str:
    """The digits, which are missing where the customer shows only a username."""
    digits = id_in(part, key, "SENDER_ODD")
    if digits and not _PHONE.fullmatch(digits):
        raise Odd("SENDER_ODD")
    return digits


def _user_id_in(part: Object, key: str) -> str:
    """A business-scoped id, which tells who somebody is whatever their number."""
    user_id = id_in(part, key, "SENDER_ODD", limit=200)
    if not user_id.isprintable():
        raise Odd("SENDER_ODD")
    return user_id


def _identities(phone: str, user_id: str) -> tuple[Identity, ...]:
    identities: list[Identity] = []
    if phone:
        identities.append(Identity(IdentityKind.PHONE, f"+{phone}"))
    if user_id:
        identities.append(Identity(IdentityKind.WHATSAPP_USER, user_id))
    return tuple(identities)
