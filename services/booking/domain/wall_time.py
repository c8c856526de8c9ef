"""From the wall clock of a place to instants, also where the clock is put forward or back."""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

_SECOND = timedelta(seconds=1)
_OF_THIS_MACHINE = {"localtime", "posixrules", "Factory"}


def is_time_zone(name: str) -> bool:
    """Whether it is the name of a zone in the IANA database."""
    return name in _names()


@lru_cache(maxsize=4096)  # resources have their hours in common, and a month is asked for at once
def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the clock of the zone shows `wall` or later.

    So a time that comes twice means the first of both, and a time that is skipped means the moment
    of the skip. What does not overlap on the wall never overlaps in instants.
    """
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    return instant if shown == wall else _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clock jumps over `wall`: between the two ways of reading it (PEP 495)."""
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    while late - early > _SECOND:
        middle = early + (late - early) // (2 * _SECOND) * _SECOND
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones() - _OF_THIS_MACHINE)
