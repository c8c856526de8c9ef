"""What a tenant offers, and who performs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from services.booking.domain.calendar import Opening, Pace
from services.booking.domain.hours import Group, Notices, Party, ResourceHours, Rules, Venue

DEFAULT_STEP = timedelta(minutes=15)


class Approval(StrEnum):
    """How a new booking becomes a confirmed one."""

    AUTOMATIC = "automatic"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Offering:
    """What can be booked."""

    offering_id: UUID
    name: str
    display_name: str
    pace: Pace
    price_cents: int = 0
    currency_code: str = ""
    is_default: bool = False
    notices: Notices = field(default_factory=Notices)
    approval: Approval | None = None
    """None: as the catalog says."""
    party: Party = field(default_factory=Party)
    venue: Venue | None = None
    group: Group | None = None
    """None: each booking has a place of its own."""


@dataclass(frozen=True)
class Resource:
    """Who or what performs offerings."""

    resource_id: UUID
    name: str
    display_name: str
    offering_names: frozenset[str]
    openings: tuple[Opening, ...]
    capacity: int = 0
    rank: int = 0
    hours: ResourceHours = field(default_factory=ResourceHours)


@dataclass(frozen=True)
class Catalog:
    """All that one tenant offers, by name."""

    time_zone: str
    approval: Approval
    offerings: tuple[Offering, ...] = ()
    resources: tuple[Resource, ...] = ()
    rules: Rules = field(default_factory=Rules)

    @property
    def default_offering_id(self) -> UUID | None:
        """What is booked where a customer names nothing."""
        return next((each.offering_id for each in self.offerings if each.is_default), None)

    def with_ids(
        self, offering_ids: Mapping[str, UUID], resource_ids: Mapping[str, UUID]
    ) -> "Catalog":
        """The same catalog, where what has a known name has its known id."""
        offerings = (
            replace(each, offering_id=offering_ids.get(each.name, each.offering_id))
            for each in self.offerings
        )
        resources = (
            replace(each, resource_id=resource_ids.get(each.name, each.resource_id))
            for each in self.resources
        )
        return replace(self, offerings=tuple(offerings), resources=tuple(resources))
