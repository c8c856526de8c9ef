"""The slots nearest to a wish. Most have neighbours: two days around it are read first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.booking.domain.schedule import REACH
from services.booking.domain.slot import Slot
from services.booking.domain.visit import Visit
from services.booking.storage.schedules import Schedules, Wanted

_NEIGHBOURHOOD = timedelta(days=2)


@dataclass(frozen=True)
class Near:
    """So many slots near an instant. `without`: a booking that is being moved."""

    instant: datetime
    count: int
    party: int = 1
    bound: bool = True
    without: UUID | None = None


async def nearest(
    schedules: Schedules, wanted: Wanted, near: Near, now: datetime
) -> tuple[Visit, list[Slot]]:
    """In the order of time, and what they are slots of."""
    visit, slots = await _within(_NEIGHBOURHOOD, schedules, wanted, near, now=now)
    distances = [abs(each.time.start - near.instant) for each in slots]
    if len(slots) == near.count and max(distances) < _NEIGHBOURHOOD:
        return visit, slots
    return await _within(REACH, schedules, wanted, near, now=now)


async def _within(
    reach: timedelta, schedules: Schedules, wanted: Wanted, near: Near, *, now: datetime
) -> tuple[Visit, list[Slot]]:
    """Those that are no farther from it."""
    first, last = near.instant - reach, near.instant + reach
    visit = await schedules.read(wanted, first, last, without=near.without, now=now)
    slots = visit.nearest(
        near.instant, near.count, now, party=near.party, bound=near.bound, reach=reach
    )
    return visit, slots
