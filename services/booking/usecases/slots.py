"""Free slots: those of a window, and those nearest to an instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from services.booking.domain.errors import WindowWrong
from services.booking.domain.schedule import REACH, Schedule, Slot
from services.booking.storage.schedules import Schedules
from services.common.clock import Clock
from services.common.database import Database


@dataclass(frozen=True)
class SlotSearch:
    """Slots that start at `first` or later and before `end`. No offering: the default."""

    first: datetime
    end: datetime
    offering_id: UUID | None = None
    resource_id: UUID | None = None

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
        begun = max(self.now(), after or self.now())
        first = max(search.first, begun + timedelta.resolution)
        schedule = await self._schedule(
            tenant_id, search.offering_id, first, search.end, resource_id=search.resource_id
        )
        slots = list(islice(schedule.slots(first, search.end), limit))
        return FreeSlots(slots, schedule.zone.key)

    async def suggest_slots(
        self, tenant_id: UUID, offering_id: UUID | None, near: datetime, count: int
    ) -> FreeSlots:
        """The slots nearest to the instant, in the order of time."""
        schedule = await self._schedule(tenant_id, offering_id, near - REACH, near + REACH)
        return FreeSlots(schedule.nearest(near, count, self.now()), schedule.zone.key)

    async def _schedule(
        self,
        tenant_id: UUID,
        offering_id: UUID | None,
        first: datetime,
        last: datetime,
        *,
        resource_id: UUID | None = None,
    ) -> Schedule:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Schedules(connection, tenant_id).read(
                offering_id, first, last, resource_id=resource_id
            )
