"""The free slots of one day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from uuid import UUID

from services.booking.domain.calendar import TimeRange
from services.booking.domain.choices import CHOICES
from services.booking.domain.placing import Placing, part_starts, placings
from services.booking.domain.schedule import Schedule
from services.booking.domain.seats import seats_of
from services.booking.domain.slot import Slot, SlotPart
from services.booking.domain.spans import instant_of, range_of


def slots_on(parts: Sequence[Schedule], day: date, party: int) -> list[Slot]:
    """All that start that day, the earliest first."""
    if seats := seats_of(parts):
        return list(seats.slots(day, party))
    if len(parts) == 1:
        return _of_one(parts[0], day, party)
    return list(_of_several(parts, day, party))


def _of_one(part: Schedule, day: date, party: int) -> list[Slot]:
    free: defaultdict[int, list[UUID]] = defaultdict(list)
    for who in part.preferred(day, party):
        for starts in part.free_starts(who, day):
            for start in starts:
                free[start].append(who.resource_id)
    pace = part.offering.pace
    return [Slot(pace.offered(instant_of(each)), tuple(free[each])) for each in sorted(free)]


def _of_several(parts: Sequence[Schedule], day: date, party: int) -> Iterator[Slot]:
    first = parts[0]
    openings = {each for who in first.fitting(party) for each in who.hours.on(day)}
    length, step = first.pace.length, first.pace.step
    starts = {start for begin, end in openings for start in range(begin, end - length + 1, step)}
    for start in sorted(starts):
        if found := list(islice(placings(parts, start, day, party), CHOICES)):
            yield _slot(parts, start, found)


def _slot(parts: Sequence[Schedule], start: int, found: Sequence[Placing]) -> Slot:
    begins = enumerate(zip(parts, part_starts(parts, start), strict=True))
    placed = tuple(
        SlotPart(
            part.offering.offering_id,
            range_of((begin, begin + part.pace.length)),
            tuple(dict.fromkeys(placing[at].resource_id for placing in found)),
        )
        for at, (part, begin) in begins
    )
    time = TimeRange(placed[0].time.start, placed[-1].time.end)
    return Slot(time, placed[0].resource_ids, placed)
