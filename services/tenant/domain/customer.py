"""Who writes to a tenant: a customer is a set of identities, never a phone number alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.common.errors import Violation
from services.tenant.domain.errors import FieldsWrong
from services.tenant.domain.revision import etag_of
from services.tenant.domain.texts import wrong_with_text

_E164 = re.compile(r"\+[1-9][0-9]{1,14}")


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


_WEAKNESS = {IdentityKind.WHATSAPP_USER: 0, IdentityKind.PHONE: 2}


@dataclass(frozen=True)
class Customer:
    customer_id: UUID
    display_name: str
    language: str
    time_zone: str
    identities: tuple[Identity, ...]
    """The oldest first."""
    create_time: datetime
    revision: int

    @property
    def etag(self) -> str:
        return etag_of(self.customer_id, self.revision)


def keeper(customers: Sequence[Customer], identities: Sequence[Identity]) -> Customer:
    """Which of these customers wrote: the one who has the identity that tells most.

    Where a phone number and a business-scoped user id belong to two customers, it is the one with
    the user id. Nothing is moved from one to the other: that is an operator's decision.
    """
    for identity in sorted(identities, key=lambda each: each.weakness):
        for customer in customers:
            if identity in customer.identities:
                return customer
    raise ValueError("none of the customers has any of the identities")


def check_identities(identities: Sequence[Identity]) -> None:
    """Refuse identities that nobody can have, naming each."""
    found: list[Violation] = []
    for n, identity in enumerate(identities):
        field = f"identities[{n}].value"
        found += wrong_with_text(field, identity.value, least=1, most=200)
        if identity.kind is IdentityKind.PHONE and not _E164.fullmatch(identity.value):
            rule = "is not international: E.164, a plus and at most 15 digits"
            found.append(Violation(field, "NOT_E164", rule))
    if found:
        raise FieldsWrong(found)
