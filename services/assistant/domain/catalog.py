"""What a business offers, who performs it, when it is open: what a conversation needs of that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from services.assistant.domain.tools import Offering
from services.assistant.domain.understanding.names import Named, Names

MINUTES = 60
MIDNIGHT = 24 * MINUTES


@dataclass(frozen=True)
class Offered:
    """Something that can be booked, with what a customer may ask about it."""

    offering_id: str
    name: str
    minutes: int = 0
    price_cents: int = 0
    currency: str = ""
    most: int = 0
    """For how many people at most; 0: it is not booked by the number of people."""
    is_default: bool = False

    @property
    def by_party(self) -> bool:
        return self.most > 1

    @property
    def offering(self) -> Offering:
        return Offering(self.offering_id, self.name)


@dataclass(frozen=True)
class Performer:
    """Who or what performs offerings."""

    resource_id: str
    name: str


@dataclass(frozen=True)
class Hours:
    """A part of a day of the week (0 is Monday) that is open, minutes after midnight."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True)
class Catalog:
    """All of it."""

    offerings: tuple[Offered, ...] = ()
    resources: tuple[Performer, ...] = ()
    hours: tuple[Hours, ...] = ()
    """By weekday and start; breaks are left out."""
    special: dict[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Days with hours of their own; without any: closed."""

    known: bool = True
    """False: nobody could be asked."""

    @cached_property
    def offering_names(self) -> Names:
        return Names([Named(each.offering_id, each.name) for each in self.offerings])

    @cached_property
    def resource_names(self) -> Names:
        return Names([Named(each.resource_id, each.name) for each in self.resources])

    def offering(self, offering_id: str) -> Offered | None:
        return next((each for each in self.offerings if each.offering_id == offering_id), None)

    def default(self) -> Offered | None:
        """What is booked where nothing else is said; the only one there is, at any rate."""
        if len(self.offerings) == 1:
            return self.offerings[0]
        return next((each for each in self.offerings if each.is_default), None)

    def resource_name(self, resource_id: str) -> str:
        found = (each.name for each in self.resources if each.resource_id == resource_id)
        return next(found, "")

    def open_on(self, day: date) -> tuple[tuple[int, int], ...]:
        """When it is open on that day, in minutes after midnight; nothing: it is closed."""
        if day in self.special:
            return self.special[day]
        return tuple((each.start, each.end) for each in self.hours if each.weekday == day.weekday())

    @property
    def opens(self) -> time:
        """The earliest time of any day."""
        return _clock(min((each.start for each in self.hours), default=0))

    @property
    def closes(self) -> time:
        """The latest time of any day."""
        return _clock(max((each.end for each in self.hours), default=MIDNIGHT))


EMPTY = Catalog()
UNKNOWN = Catalog(known=False)


def united(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same time without overlaps, in order."""
    whole: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def _clock(minutes: int) -> time:
    return time.max if minutes >= MIDNIGHT else time(*divmod(minutes, MINUTES))
