"""Bookings: made, cancelled, found."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from services.booking.domain.booking import (
    Booking,
    BookingFilter,
    Origin,
    Segment,
    first_state,
)
from services.booking.domain.errors import (
    BookingNotFound,
    Refusal,
    ResourceNotFound,
    SlotRefused,
)
from services.booking.domain.schedule import REACH, Performer, Schedule
from services.booking.storage.bookings import Bookings
from services.booking.storage.schedules import Schedules
from services.common import failpoints, requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey

ALTERNATIVES = 3


@dataclass(frozen=True)
class Wish:
    """What a customer wants to book. No offering: the default. No resource: any that is free."""

    customer_id: UUID
    start: datetime
    origin: Origin
    offering_id: UUID | None = None
    resource_id: UUID | None = None


class BookingUseCases:
    """What can be done with bookings."""

    def __init__(self, database: Database, *, now: Clock) -> None:
        self.database = database
        self.now = now

    async def create_booking(self, tenant_id: UUID, wish: Wish, *, key: RequestKey) -> Booking:
        """Book the slot on the first resource that is free, or say which starts are.

        A refusal is not kept with the request: nothing was done, so the same request may find the
        slot free later.
        """
        async with self.database.tenant_transaction(tenant_id) as connection:
            known = await requests.earlier(connection, tenant_id, key)
            if known is not None:
                return await Bookings(connection, tenant_id).get(UUID(known))
            schedule = await self._schedule(connection, tenant_id, wish, wish.start, wish.start)
            refusal = schedule.refusal(wish.start, self.now())
            booking = None if refusal else await self._placed(connection, tenant_id, schedule, wish)
            if booking is None:
                refusal = refusal or Refusal.SLOT_TAKEN
                raise await self._refused(connection, tenant_id, wish, refusal)
            await requests.keep(connection, tenant_id, key, str(booking.booking_id))
        failpoints.reach("booking.booking_committed")
        return booking

    async def cancel_booking(
        self,
        tenant_id: UUID,
        booking_id: UUID,
        *,
        key: RequestKey,
        customer_id: UUID | None = None,
        etag: str = "",
    ) -> Booking:
        """Give the place back; of one customer only where it is named."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            bookings = Bookings(connection, tenant_id)
            known = await requests.earlier(connection, tenant_id, key)
            if known is not None:
                return await bookings.get(UUID(known))
            booking = await bookings.lock(booking_id)
            if customer_id not in {None, booking.customer_id}:
                raise BookingNotFound(booking_id)
            cancelled = booking.cancelled(self.now(), etag=etag)
            if cancelled != booking:
                await bookings.change(cancelled)
            await requests.keep(connection, tenant_id, key, str(booking_id))
            return cancelled

    async def get_booking(self, tenant_id: UUID, booking_id: UUID) -> Booking:
        """The booking as it stands."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Bookings(connection, tenant_id).get(booking_id)

    async def list_bookings(
        self,
        tenant_id: UUID,
        wanted: BookingFilter,
        limit: int,
        *,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[Booking]:
        """At most so many bookings by start, beginning behind the one named."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Bookings(connection, tenant_id).page(wanted, limit, after=after)

    async def _schedule(
        self, connection: Connection, tenant_id: UUID, wish: Wish, first: datetime, last: datetime
    ) -> Schedule:
        schedule = await Schedules(connection, tenant_id).read(
            wish.offering_id, first, last, resource_id=wish.resource_id
        )
        if wish.resource_id and not schedule.performers:
            raise ResourceNotFound(wish.resource_id)
        return schedule

    async def _placed(
        self, connection: Connection, tenant_id: UUID, schedule: Schedule, wish: Wish
    ) -> Booking | None:
        """The booking, with the first resource that nobody else takes at the same moment."""
        bookings = Bookings(connection, tenant_id)
        for performer in schedule.free_at(wish.start):
            booking = _booking(schedule, performer, wish, self.now())
            if await bookings.add(booking):
                return booking
        return None

    async def _refused(
        self, connection: Connection, tenant_id: UUID, wish: Wish, refusal: Refusal
    ) -> SlotRefused:
        """The refusal, with the nearest starts that the same wish could be given."""
        schedule = await self._schedule(
            connection, tenant_id, wish, wish.start - REACH, wish.start + REACH
        )
        slots = schedule.nearest(wish.start, ALTERNATIVES, self.now())
        starts = [each.time.start for each in slots]
        return SlotRefused(refusal, schedule.offering_id, schedule.offering_name, starts)


def _booking(schedule: Schedule, performer: Performer, wish: Wish, now: datetime) -> Booking:
    pace = schedule.pace
    segment = Segment(performer.resource_id, performer.name, pace.taken(wish.start))
    return Booking(
        booking_id=uuid4(),
        customer_id=wish.customer_id,
        offering_id=schedule.offering_id,
        offering_name=schedule.offering_name,
        time=pace.offered(wish.start),
        time_zone=schedule.zone.key,
        state=first_state(schedule.approval),
        origin=wish.origin,
        segments=(segment,),
        create_time=now,
        update_time=now,
    )
