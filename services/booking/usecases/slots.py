"""Free slots: those of a window, and those nearest to an instant."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from services.booking.domain.errors import WindowWrong
from services.booking.domain.schedule import REACH
from services.booking.domain.slot import PartOfDay, Slot
from services.booking.domain.visit import Visit
from services.booking.storage.schedules import Schedules, Wanted
from services.booking.usecases.nearest import Near, nearest
from services.common.clock import Clock
from services.common.database import Database

MOST_SUGGESTED = 6


@dataclass(frozen=True)
class SlotSearch:
    """Slots that start at `first` or later and before `end`."""

    first: datetime
    end: datetime
    wanted: Wanted = field(default_factory=Wanted)
    party: int = 1
    part: PartOfDay | None = None

    def check(self) -> None:
        """Refuse a window that is empty or too long."""
        if self.end <= self.first:
            raise WindowWrong("WINDOW_EMPTY", "must be later than start_time")
        if self.end - self.first > REACH:
            raise WindowWrong("WINDOW_TOO_LONG", "must be at most 31 days after start_time")


@dataclass(frozen=True)
class FreeSlots:
    """Slots, and the zone in which they are read."""

    slots: list[Slot]
    time_zone: str


class SlotUseCases:
    """What can be known of free time."""

    def __init__(self, database: Database, *, now: Clock) -> None:
        self.database = database
        self.now = now

    async def list_free_slots(
        self, tenant_id: UUID, search: SlotSearch, limit: int, *, after: datetime | None = None
    ) -> FreeSlots:
        """At most so many slots of the window, the earliest first, beginning behind `after`."""
        search.check()
        first = max(search.first, after + timedelta.resolution) if after else search.first
        last = search.end - timedelta.resolution
        visit = await self._visit(tenant_id, search.wanted, first, last)
        visit.check_party(search.party)
        slots = visit.slots(first, search.end, self.now(), party=search.party, part=search.part)
        return FreeSlots(list(islice(slots, limit)), visit.zone.key)

    async def suggest_slots(
        self, tenant_id: UUID, wanted: Wanted, near: datetime, count: int, *, party: int = 1
    ) -> FreeSlots:
        """The slots nearest to the instant, in the order of time."""
        wish = Near(near, min(count, MOST_SUGGESTED), party)
        async with self.database.tenant_transaction(tenant_id) as connection:
            schedules = Schedules(connection, tenant_id)
            visit, slots = await nearest(schedules, wanted, wish, self.now())
        visit.check_party(party)
        return FreeSlots(slots, visit.zone.key)

    async def _visit(
        self, tenant_id: UUID, wanted: Wanted, first: datetime, last: datetime
    ) -> Visit:
        async with self.database.tenant_transaction(tenant_id) as connection:
            schedules = Schedules(connection, tenant_id)
            return await schedules.read(wanted, first, last, now=self.now())
