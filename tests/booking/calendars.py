"""Short ways of writing schedules in tests."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.booking.domain.calendar import Opening, Pace, Taken, TimeRange
from services.booking.domain.catalog import Approval
from services.booking.domain.schedule import Performer, Schedule, Slot

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
    name: str, openings: tuple[Opening, ...], taken: Iterable[TimeRange] = ()
) -> Performer:
    return Performer(resource_id(name), name, openings, Taken(taken))


def schedule(*performers: Performer, zone: str = "UTC", runs: Pace | None = None) -> Schedule:
    return Schedule(
        ZoneInfo(zone), Approval.AUTOMATIC, NOBODY, "Taglio", runs or pace(), performers
    )


def at(text: str, zone: str = "UTC") -> datetime:
    """An instant, written as the wall of the zone shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def between(start: str, end: str, zone: str = "UTC") -> TimeRange:
    return TimeRange(at(start, zone), at(end, zone))


def walls(slots: Iterable[Slot], zone: str = "UTC") -> list[str]:
    """The starts, as the wall shows them."""
    return [f"{slot.time.start.astimezone(ZoneInfo(zone)):%H:%M}" for slot in slots]


def offered(
    of: Schedule, first: str = "2026-03-02T00:00", last: str = "2026-03-03T00:00"
) -> list[str]:
    """The starts of the slots in a window, written and read on the wall of the schedule."""
    zone = of.zone.key
    return walls(of.slots(at(first, zone), at(last, zone)), zone)
