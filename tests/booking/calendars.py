"""Short ways of writing schedules in tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.booking.domain.calendar import Opening, Pace, TimeRange
from services.booking.domain.catalog import Approval, Offering
from services.booking.domain.hours import ResourceHours, Rules
from services.booking.domain.schedule import Performer, Schedule
from services.booking.domain.slot import Slot
from services.booking.domain.spans import Span, Taken, second_of
from services.booking.domain.visit import Visit
from services.booking.domain.working_hours import WorkingHours

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NOBODY = UUID(int=0)
SHOP_HOURS = ("09:00-13:00", "14:00-19:00")
EVERY_DAY = range(1, 8)


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def opening(weekday: int, stretch: str) -> Opening:
    start, end = stretch.split("-")
    return Opening(weekday, minutes(start), minutes(end))


def hours(*stretches: str, days: Iterable[int] = EVERY_DAY) -> tuple[Opening, ...]:
    return tuple(opening(day, stretch) for day in days for stretch in stretches)


def pace(length: int = 30, step: int = 15, before: int = 0, after: int = 0) -> Pace:
    return Pace(*(timedelta(minutes=each) for each in (length, step, before, after)))


def resource_id(name: str) -> UUID:
    return uuid5(NOBODY, name)


def performer(
    name: str, openings: tuple[Opening, ...], taken: Iterable[TimeRange] = (), **said: Any
) -> "Told":
    return Told(name, openings, [*taken], said)


@dataclass
class Told:
    """A performer whose zone is that of the schedule it stands in."""

    name: str
    openings: tuple[Opening, ...]
    taken: list[TimeRange]
    said: dict[str, Any]

    def placed(self, zone: ZoneInfo, rules: Rules) -> Performer:
        said = dict(self.said)
        own = said.pop("own", ResourceHours())
        hours = WorkingHours(zone, self.openings, own, rules)
        booked = Taken(map(span_of, self.taken))
        taken = Taken([*map(span_of, self.taken), *hours.away()])
        return Performer(resource_id(self.name), self.name, hours, taken, booked, **said)


def part(
    *performers: Told,
    zone: str = "UTC",
    runs: Pace | None = None,
    rules: Rules | None = None,
    name: str = "taglio",
    **said: Any,
) -> Schedule:
    offering = Offering(resource_id(name), name, name.capitalize(), runs or pace(), **said)
    tz, rules = ZoneInfo(zone), rules or Rules()
    return Schedule(
        offering=offering,
        zone=tz,
        rules=rules,
        approval=offering.approval or Approval.AUTOMATIC,
        performers=tuple(each.placed(tz, rules) for each in performers),
    )


def schedule(*performers: Told, **said: Any) -> Visit:
    """A visit of one part."""
    return Visit((part(*performers, **said),))


def span_of(time: TimeRange) -> Span:
    """The same in seconds."""
    return second_of(time.start), second_of(time.end)


def at(text: str, zone: str = "UTC") -> datetime:
    """An instant, written as the wall of the zone shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def between(start: str, end: str, zone: str = "UTC") -> TimeRange:
    return TimeRange(at(start, zone), at(end, zone))


def walls(slots: Iterable[Slot], zone: str = "UTC") -> list[str]:
    """The starts, as the wall shows them."""
    return [f"{slot.time.start.astimezone(ZoneInfo(zone)):%H:%M}" for slot in slots]


def offered(
    of: Visit, first: str = "2026-03-02T00:00", last: str = "2026-03-03T00:00"
) -> list[str]:
    """The starts of the slots in a window, written and read on the wall of the schedule."""
    zone = of.zone.key
    return walls(of.slots(at(first, zone), at(last, zone), LONG_AGO), zone)
