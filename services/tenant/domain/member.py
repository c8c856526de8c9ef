"""A person of a tenant, and what may be said of one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.common.errors import Violation
from services.tenant.domain.deletion import KEPT
from services.tenant.domain.errors import FieldsWrong
from services.tenant.domain.phones import wrong_with_phone
from services.tenant.domain.revision import etag_of
from services.tenant.domain.texts import wrong_with_text, wrong_with_word


class MemberRole(StrEnum):
    """What a member may do in the tenant."""

    OWNER = "owner"
    ADMIN = "admin"
    AGENT = "agent"


@dataclass(frozen=True)
class Person:
    """What may change of a member."""

    display_name: str
    role: MemberRole | None
    """None: a request named none that there is; no member is without."""
    phone: str
    email: str


PERSON_FIELDS = ("display_name", "role", "phone", "email")


@dataclass(frozen=True)
class Member:
    member_id: UUID
    person: Person
    create_time: datetime
    update_time: datetime
    revision: int = 1
    delete_time: datetime | None = None
    purge_time: datetime | None = None

    @property
    def etag(self) -> str:
        return etag_of(self.member_id, self.revision)

    def changed(self, person: Person, now: datetime) -> "Member":
        """The next revision of it."""
        return replace(self, person=person, update_time=now, revision=self.revision + 1)

    def deleted(self, now: datetime) -> "Member":
        """The next revision of it, to be removed when its time is over."""
        return replace(self.changed(self.person, now), delete_time=now, purge_time=now + KEPT)

    def undeleted(self, now: datetime) -> "Member":
        """The next revision of it, as it was before."""
        return replace(self.changed(self.person, now), delete_time=None, purge_time=None)


def check_person(
    person: Person, fields: Iterable[str] = PERSON_FIELDS, *, inside: str = ""
) -> None:
    """Refuse a person, naming each of `fields` that is wrong; `inside` is what leads to it."""
    found: list[Violation] = []
    for field in fields:
        found += _CHECKS[field](person, inside + field)
    if found:
        raise FieldsWrong(found)


def _wrong_with_display_name(person: Person, field: str) -> list[Violation]:
    text = person.display_name
    return wrong_with_text(field, text.strip() and text, least=1, most=200)


def _wrong_with_role(person: Person, field: str) -> list[Violation]:
    if person.role is None:
        return [Violation(field, "FIELD_MISSING", "is no role: owner, admin or agent")]
    return []


def _wrong_with_phone(person: Person, field: str) -> list[Violation]:
    return wrong_with_phone(field, person.phone)


def _wrong_with_email(person: Person, field: str) -> list[Violation]:
    """Whether a mailbox could be called so. Whether it is there only a letter to it can tell."""
    if not person.email:
        return []
    before, _, after = person.email.partition("@")
    if not before or not after or "@" in after:
        return [Violation(field, "FIELD_INVALID", "is no e-mail address: a name, one @, a host")]
    return wrong_with_word(field, person.email) or wrong_with_text(field, person.email, most=254)


_CHECKS = {
    "display_name": _wrong_with_display_name,
    "role": _wrong_with_role,
    "phone": _wrong_with_phone,
    "email": _wrong_with_email,
}
