"""The hours of one resource on one day."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

from services.booking.domain.calendar import Opening
from services.booking.domain.hours import ResourceHours, Rules, SpecialDay, Stretch

Stretches = tuple[Stretch, ...]


def hours_on(
    day: date,
    weekly: Sequence[Opening],
    own: ResourceHours,
    rules: Rules,
    closed: Container[date],
) -> Stretches:
    """When the resource is there that day, in wall time: in order, none touching the next.

    The first that says something counts: a special day of its own, one of the tenant, a public
    holiday (`closed`), the week. Special days are given by date. Time off is another matter: then
    it is not free.
    """
    special = _special(day, own.special_days) or _special(day, rules.special_days)
    if special is not None:
        return merged(special.hours)
    if day in closed:
        return ()
    breaks = (*_of_weekday(day, own.breaks), *_of_weekday(day, rules.breaks))
    return without(_weekly(day, weekly, rules), merged(breaks))


def takes_place(day: date, start_minute: int, rules: Rules, closed: Container[date]) -> bool:
    """Whether a weekly occurrence that starts then takes place: not on a public holiday, and on a
    special day of the tenant only within its hours. Other days ask no opening hours."""
    special = _special(day, rules.special_days)
    if special is None:
        return day not in closed
    return any(each.start_minute <= start_minute < each.end_minute for each in special.hours)


def merged(stretches: Iterable[Stretch]) -> Stretches:
    """The same minutes in order, where what overlaps or touches is one."""
    found: list[Stretch] = []
    for each in sorted(stretches):
        if found and each.start_minute <= found[-1].end_minute:
            end = max(found[-1].end_minute, each.end_minute)
            found[-1] = Stretch(found[-1].start_minute, end)
        else:
            found.append(each)
    return tuple(found)


def within(these: Stretches, those: Stretches) -> Stretches:
    """The minutes that both have."""
    shared = (_shared(one, other) for one in these for other in those)
    return tuple(each for each in shared if each.start_minute < each.end_minute)


def without(these: Stretches, those: Stretches) -> Stretches:
    """The minutes of these that are none of those; both are merged."""
    edges = [0, *(edge for each in those for edge in (each.start_minute, each.end_minute)), 1440]
    between = (Stretch(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))
    return within(these, tuple(between))


def _weekly(day: date, weekly: Sequence[Opening], rules: Rules) -> Stretches:
    """Who says nothing of the whole week is there whenever the other is."""
    own = merged(_of_weekday(day, weekly))
    tenants = merged(_of_weekday(day, rules.weekly))
    if weekly and rules.weekly:
        return within(own, tenants)
    return own if weekly else tenants


def _of_weekday(day: date, openings: Sequence[Opening]) -> Iterator[Stretch]:
    weekday = day.isoweekday()
    for each in openings:
        if each.weekday == weekday:
            yield Stretch(each.start_minute, each.end_minute)


def _special(day: date, days: Sequence[SpecialDay]) -> SpecialDay | None:
    place = bisect_left(days, day, key=lambda each: each.date)
    return days[place] if place < len(days) and days[place].date == day else None


def _shared(one: Stretch, other: Stretch) -> Stretch:
    start = max(one.start_minute, other.start_minute)
    return Stretch(start, min(one.end_minute, other.end_minute))
