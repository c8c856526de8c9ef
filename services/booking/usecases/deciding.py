"""What is decided about bookings that are made: approved, cancelled, attended, missed."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from services.booking.domain.booking import Booking, Origin, State
from services.booking.domain.events import EventKind, cancelled_as
from services.booking.domain.terms import check_notice
from services.booking.domain.wish import binds
from services.booking.usecases.changes import Change, Changes
from services.common.fields import RequestKey


class DecidingUseCases:
    """What can be done with a booking where it is."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes

    async def approve_booking(
        self, tenant_id: UUID, booking_id: UUID, *, key: RequestKey, etag: str = ""
    ) -> Booking:
        """Agree to what was requested."""

        async def decide(change: Change, booking: Booking) -> Booking:
            approved = booking.approved(change.now, etag=etag)
            if approved != booking:
                rules = (await change.terms(booking)).rules
                change.follow(approved, EventKind.APPROVED, rules, origin=Origin.STAFF)
            return approved

        return await self._decided(tenant_id, booking_id, key, decide)

    async def cancel_booking(
        self,
        tenant_id: UUID,
        booking_id: UUID,
        *,
        key: RequestKey,
        customer_id: UUID | None = None,
        etag: str = "",
        reason: str = "",
        origin: Origin = Origin.API,
    ) -> Booking:
        """Give the place back; of a customer who is named only their own, and in time."""

        async def decide(change: Change, booking: Booking) -> Booking:
            booking.check(customer_id=customer_id)
            cancelled = booking.cancelled(change.now, etag=etag, reason=reason)
            if cancelled == booking:
                return booking
            if booking.state is State.HELD:
                return cancelled
            terms = await change.terms(booking)
            if customer_id is not None and binds(origin):
                check_notice(terms.cancel_notice, booking.time.start, change.now)
            kind = cancelled_as(booking, origin, by_customer=customer_id is not None)
            change.follow(cancelled, kind, terms.rules, origin=origin)
            return cancelled

        return await self._decided(tenant_id, booking_id, key, decide)

    async def confirm_attendance(
        self,
        tenant_id: UUID,
        booking_id: UUID,
        *,
        key: RequestKey,
        customer_id: UUID | None = None,
        etag: str = "",
    ) -> Booking:
        """Keep that the customer said they will come."""

        async def decide(change: Change, booking: Booking) -> Booking:
            booking.check(customer_id=customer_id)
            return booking.attended(change.now, etag=etag)

        return await self._decided(tenant_id, booking_id, key, decide)

    async def mark_no_show(
        self, tenant_id: UUID, booking_id: UUID, *, key: RequestKey, etag: str = ""
    ) -> Booking:
        """Keep that the customer did not come."""

        async def decide(change: Change, booking: Booking) -> Booking:
            missed = booking.missed(change.now, etag=etag)
            if missed != booking:
                rules = (await change.terms(booking)).rules
                change.follow(missed, EventKind.NO_SHOW, rules, origin=Origin.STAFF)
            return missed

        return await self._decided(tenant_id, booking_id, key, decide)

    async def _decided(
        self,
        tenant_id: UUID,
        booking_id: UUID,
        key: RequestKey,
        decide: Callable[[Change, Booking], Awaitable[Booking]],
    ) -> Booking:
        """What was decided of the booking, stored where it is a change."""

        async def work(change: Change) -> Booking:
            booking = await change.bookings.lock(booking_id)
            decided = await decide(change, booking)
            if decided != booking:
                await change.bookings.change(decided)
            return decided

        return await self.changes.make(tenant_id, booking_id, key, work)
