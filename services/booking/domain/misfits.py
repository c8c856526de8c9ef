"""Coming bookings that a catalog would not allow any more. They stand as they are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.catalog import Catalog, Offering, Resource
from services.booking.domain.occurrences import Occurrences
from services.booking.domain.spans import Span, Taken, instant_of
from services.booking.domain.working_hours import WorkingHours

_DAY = timedelta(days=1)


class Reason(StrEnum):
    """Why a booking does not fit."""

    OFFERING_RETIRED = "OFFERING_RETIRED"
    RESOURCE_RETIRED = "RESOURCE_RETIRED"
    NOT_PERFORMED = "NOT_PERFORMED"
    PARTY_TOO_LARGE = "PARTY_TOO_LARGE"
    OUTSIDE_OPENING_HOURS = "OUTSIDE_OPENING_HOURS"


class Place(NamedTuple):
    """A resource that is taken for a booking, buffers included."""

    resource_id: UUID
    resource_name: str
    span: Span
    offering_id: UUID


class Part(NamedTuple):
    """What is done at one place. None: a seat where nobody performs the offering."""

    offering_id: UUID
    span: Span
    """What the customer gets, without buffers."""
    place: Place | None = None


class Coming(NamedTuple):
    """A booking that is not over."""

    booking_id: UUID
    offering_id: UUID
    offering_name: str
    start: datetime
    span: Span
    party_size: int
    places: Sequence[Place]

    @property
    def parts(self) -> Iterator[Part]:
        """In a visit the buffers between one part and the next count for neither."""
        begin, end_of_all = self.span
        if not self.places:
            yield Part(self.offering_id, self.span)
        for at, place in enumerate(self.places, start=1):
            following = self.places[at].span[0] if at < len(self.places) else end_of_all
            end = min(place.span[1], following)
            if begin < end:
                yield Part(place.offering_id, (begin, end), place)
            begin = place.span[1]


@dataclass(frozen=True)
class Misfit:
    """A booking that somebody has to move or cancel."""

    booking_id: UUID
    start: datetime
    offering_name: str
    resource_name: str
    reason: Reason


class Fit:
    """What a catalog allows. To be asked of all coming bookings, of one start in the order in which
    they were made."""

    def __init__(self, catalog: Catalog) -> None:
        zone = ZoneInfo(catalog.time_zone)
        self._zone = zone
        self._offerings = {each.offering_id: each for each in catalog.offerings}
        self._resources = {each.resource_id: each for each in catalog.resources}
        self._occurrences = {
            each.offering_id: Occurrences(
                each.offering_id, zone, each.group, each.pace, catalog.rules
            )
            for each in catalog.offerings
            if each.group
        }
        self._hours = {
            each.resource_id: WorkingHours(zone, each.openings, each.hours, catalog.rules)
            for each in catalog.resources
        }
        self._seated: Counter[tuple[UUID, int]] = Counter()
        self._away = {who: Taken(hours.away()) for who, hours in self._hours.items()}

    def misfit(self, coming: Coming) -> Misfit | None:
        """Why the booking does not fit, by the first part that does not; None: it fits."""
        for part in coming.parts:
            reason = self._reason(part, coming.party_size)
            if reason is not None:
                name = part.place.resource_name if part.place else ""
                return Misfit(coming.booking_id, coming.start, coming.offering_name, name, reason)
        return None

    def _reason(self, part: Part, party: int) -> Reason | None:
        offering = self._offerings.get(part.offering_id)
        if offering is None:
            return Reason.OFFERING_RETIRED
        if part.place is None:
            resource = None
        elif (resource := self._resources.get(part.place.resource_id)) is None:
            return Reason.RESOURCE_RETIRED
        elif offering.name not in resource.offering_names:
            return Reason.NOT_PERFORMED
        if not self._has_room(offering, resource, part, party):
            return Reason.PARTY_TOO_LARGE
        takes_place = self._takes_place(part, offering) and not self._is_away(part)
        return None if takes_place else Reason.OUTSIDE_OPENING_HOURS

    def _has_room(
        self, offering: Offering, resource: Resource | None, part: Part, party: int
    ) -> bool:
        """A group shares its seats, whatever room there is: first come, first seated."""
        if offering.party.most is not None and party > offering.party.most:
            return False
        if offering.group is not None:
            occurrence = offering.offering_id, part.span[0]
            seated = self._seated[occurrence] + party
            if seated <= offering.group.seats:
                self._seated[occurrence] = seated
            return seated <= offering.group.seats
        return resource is None or not resource.capacity or party <= resource.capacity

    def _takes_place(self, part: Part, offering: Offering) -> bool:
        span = part.span
        if offering.group is not None:
            occurrences = self._occurrences[offering.offering_id]
            return any(span[0] in occurrences.on(day) for day in self._days(part))
        if part.place is None:
            return True
        hours = self._hours[part.place.resource_id]
        return any(_is_within(span, each) for day in self._days(part) for each in hours.on(day))

    def _is_away(self, part: Part) -> bool:
        """A resource has to be there for the buffers too."""
        if part.place is None:
            return False
        return not self._away[part.place.resource_id].is_free(part.place.span)

    def _days(self, part: Part) -> Iterator[date]:
        """Those on the wall that may hold its start: where a clock is put back at midnight, it
        shows yesterday again."""
        day = instant_of(part.span[0]).astimezone(self._zone).date()
        yield day
        yield day - _DAY
        yield day + _DAY


def _is_within(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]
