"""An address of a customer, and which there can be."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.common.errors import Violation
from services.tenant.domain.errors import FieldsWrong
from services.tenant.domain.phones import is_e164
from services.tenant.domain.texts import wrong_with_text

_E164 = re.compile(r"\+[1-9][0-9]{1,14}")
MOST_IDENTITIES = 10
"""In one request."""


class IdentityKind(StrEnum):
    """What kind of address of a customer."""

    PHONE = "phone"
    WHATSAPP_USER = "whatsapp_user"
    INSTAGRAM = "instagram"
    CHATWOOT_CONTACT = "chatwoot_contact"
    WEB_VISITOR = "web_visitor"


@dataclass(frozen=True)
class Identity:
    kind: IdentityKind
    value: str

    @property
    def weakness(self) -> int:
        """How little it tells who somebody is: a phone number changes hands, and says least."""
        return _WEAKNESS.get(self.kind, 1)


PHONE_WEAKNESS = 2
_WEAKNESS = {IdentityKind.WHATSAPP_USER: 0, IdentityKind.PHONE: PHONE_WEAKNESS}


def check_heard(identities: Sequence[Identity], field: str = "identities") -> None:
    """Refuse identities that nobody can have, naming each.

    A platform told them, so a phone is judged by its form alone: there are people with numbers
    that no numbering plan knows any more (+521...), and nobody who writes is turned away.
    """
    _refuse(wrong_with_identities(identities, field, is_phone=_is_e164_in_form))


def check_given(identities: Sequence[Identity]) -> None:
    """Refuse identities that nobody can have, naming each. An operator told them, who can look
    again: a phone must be one that there can be."""
    _refuse(wrong_with_identities(identities, "identities", is_phone=is_e164))


def wrong_with_identities(
    identities: Sequence[Identity], field: str, *, is_phone: Callable[[str], bool]
) -> list[Violation]:
    """What is wrong with each of them."""
    found: list[Violation] = []
    for n, identity in enumerate(identities):
        path = f"{field}[{n}].value"
        found += wrong_with_text(path, identity.value, least=1, most=200)
        if identity.kind is IdentityKind.PHONE and not is_phone(identity.value):
            rule = "is not international: E.164, a plus and at most 15 digits"
            found.append(Violation(path, "NOT_E164", rule))
    return found


def _refuse(found: Sequence[Violation]) -> None:
    if found:
        raise FieldsWrong(found)


def _is_e164_in_form(text: str) -> bool:
    return _E164.fullmatch(text) is not None
