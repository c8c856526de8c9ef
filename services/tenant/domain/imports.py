"""Customers as another system knew them: what each row of an import makes of those we have."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.common.errors import Violation
from services.tenant.domain.customer import (
    CUSTOMER_FIELDS,
    Customer,
    CustomerProfile,
    wrong_with_profile,
)
from services.tenant.domain.identity import MOST_IDENTITIES, Identity, wrong_with_identities
from services.tenant.domain.phones import is_e164


class Outcome(StrEnum):
    """What became of a row that was taken."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Row:
    """A customer of an import. What is empty is not said."""

    identities: tuple[Identity, ...]
    profile: CustomerProfile
    kinds_known: bool = True
    """Whether each of its identities is of a kind that there is."""


class Refused(Exception):
    """A row that cannot be taken: which rule it breaks, and in words."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def check_row(row: Row) -> None:
    """Refuse a row that is wrong by itself, by the first rule that it breaks."""
    for each in _wrong_with(row):
        raise Refused(each.reason, f"{each.field}: {each.message}")


def _wrong_with(row: Row) -> list[Violation]:
    if not row.kinds_known:
        return [Violation("identities", "FIELD_INVALID", "one is of a kind that there is not")]
    if not row.identities:
        return [Violation("identities", "FIELD_MISSING", "there is none")]
    if len(row.identities) > MOST_IDENTITIES:
        return [Violation("identities", "FIELD_INVALID", f"are more than {MOST_IDENTITIES}")]
    identities = wrong_with_identities(row.identities, "identities", is_phone=is_e164)
    return identities or wrong_with_profile(row.profile)


class Ledger:
    """The customers that the rows of an import are about, as they become row after row.

    A row finds what the rows before it made, so that one import does what many would.
    """

    def __init__(self, customers: Sequence[Customer]) -> None:
        self.created: dict[UUID, Customer] = {}
        self.updated: dict[UUID, Customer] = {}
        self.given: dict[Identity, UUID] = {}
        """Identities that are new to those who have them now."""
        self._customers = {each.customer_id: each for each in customers}
        self._by_ref = {each.profile.external_ref: each.customer_id for each in customers}
        self._by_identity = {
            identity: each.customer_id for each in customers for identity in each.identities
        }

    def take(self, row: Row, fresh: UUID, now: datetime) -> Outcome:
        """Add or change the customer that the row is about, or Refused."""
        owners = {self._by_identity[each] for each in row.identities if each in self._by_identity}
        known = self._known(row, owners)
        if known is None:
            new = Customer(fresh, row.profile, (), now)
            self.created[fresh] = self._with_identities(new, row)
            return Outcome.CREATED
        return self._update(known, row)

    def _known(self, row: Row, owners: set[UUID]) -> Customer | None:
        """Whom the row is about, if we know them."""
        ref = row.profile.external_ref
        by_ref = self._by_ref.get(ref) if ref else None
        if by_ref:
            known = self._customers[by_ref]
            if known.delete_time or known.merged_into_id:
                raise Refused("EXTERNAL_REF_TAKEN", "who has it is deleted, or merged into another")
            owners = owners | {by_ref}
        if len(owners) > 1:
            raise Refused("IDENTITY_TAKEN", "the identities are of several customers")
        known_one = self._customers[owners.pop()] if owners else None
        if known_one and not by_ref:
            self._check_found_by_identity(known_one, ref)
        return known_one

    def _check_found_by_identity(self, known: Customer, ref: str) -> None:
        if known.delete_time:
            raise Refused("IDENTITY_TAKEN", "who has it is deleted")
        if ref and known.profile.external_ref:
            raise Refused("IDENTITY_TAKEN", "who has it has another external_ref")

    def _update(self, known: Customer, row: Row) -> Outcome:
        said = {name: getattr(row.profile, name) for name in CUSTOMER_FIELDS}
        profile = replace(known.profile, **{name: text for name, text in said.items() if text})
        more = any(each not in self._by_identity for each in row.identities)
        if profile == known.profile and not more:
            return Outcome.UNCHANGED
        changed = self._with_identities(known.changed(profile), row)
        place = self.created if known.customer_id in self.created else self.updated
        place[known.customer_id] = changed
        return Outcome.UPDATED

    def _with_identities(self, customer: Customer, row: Row) -> Customer:
        """Enter the customer with the identities of the row."""
        new = [each for each in dict.fromkeys(row.identities) if each not in self._by_identity]
        for identity in new:
            self._by_identity[identity] = self.given[identity] = customer.customer_id
        entered = replace(customer, identities=(*customer.identities, *new))
        self._customers[customer.customer_id] = entered
        if customer.profile.external_ref:
            self._by_ref[customer.profile.external_ref] = customer.customer_id
        return entered
