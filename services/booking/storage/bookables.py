"""What a catalog says of something that is wanted, remembered for as long as the catalog stands."""

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from services.booking.domain.catalog import Approval, Offering
from services.booking.domain.hours import Rules
from services.booking.domain.occurrences import Occurrences
from services.booking.domain.working_hours import WorkingHours

_MOST = 4096


@dataclass(frozen=True)
class Wanted:
    """What to book: one offering or several. None: the default. Of one resource where it is
    named."""

    offering_ids: tuple[UUID, ...] = ()
    resource_id: UUID | None = None


@dataclass(frozen=True)
class Able:
    """A resource that performs an offering, and the group offerings for which it is kept."""

    resource_id: UUID
    name: str
    capacity: int
    rank: int
    hours: WorkingHours
    groups: tuple[Occurrences, ...] = ()


@dataclass(frozen=True)
class Part:
    """An offering and who performs it, by name."""

    offering: Offering
    approval: Approval
    performers: tuple[Able, ...]
    occurrences: Occurrences | None


@dataclass(frozen=True)
class Bookable:
    """The parts of what is wanted, in one version of the catalog."""

    version: str
    time_zone: str
    rules: Rules
    parts: tuple[Part, ...]

    @property
    def resource_ids(self) -> list[UUID]:
        """All who perform any part."""
        return list({each.resource_id for part in self.parts for each in part.performers})


Key = tuple[object, ...]


class Bookables:
    """Those asked for last."""

    def __init__(self) -> None:
        self._known: OrderedDict[Key, Bookable] = OrderedDict()

    def get(self, key: Key) -> Bookable | None:
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
        return found

    def put(self, key: Key, bookable: Bookable) -> None:
        self._known[key] = bookable
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def forget(self, key: Key) -> None:
        self._known.pop(key, None)
