"""What a tenant offers, who performs it, and the rules that a catalog keeps."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from services.booking.domain.calendar import Opening, Pace
from services.booking.domain.errors import CatalogWrong
from services.booking.domain.wall_time import is_time_zone

DEFAULT_STEP = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


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


@dataclass(frozen=True)
class Catalog:
    """All that one tenant offers, by name."""

    time_zone: str
    approval: Approval
    offerings: tuple[Offering, ...] = ()
    resources: tuple[Resource, ...] = ()

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

    def check(self) -> None:
        """Refuse a catalog that breaks a rule."""
        if not is_time_zone(self.time_zone):
            raise CatalogWrong("TIME_ZONE_UNKNOWN", "time_zone", "must be the name of a zone")
        _check_names("offerings", [each.name for each in self.offerings])
        _check_names("resources", [each.name for each in self.resources])
        if sum(each.is_default for each in self.offerings) > 1:
            raise CatalogWrong("DEFAULT_REPEATED", "offerings", "only one can be the default")
        for offering in self.offerings:
            _check_offering(offering)
        known = {each.name for each in self.offerings}
        for resource in self.resources:
            _check_resource(resource, known)


def _check_names(field: str, names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise CatalogWrong("NAME_REPEATED", field, f"two are named {name}")


def _check_offering(offering: Offering) -> None:
    field = f'offerings["{offering.name}"]'
    pace = offering.pace
    for name, length in (("length", pace.length), ("step", pace.step)):
        if length % _MINUTE:
            raise CatalogWrong("FIELD_INVALID", f"{field}.{name}", "must be whole minutes")
    for name, length in (
        ("buffer_before", pace.buffer_before),
        ("buffer_after", pace.buffer_after),
    ):
        if length % _SECOND:
            raise CatalogWrong("FIELD_INVALID", f"{field}.{name}", "must be whole seconds")
    if offering.price_cents and not offering.currency_code:
        raise CatalogWrong("FIELD_MISSING", f"{field}.currency_code", "a price needs its currency")


def _check_resource(resource: Resource, offering_names: set[str]) -> None:
    field = f'resources["{resource.name}"]'
    unknown = sorted(resource.offering_names - offering_names)
    if unknown:
        rule = f"{unknown[0]} is no offering of this catalog"
        raise CatalogWrong("OFFERING_UNKNOWN", f"{field}.offering_names", rule)
    for opening in resource.openings:
        if opening.start_minute >= opening.end_minute:
            rule = "an opening must end after it begins"
            raise CatalogWrong("HOURS_EMPTY", f"{field}.weekly_hours", rule)
    for one, other in pairwise(sorted(resource.openings)):
        if one.weekday == other.weekday and other.start_minute < one.end_minute:
            rule = "two openings of one day overlap"
            raise CatalogWrong("HOURS_OVERLAP", f"{field}.weekly_hours", rule)
