"""When a customer wants something: the day or days, the time of day, and what of it was said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from services.assistant.domain.understanding.calendar import Days, one
from services.assistant.domain.understanding.dates import DaysSaid, find_days
from services.assistant.domain.understanding.grammar import Grammar
from services.assistant.domain.understanding.patterns import Found, Tokens
from services.assistant.domain.understanding.times import (
    ASKED,
    LATE_RANGES,
    REST,
    SURE,
    TimeSaid,
    find_ranges,
    find_times,
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Moment:
    """What is None was not said."""

    days: Days | None = None
    at: time | None = None
    or_at: time | None = None
    """The other reading, where morning or afternoon is open."""
    part: str | None = None
    """morning, afternoon, evening or night."""
    after: time | None = None
    before: time | None = None
    past: bool = False
    """A day that is over was said."""
    no_such_day: bool = False
    """A day was said that no calendar has."""
    spans: tuple[Span, ...] = ()
    """Where all this stands in the folded text."""

    @property
    def said(self) -> bool:
        return bool(self.spans)

    def moved_to(self) -> "Moment":
        """Of "from 3 pm to 5 pm", said of a booking that moves, the second is meant."""
        if self.after is None or self.before is None:
            return self
        return replace(self, at=self.before, or_at=None, after=None, before=None)

    def inside(self, opens: time, closes: time) -> "Moment":
        """With the reading that is within these hours, where only one is."""
        if self.at is None or self.or_at is None:
            return self
        fitting = [each for each in (self.at, self.or_at) if opens <= each < closes]
        return replace(self, at=fitting[0], or_at=None) if len(fitting) == 1 else self


NO_MOMENT = Moment()


def read_moment(
    tokens: Tokens, known: Grammar, now: datetime, *, time_asked: bool = False
) -> Moment:
    """The moment that the tokens say; what was read is masked. `now`: on the customer's clocks."""
    soon = _soon(tokens, known, now)
    if soon:
        return soon
    times = [*find_ranges(tokens, known), *find_times(tokens, known, SURE)]
    days = list(find_days(tokens, known, now.date()))
    times += [*find_ranges(tokens, known, LATE_RANGES), *find_times(tokens, known, REST)]
    if time_asked and not times:
        times += find_times(tokens, known, ASKED)
    parts = list(_parts(tokens, known))
    return _together(days, times, parts)


_DURATIONS = (
    "IN (<half:HALFAN>|<n:N>|<an:AN>) (<hours:HOURS>|<minutes:MINUTES>) LATER?",
    "(<half:HALFAN>|<n:N>|<an:AN>) (<hours:HOURS>|<minutes:MINUTES>) LATER",
)


def _soon(tokens: Tokens, known: Grammar, now: datetime) -> Moment | None:
    """In half an hour: a day and a time at once."""
    for pattern in _DURATIONS:
        for found in tokens.find(known.compiled(pattern)):
            then = now + timedelta(minutes=_minutes(found))
            span = tokens.take(found)
            return Moment(
                one(then.date()), then.time().replace(second=0, microsecond=0), spans=(span,)
            )
    return None


def _minutes(found: Found) -> int:
    if "half" in found:
        return 30
    count = found.value("n", "N") if "n" in found else 1
    return count * (60 if "hours" in found else 1)


def _parts(tokens: Tokens, known: Grammar) -> list[tuple[str, Span]]:
    found = [
        (each.word("part", "PART"), each)
        for each in tokens.find(known.compiled("<part:PART>"))
        if not each.follows("NOT")
    ]
    return [(part, tokens.take(each)) for part, each in found]


def _together(
    days: Sequence[DaysSaid], times: Sequence[TimeSaid], parts: Sequence[tuple[str, Span]]
) -> Moment:
    """Of several days or times the last one counts: people correct themselves."""
    meant = sorted((each for each in days if not each.negated and each.days), key=_where)
    exact = sorted((each for each in times if each.bound is None), key=_where)
    bounds = {each.bound: each for each in times if each.bound}
    part = _part_of(meant, parts)
    readings = exact[-1].clock.readings(exact[-1].part or part) if exact else ()
    return Moment(
        days=meant[-1].days if meant else None,
        at=readings[0] if readings else None,
        or_at=readings[1] if len(readings) > 1 else None,
        part=None if readings or bounds else part,
        after=_bound(bounds.get("after"), part),
        before=_bound(bounds.get("before"), part),
        past=any(each.past for each in days),
        no_such_day=not meant and any(each.days is None and not each.past for each in days),
        spans=(
            *(each.span for each in days),
            *(each.span for each in times),
            *(span for _, span in parts),
        ),
    )


def _where(said: DaysSaid | TimeSaid) -> Span:
    return said.span


def _part_of(days: Sequence[DaysSaid], parts: Sequence[tuple[str, Span]]) -> str | None:
    of_days = [each.part for each in days if each.part]
    return parts[-1][0] if parts else next(reversed(of_days), None)


def _bound(said: TimeSaid | None, part: str | None) -> time | None:
    return said.clock.readings(part)[0] if said else None
