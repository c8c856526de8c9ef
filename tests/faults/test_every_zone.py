"""Are slots right in every zone of the world around its last two changes of the clock?

What is right is found out here by itself: from a walk through the hours around the change, minute
by minute in UTC, reading the clock. An opening begins at the first instant at which the clock shows
its beginning or later, and ends in the same way; its slots follow each other in elapsed time.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo, available_timezones

import pytest

from services.booking.domain.calendar import Opening
from services.booking.domain.wall_time import is_time_zone
from tests.booking.calendars import hours, pace, performer, schedule

FIRST, END = datetime(1850, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
FORTNIGHT, SECOND = timedelta(days=14), timedelta(seconds=1)
REACH = timedelta(hours=40)
HOURS = hours("00:00-01:10", "01:30-02:20", "02:30-08:00", "09:00-17:00", "18:00-24:00")
RUNS = pace(40, step=20)

# Half an hour, at midnight, a day that was skipped, other ways round, twice a year by the moon.
CURIOUS = (
    *("Australia/Lord_Howe", "America/Havana", "America/Santiago", "Asia/Beirut", "Africa/Cairo"),
    *("Pacific/Apia", "Pacific/Kwajalein", "Pacific/Kiritimati", "Europe/Dublin"),
    *("Africa/Casablanca", "Asia/Gaza", "Antarctica/Troll", "America/Nuuk", "Asia/Kathmandu"),
    *("Pacific/Chatham", "Asia/Pyongyang", "America/Caracas", "America/Mexico_City"),
    *("Europe/Rome", "America/New_York", "Asia/Kolkata", "UTC"),
)
ALL = sorted(filter(is_time_zone, available_timezones()))


def changes(zone: ZoneInfo) -> list[datetime]:
    """The last two instants before 2027 at which the zone's distance from UTC became another."""
    found: list[datetime] = []
    late = END
    while late > FIRST and len(found) < 2:
        early = late - FORTNIGHT
        if offset(early, zone) != offset(late, zone):
            found.append(change_between(early, late, zone))
        late = early
    return found


def change_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The first instant with the distance that the later one has."""
    after = offset(late, zone)
    while late - early > SECOND:
        middle = early + (late - early) // (2 * SECOND) * SECOND
        early, late = (early, middle) if offset(middle, zone) == after else (middle, late)
    return late


def offset(instant: datetime, zone: ZoneInfo) -> timedelta | None:
    return instant.astimezone(zone).utcoffset()


class Walk:
    """The hours around a change: every instant at which the clock shows a whole minute, and the
    change itself."""

    def __init__(self, change: datetime, zone: ZoneInfo) -> None:
        self.change, self.zone = change, zone
        self.instants = sorted({change, *self._minutes()})
        walls = [each.astimezone(zone).replace(tzinfo=None) for each in self.instants]
        self.latest = list(accumulate(walls, max))

    def _minutes(self) -> Iterator[datetime]:
        begin = self.change - REACH - timedelta(days=2)
        for start in (begin, self.change):
            shown = start.astimezone(self.zone)
            first = start - timedelta(seconds=shown.second)
            for minute in range(int((REACH + timedelta(days=2)) / timedelta(minutes=1)) + 1):
                yield first + timedelta(minutes=minute)

    def first(self, wall: datetime) -> datetime:
        """The first instant at which the clock shows that time or later."""
        return self.instants[bisect_left(self.latest, wall)]

    def slots(self) -> Iterator[tuple[datetime, datetime]]:
        """Of the days around the change."""
        middle = self.change.astimezone(self.zone).date()
        for number in range(-2, 2):
            yield from self._slots_on(middle + timedelta(days=number))

    def _slots_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        midnight = datetime.combine(day, time())
        for each in HOURS:
            if each.weekday == day.isoweekday():
                yield from self._slots_in(midnight, each)

    def _slots_in(
        self, midnight: datetime, opening: Opening
    ) -> Iterator[tuple[datetime, datetime]]:
        minutes = opening.start_minute, opening.end_minute
        start, closes = (self.first(midnight + timedelta(minutes=each)) for each in minutes)
        while start + RUNS.length <= closes:
            yield start, start + RUNS.length
            start += RUNS.step


def check(name: str) -> int:
    """How many slots were compared."""
    zone, compared = ZoneInfo(name), 0
    always = schedule(performer("anna", HOURS), zone=name, runs=RUNS)
    for change in changes(zone):
        window = change - timedelta(hours=24), change + timedelta(hours=24)
        found = [(each.time.start, each.time.end) for each in always.slots(*window, FIRST)]
        expected = [each for each in Walk(change, zone).slots() if window[0] <= each[0] < window[1]]
        assert found == sorted(set(expected)), (name, change)
        compared += len(found)
    return compared


@pytest.mark.parametrize("name", CURIOUS)
def test_slots_around_the_last_two_changes_are_those_of_the_walk(name):
    compared = check(name)

    assert compared > 200 or not changes(ZoneInfo(name))


def test_so_it_is_in_every_zone(full, report):
    """In small sizes in every thirtieth, full in all."""
    compared = {name: check(name) for name in (ALL if full else ALL[::30])}

    changed = [each for each in compared.values() if each]
    report("every zone", zones=len(compared), changed=len(changed), slots=sum(changed))
    assert len(changed) > len(compared) // 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Europe/Rome", ["2026-10-25T01:00", "2026-03-29T01:00"]),
        ("America/New_York", ["2026-11-01T06:00", "2026-03-08T07:00"]),
        ("Pacific/Kwajalein", ["1993-08-21T12:00", "1969-09-30T13:00"]),
        ("UTC", []),
    ],
)
def test_the_changes_are_those_of_the_almanac(name, expected):
    found = changes(ZoneInfo(name))

    assert [f"{each:%Y-%m-%dT%H:%M}" for each in found] == expected
