"""One change of bookings: its transaction, the request that asked for it, what has to follow."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from psycopg import errors as refused

from services.booking.domain.booking import Booking, Origin
from services.booking.domain.events import EventKind
from services.booking.domain.hours import Rules
from services.booking.domain.terms import Terms
from services.booking.storage.bookings import Bookings
from services.booking.storage.customers import Customers
from services.booking.storage.occurrences import Occurrences
from services.booking.storage.places import Places
from services.booking.storage.schedules import Schedules
from services.booking.storage.terms import terms_of
from services.booking.usecases import outbox
from services.common import requests
from services.common.clock import Clock
from services.common.database import UNLUCKY, Connection, Database
from services.common.errors import Unavailable
from services.common.fields import RequestKey
from services.common.lanes import Lanes, NewJob

Result = TypeVar("Result")

# Two external references at the same moment: who comes second finds the first the next time.
_UNLUCKY = (*UNLUCKY, refused.UniqueViolation)
_BUSY = "DATABASE_AWAY"  # of any call: a contract does not list it


async def tried_twice(
    once: Callable[[], Awaitable[Result]],
    *,
    unlucky: tuple[type[Exception], ...] = UNLUCKY,
) -> Result:
    """Its result, at the second try where the database refused the first one so."""
    for _ in range(2):
        try:
            return await once()
        except unlucky as error:
            last = error
    raise Unavailable(_BUSY, "too much happens at once") from last


class Change:
    """A transaction of one tenant, and what it has done so far."""

    def __init__(self, connection: Connection, tenant_id: UUID, now: datetime) -> None:
        self.connection = connection
        self.tenant_id = tenant_id
        self.now = now
        self.bookings = Bookings(connection, tenant_id)
        self.customers = Customers(connection, tenant_id)
        self.occurrences = Occurrences(connection, tenant_id)
        self.places = Places(connection, tenant_id)
        self.schedules = Schedules(connection, tenant_id)
        self.jobs: list[NewJob] = []
        self.is_asked = False
        """Whether the request is known to be new, and stored."""

    async def terms(self, booking: Booking) -> Terms:
        """What the catalog says of the booking now."""
        return await terms_of(self.connection, self.tenant_id, booking.offering_ids)

    def follow(
        self,
        booking: Booking,
        kind: EventKind | None,
        rules: Rules,
        *,
        origin: Origin,
        moved_from: datetime | None = None,
    ) -> None:
        """Plan what follows the change that made the booking what it is."""
        self.jobs += outbox.jobs_for(
            self.tenant_id,
            booking,
            kind,
            origin=origin,
            leads=rules.leads,
            now=self.now,
            moved_from=moved_from,
        )


class Changes:
    """Makes changes, each once for its request."""

    def __init__(self, database: Database, lanes: Lanes, *, now: Clock) -> None:
        self.database = database
        self.lanes = lanes
        self.now = now

    async def make(
        self,
        tenant_id: UUID,
        booking_id: UUID,
        key: RequestKey,
        work: Callable[[Change], Awaitable[Booking]],
        *,
        at_once: Callable[[Change], Awaitable[Booking | None]] | None = None,
    ) -> Booking:
        """What `work` makes of this booking; a repeated request gives it as it stands now.

        Where `at_once` makes it, with its request, nothing else is asked. Whose luck it was to be
        refused by the database is tried once more.
        """
        once = partial(self._once, tenant_id, booking_id, key, work, at_once)
        return await tried_twice(once, unlucky=_UNLUCKY)

    async def _once(
        self,
        tenant_id: UUID,
        booking_id: UUID,
        key: RequestKey,
        work: Callable[[Change], Awaitable[Booking]],
        at_once: Callable[[Change], Awaitable[Booking | None]] | None,
    ) -> Booking:
        async with self.database.tenant_transaction(tenant_id) as connection:
            change = Change(connection, tenant_id, self.now())
            booking = await at_once(change) if at_once else None
            if booking is None and not change.is_asked:
                known = await requests.earlier(connection, tenant_id, key, str(booking_id))
                if known is not None:
                    return await change.bookings.get(UUID(known))
            booking = booking or await work(change)
            await self.lanes.enqueue(connection, change.jobs)
        if change.jobs:
            self.lanes.wake()
        return booking
