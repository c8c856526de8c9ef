"""Bookable time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.booking.domain.calendar import TimeRange

_NOON, _EVENING = 12, 17


class PartOfDay(StrEnum):
    """A part of the day in wall time: before 12:00, before 17:00, and the rest."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def part_of_day(wall: datetime) -> PartOfDay:
    if wall.hour < _NOON:
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if wall.hour < _EVENING else PartOfDay.EVENING


@dataclass(frozen=True)
class SlotPart:
    """A part of a visit: what is performed when, and who is free then, the preferred first."""

    offering_id: UUID
    time: TimeRange
    resource_ids: tuple[UUID, ...]


class Slot(NamedTuple):
    """Bookable time, and who is free then, the preferred first; of a visit for its first part."""

    time: TimeRange
    resource_ids: tuple[UUID, ...]
    parts: tuple[SlotPart, ...] = ()
    """Of a visit of several offerings."""
    seats_left: int = 0
    """Of a group offering."""
