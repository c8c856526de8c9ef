"""Who writes to a tenant: a customer is a set of identities, never a phone number alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.common.errors import Violation
from services.tenant.domain.deletion import KEPT
from services.tenant.domain.errors import FieldsWrong
from services.tenant.domain.identity import PHONE_WEAKNESS, Identity
from services.tenant.domain.languages import wrong_with_language
from services.tenant.domain.revision import etag_of
from services.tenant.domain.texts import wrong_with_text
from services.tenant.domain.time_zones import wrong_with_time_zone


@dataclass(frozen=True)
class CustomerProfile:
    """What may be said of a customer, and changed. Empty: not known."""

    display_name: str = ""
    language: str = ""
    time_zone: str = ""
    external_ref: str = ""


CUSTOMER_FIELDS = ("display_name", "language", "time_zone", "external_ref")


@dataclass(frozen=True)
class Customer:
    customer_id: UUID
    profile: CustomerProfile
    identities: tuple[Identity, ...]
    """The oldest first."""
    create_time: datetime
    revision: int = 1
    merged_into_id: UUID | None = None
    delete_time: datetime | None = None
    purge_time: datetime | None = None
    merged_ids: tuple[UUID, ...] = ()
    """Those who were merged into it, where that was asked for."""

    @property
    def etag(self) -> str:
        return etag_of(self.customer_id, self.revision)

    def changed(self, profile: CustomerProfile) -> "Customer":
        """The next revision of it."""
        return replace(self, profile=profile, revision=self.revision + 1)

    def deleted(self, now: datetime) -> "Customer":
        """The next revision of it, to be removed when its time is over."""
        return replace(self.changed(self.profile), delete_time=now, purge_time=now + KEPT)

    def undeleted(self) -> "Customer":
        """The next revision of it, as it was before."""
        return replace(self.changed(self.profile), delete_time=None, purge_time=None)


def keeper(customers: Sequence[Customer], identities: Sequence[Identity]) -> Customer | None:
    """Which of these customers has the identity that tells most; None: nobody has any.

    Where a phone number and a business-scoped user id belong to two customers, it is the one with
    the user id. Nothing is moved from one to the other: that is an operator's decision.
    """
    for identity in sorted(identities, key=lambda each: each.weakness):
        for customer in customers:
            if identity in customer.identities:
                return customer
    return None


@dataclass(frozen=True)
class Sender:
    """Who wrote, as the platform tells it: what they have, and what they had before."""

    identities: tuple[Identity, ...]
    former: tuple[Identity, ...] = ()

    @property
    def all(self) -> tuple[Identity, ...]:
        return self.identities + self.former

    def known_for_sure(self, customers: Sequence[Customer]) -> Customer | None:
        """Who of these customers has an identity of theirs that does not change hands."""
        sure = [each for each in self.identities if each.weakness < PHONE_WEAKNESS]
        return keeper(customers, sure)

    def among(self, customers: Sequence[Customer]) -> Customer | None:
        """Which of these customers it is. A former identity tells more than a phone number that is
        new to them: that may be known of somebody who had it before."""
        return (
            self.known_for_sure(customers)
            or keeper(customers, self.former)
            or keeper(customers, self.identities)
        )

    def told_by_former(self, customers: Sequence[Customer]) -> bool:
        """Whether only what they had before tells which of these customers it is."""
        known = self.known_for_sure(customers)
        return known is None and keeper(customers, self.former) is not None

    def lost(self, customers: Sequence[Customer], customer: Customer) -> tuple[Identity, ...]:
        """What is to be taken away of what they had before, the sender being `customer`. A change
        may be told twice, and the number be given to somebody else in between: who has nothing of
        theirs but a phone number keeps it."""
        return tuple(
            each
            for each in self.former
            if each.weakness < PHONE_WEAKNESS
            or not any(self._is_new_owner(other, each) for other in customers if other != customer)
        )

    def _is_new_owner(self, other: Customer, phone: Identity) -> bool:
        return [each for each in self.former if each in other.identities] == [phone]


def sender(identities: Sequence[Identity], former: Sequence[Identity]) -> Sender:
    """Each identity once. What they have, they had not; without any, nobody has changed."""
    given = tuple(dict.fromkeys(identities))
    gone = tuple(each for each in dict.fromkeys(former) if each not in given)
    return Sender(given, gone if given else ())


def check_customer(
    profile: CustomerProfile, fields: Iterable[str] = CUSTOMER_FIELDS, *, inside: str = ""
) -> None:
    """Refuse a profile, naming each of `fields` that is wrong; `inside` is what leads to it."""
    if found := wrong_with_profile(profile, fields, inside=inside):
        raise FieldsWrong(found)


def wrong_with_profile(
    profile: CustomerProfile, fields: Iterable[str] = CUSTOMER_FIELDS, *, inside: str = ""
) -> list[Violation]:
    """What is wrong with each of `fields`."""
    found: list[Violation] = []
    for field in fields:
        found += _CHECKS[field](inside + field, getattr(profile, field))
    return found


def _wrong_with_words(field: str, text: str) -> list[Violation]:
    return wrong_with_text(field, text, most=200)


def _wrong_with_language(field: str, text: str) -> list[Violation]:
    return wrong_with_language(field, text) if text else []


def _wrong_with_time_zone(field: str, text: str) -> list[Violation]:
    return wrong_with_time_zone(field, text) if text else []


_CHECKS = {
    "display_name": _wrong_with_words,
    "language": _wrong_with_language,
    "time_zone": _wrong_with_time_zone,
    "external_ref": _wrong_with_words,
}
