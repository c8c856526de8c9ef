"""From rows to what can be booked. What a catalog says in documents is parsed once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.calendar import Opening, Pace
from services.booking.domain.catalog import Approval, Offering
from services.booking.domain.hours import Group, Rules
from services.booking.domain.occurrences import Occurrences, Standing
from services.booking.domain.schedule import Performer, Schedule
from services.booking.domain.spans import Span, Taken, day_span, instant_of
from services.booking.domain.visit import Visit
from services.booking.domain.working_hours import WorkingHours
from services.booking.storage.bookables import Able, Bookable, Part
from services.booking.storage.catalog_rows import offering_of
from services.booking.storage.documents import dated_of, hours_of, rules_of, weekly_of

Row = Sequence[Any]

_CATALOG, _PERFORMER = 21, 26
"""Where the columns of the catalog and of the performer begin; before them stands the offering."""


@dataclass(frozen=True)
class Window:
    """What was read of that which is taken."""

    first: datetime
    last: datetime

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """The first and the last day that it touches on the wall."""
        return self.first.astimezone(zone).date(), self.last.astimezone(zone).date()


@dataclass(frozen=True)
class Seen:
    """What is taken in a window: by resource, and of the occurrences of a group offering."""

    booked: Mapping[UUID, Taken]
    standing: Mapping[int, Standing]
    window: Window


class _Told(NamedTuple):
    """What the columns of a performer say."""

    resource_id: UUID
    name: str
    capacity: int
    rank: int
    hours: str
    weekly: str | None
    groups: Sequence[str] | None


def bookable_of(rows: Sequence[Row]) -> Bookable:
    """A part for each offering, in their order."""
    _, version, time_zone, _, rules = rows[0][_CATALOG:_PERFORMER]
    parts = (_part(list(each)) for _, each in groupby(rows, key=itemgetter(_CATALOG)))
    return Bookable(version, time_zone, _rules(rules), tuple(parts))


def window_of(bookable: Bookable, first: datetime, last: datetime) -> Window:
    """What has to be known of starts between these: their days whole, for who has the least to do
    then, and as long as it takes, buffers included."""
    zone, paces = ZoneInfo(bookable.time_zone), [each.offering.pace for each in bookable.parts]
    begin, _ = day_span(first.astimezone(zone).date(), zone)
    _, end = day_span(last.astimezone(zone).date(), zone)
    before = max(each.buffer_before for each in paces)
    after = sum((each.length for each in paces), max(each.buffer_after for each in paces))
    return Window(min(instant_of(begin), first - before), max(instant_of(end), last + after))


def seen_of(taken: Sequence[Row], standing: Sequence[Row], window: Window) -> Seen:
    booked = {row[1]: Taken.of(row[2] or [], row[3] or []) for row in taken}
    stands = {start: Standing(seats, performed_by) for start, seats, performed_by in standing}
    return Seen(booked, stands, window)


def visit_of(bookable: Bookable, seen: Seen, *, only: UUID | None) -> Visit:
    """What is bookable, with what is taken of it."""
    return Visit(tuple(_schedule(bookable, each, seen, only) for each in bookable.parts))


def _schedule(bookable: Bookable, part: Part, seen: Seen, only: UUID | None) -> Schedule:
    return Schedule(
        offering=part.offering,
        zone=ZoneInfo(bookable.time_zone),
        rules=bookable.rules,
        approval=part.approval,
        performers=tuple(_performer(each, seen) for each in part.performers),
        occurrences=part.occurrences,
        standing=seen.standing,
        only=only,
    )


def _performer(able: Able, seen: Seen) -> Performer:
    booked = seen.booked[able.resource_id]
    return Performer(
        resource_id=able.resource_id,
        name=able.name,
        hours=able.hours,
        taken=booked.also([*able.hours.away(), *_of_groups(able, seen.window)]),
        booked=booked,
        capacity=able.capacity,
        rank=able.rank,
    )


def _of_groups(able: Able, window: Window) -> Iterator[Span]:
    """When the resource performs group offerings, booked or not."""
    for each in able.groups:
        yield from each.taken(*window.days(each.zone))


def _part(rows: Sequence[Row]) -> Part:
    _, _, time_zone, approval, rules = rows[0][_CATALOG:_PERFORMER]
    offering, zone = offering_of(rows[0][:_CATALOG]), ZoneInfo(time_zone)
    told = (_Told(*row[_PERFORMER:]) for row in rows if row[_PERFORMER])
    return Part(
        offering,
        offering.approval or Approval(approval),
        tuple(_able(each, time_zone, rules) for each in told),
        _occurrences_of(offering, zone, _rules(rules)),
    )


def _able(told: _Told, time_zone: str, rules: str) -> Able:
    return Able(
        resource_id=told.resource_id,
        name=told.name,
        capacity=told.capacity,
        rank=told.rank,
        hours=_hours(time_zone, told.weekly or "[]", told.hours, rules),
        groups=tuple(
            _told_occurrences(each, ZoneInfo(time_zone), _rules(rules))
            for each in told.groups or ()
        ),
    )


def _occurrences_of(offering: Offering, zone: ZoneInfo, rules: Rules) -> Occurrences | None:
    if offering.group is None:
        return None
    return Occurrences(offering.offering_id, zone, offering.group, offering.pace, rules)


def _told_occurrences(told: str, zone: ZoneInfo, rules: Rules) -> Occurrences:
    offering_id, seats, *lengths, document = json.loads(told)
    group = Group(seats, weekly_of(document), dated_of(document))
    pace = Pace(*(timedelta(seconds=each) for each in lengths))
    return Occurrences(UUID(offering_id), zone, group, pace, rules)


@lru_cache(maxsize=1024)
def _rules(told: str) -> Rules:
    return rules_of(json.loads(told))


@lru_cache(maxsize=4096)
def _hours(time_zone: str, weekly: str, own: str, rules: str) -> WorkingHours:
    """The same object for the same, so that resources share what was found out of a day."""
    openings = tuple(Opening(*each) for each in json.loads(weekly))
    return WorkingHours(ZoneInfo(time_zone), openings, hours_of(json.loads(own)), _rules(rules))
