"""Which of what is listed is meant: by its number, its place, its day, its time or who does it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from services.assistant.domain.understanding.calendar import Days
from services.assistant.domain.understanding.cues import Cues
from services.assistant.domain.understanding.lexicon import folded
from services.assistant.domain.understanding.moment import Moment

PARTS = {"morning": (0, 12), "afternoon": (13, 18), "evening": (17, 24), "night": (20, 24)}
"""The hours that a part of the day has, of those at which anybody books."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Something to pick from, as it was shown: on the clocks of the business."""

    start: datetime
    offering_id: str = ""
    resource_id: str = ""
    label: str = ""
    """What its button says."""


def labelled(listed: Sequence[Listed], said: str) -> int | None:
    """Whose label was typed, counted from 1; `said` is folded."""
    fitting = [n for n, each in enumerate(listed, 1) if said and folded(each.label) == said]
    return fitting[0] if len(fitting) == 1 else None


def picked(
    listed: Sequence[Listed],
    moment: Moment,
    cues: Cues,
    *,
    number: int | None,
    offering_id: str | None,
    resource_id: str | None,
) -> int | None:
    """Which one, counted from 1; None where that is not clear."""
    if number is not None and 1 <= number <= len(listed):
        return number
    moment = _on_a_listed_day(moment, listed)
    fitting = [
        n
        for n, each in enumerate(listed, 1)
        if fits(each, moment, offering_id=offering_id, resource_id=resource_id)
    ]
    said = moment.said or offering_id or resource_id
    if said and len(fitting) == 1:
        return fitting[0]
    return _by_place(fitting if said else list(range(1, len(listed) + 1)), listed, cues)


def _on_a_listed_day(moment: Moment, listed: Sequence[Listed]) -> Moment:
    """A weekday is that of what is listed, if no day that was said is."""
    days = moment.days
    if days is None or days.first != days.last:
        return moment
    dates = [each.start.date() for each in listed]
    same = [each for each in dates if each.weekday() == days.first.weekday()]
    if days.first in dates or not same:
        return moment
    return replace(moment, days=Days(same[0], same[0]))


def fits(
    listed: Listed, moment: Moment, *, offering_id: str | None, resource_id: str | None
) -> bool:
    """Whether it is all that was said."""
    start, clock = listed.start, listed.start.time()
    return all(
        (
            moment.days is None or moment.days.first <= start.date() <= moment.days.last,
            moment.at is None or clock in {moment.at, moment.or_at},
            moment.after is None or clock >= moment.after,
            moment.before is None or clock < moment.before,
            moment.part is None or in_part(clock, moment.part),
            not offering_id or listed.offering_id in {"", offering_id},
            not resource_id or listed.resource_id == resource_id,
        )
    )


def in_part(clock: time, part: str) -> bool:
    """Whether it is within this part of the day."""
    first, end = PARTS[part]
    return first <= clock.hour < end


def _by_place(numbers: Sequence[int], listed: Sequence[Listed], cues: Cues) -> int | None:
    """The first, the last, the one in the middle."""
    if not numbers:
        return None
    if "first" in cues:
        return min(numbers, key=lambda n: (listed[n - 1].start, n))
    if "last" in cues:
        return max(numbers, key=lambda n: (listed[n - 1].start, n))
    return numbers[1] if "middle" in cues and len(numbers) == 3 else None
