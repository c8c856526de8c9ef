"""Moves bookings."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.booking.domain.booking import Booking, State
from services.booking.domain.events import EventKind
from services.booking.domain.hours import Rules
from services.booking.domain.terms import check_notice, pending_until
from services.booking.domain.visit import Visit
from services.booking.domain.wish import Move, Wish
from services.booking.storage.schedules import Wanted
from services.booking.usecases.changes import Change, Changes
from services.booking.usecases.placing import (
    Aim,
    check,
    placed,
    seated,
    visit_at,
)
from services.common.fields import RequestKey


class MovingUseCases:
    """What can be done with the place of a booking."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes

    async def reschedule_booking(
        self, tenant_id: UUID, booking_id: UUID, move: Move, *, key: RequestKey
    ) -> Booking:
        """Give the booking another place: all of it, or nothing is changed."""

        async def work(change: Change) -> Booking:
            booking = await change.bookings.lock(booking_id)
            _check(booking, move, change.now)
            return await _moved(change, booking, move) if move.changes(booking) else booking

        return await self.changes.make(tenant_id, booking_id, key, work)


def _check(booking: Booking, move: Move, now: datetime) -> None:
    booking.check(customer_id=move.customer_id)
    booking.check_over(now)
    booking.check(etag=move.etag)


async def _moved(change: Change, booking: Booking, move: Move) -> Booking:
    terms, wish = await change.terms(booking), move.of(booking)
    if move.bound and booking.state is not State.HELD:
        check_notice(terms.move_notice, booking.time.start, change.now)
    aim = _aim(booking, move, wish)
    visit = await visit_at(change, aim)
    await check(change, aim, visit)
    await _leave(change, aim, visit, booking)
    moved = await _placed(change, aim, visit, _draft(change, booking, wish, visit))
    told = EventKind.RESCHEDULED if booking.state is not State.HELD else None
    change.follow(moved, told, terms.rules, origin=move.origin, moved_from=booking.time.start)
    return moved


def _aim(booking: Booking, move: Move, wish: Wish) -> Aim:
    """Who stays at their hour is not asked for notice once more."""
    bound = move.bound and wish.start != booking.time.start
    wanted = Wanted(wish.offering_ids, wish.resource_id)
    return Aim(wanted, wish.start, wish.party_size, bound=bound, without=booking.booking_id)


def _draft(change: Change, booking: Booking, wish: Wish, visit: Visit) -> Booking:
    """The booking as it shall be, still with its old places; what it costs and where it is stays
    unless something else is booked. Who said they will come said it of the old hour."""
    time = visit.time_at(wish.start)
    moved = booking.changed(
        change.now,
        time=time,
        party_size=wish.party_size,
        expire_time=_expire_time(booking, visit.rules, time.start, change.now),
        attendance_time=booking.attendance_time if time == booking.time else None,
        occurrence_id=None,
    )
    if wish.offering_ids == booking.offering_ids:
        return moved
    return replace(
        moved,
        offering_id=visit.offering_id,
        offering_name=visit.offering_name,
        venue=visit.venue,
        price_cents=visit.price_cents,
        currency_code=visit.currency_code,
    )


def _expire_time(booking: Booking, rules: Rules, start: datetime, now: datetime) -> datetime | None:
    """A request is asked anew."""
    return (
        pending_until(rules, start, now) if booking.state is State.PENDING else booking.expire_time
    )


async def _leave(change: Change, aim: Aim, visit: Visit, booking: Booking) -> None:
    """Give back its old place, which may be in the way of the new one. Who else needs several
    places or occurrences of these waits until we are done."""
    shared = {booking.offering_id, visit.offering_id} if booking.occurrence_id else set()
    old = {each.resource_id for each in booking.segments}
    await change.places.lock({*visit.resource_ids, *old, *shared})
    await change.places.clear(booking.booking_id)
    if booking.occurrence_id is not None and not _stays(aim, visit, booking):
        await change.occurrences.leave(booking.occurrence_id, booking.booking_id)


def _stays(aim: Aim, visit: Visit, booking: Booking) -> bool:
    """Whether its seat is in the same occurrence."""
    same = (visit.offering_id, aim.start) == (booking.offering_id, booking.time.start)
    return same and visit.occurrence_at(aim.start) is not None


async def _placed(change: Change, aim: Aim, visit: Visit, moved: Booking) -> Booking:
    """The booking in its new place, stored."""
    occurrence = visit.occurrence_at(aim.start)
    if occurrence is not None:
        seat = await seated(change, aim, visit, occurrence)
        await change.bookings.change(replace(moved, occurrence_id=seat))
        return await change.bookings.get(moved.booking_id)
    old = [each.resource_id for each in moved.segments]
    found = await placed(change, aim, visit, moved, change.places.take, rather=old)
    await change.bookings.change(found)
    return found
