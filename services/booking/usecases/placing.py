"""Finds a place for what is wanted, inside a change, or says why there is none."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.booking.domain.booking import Booking, Origin, State
from services.booking.domain.calendar import TimeRange
from services.booking.domain.errors import Refusal, SlotRefused
from services.booking.domain.events import EventKind
from services.booking.domain.hours import Rules
from services.booking.domain.visit import Visit
from services.booking.storage.schedules import Wanted
from services.booking.usecases.changes import Change
from services.booking.usecases.nearest import Near, nearest

ALTERNATIVES = 3

Store = Callable[[Booking], Awaitable[bool]]


@dataclass(frozen=True)
class Aim:
    """What is to be placed. `bound`: notice counts. `without`: the booking that is moved."""

    wanted: Wanted
    start: datetime
    party_size: int
    bound: bool
    without: UUID | None = None


async def visit_at(change: Change, aim: Aim) -> Visit:
    """What is wanted, with what is taken around its start."""
    return await change.schedules.read(aim.wanted, aim.start, aim.start, without=aim.without)


async def check(change: Change, aim: Aim, visit: Visit) -> None:
    """Refuse what cannot be placed then, whatever is taken."""
    visit.check_party(aim.party_size)
    refusal = visit.refusal(aim.start, aim.party_size, change.now, bound=aim.bound)
    if refusal is not None:
        raise await refused(change, aim, refusal)


async def refused(change: Change, aim: Aim, refusal: Refusal) -> SlotRefused:
    """The refusal, with the nearest starts that the same wish could be given."""
    near = Near(aim.start, ALTERNATIVES, aim.party_size, aim.bound, aim.without)
    visit, slots = await nearest(change.schedules, aim.wanted, near, change.now)
    if not slots:  # so far off that what can be booked is out of reach
        near = replace(near, instant=visit.bookable(aim.start, change.now, bound=aim.bound))
        visit, slots = await nearest(change.schedules, aim.wanted, near, change.now)
    starts = [each.time.start for each in slots]
    return SlotRefused(refusal, visit.offering_id, visit.offering_name, starts)


async def placed(
    change: Change,
    aim: Aim,
    visit: Visit,
    booking: Booking,
    store: Store,
    *,
    rather: Sequence[UUID] = (),
) -> Booking:
    """The booking with the first segments that `store` could keep; `rather` with these resources.

    Where there are none, what is over and stands there all the same makes way.
    """
    while True:
        for segments in visit.choices(aim.start, aim.party_size, rather=rather):
            found = replace(booking, segments=segments)
            if await store(found):
                return found
        if not await _made_way(change, aim, visit):
            raise await refused(change, aim, Refusal.SLOT_TAKEN)
        visit = await visit_at(change, aim)


async def seated(change: Change, aim: Aim, visit: Visit, time: TimeRange) -> UUID:
    """The occurrence of a group offering, ours until the end, with enough seats left in it."""
    if await _is_sold_out(change, aim, visit):
        raise await refused(change, aim, Refusal.SOLD_OUT)
    if not visit.has_place(aim.start):  # it will need one: locks of resources come first
        await change.places.lock(visit.resource_ids)
    occurrence_id = await change.occurrences.lock(visit.offering_id, time, change.now)
    seats = await change.occurrences.seats(occurrence_id, without=aim.without)
    if seats.taken + aim.party_size > visit.seats:
        stale = await change.places.stale_seats(occurrence_id, change.now, without=aim.without)
        await expire(change, stale, visit.rules)
        seats = await change.occurrences.seats(occurrence_id, without=aim.without)
    if seats.taken + aim.party_size > visit.seats:
        raise await refused(change, aim, Refusal.SOLD_OUT)
    if seats.resource_id is None:
        await _perform(change, aim, occurrence_id)
        return occurrence_id
    if aim.wanted.resource_id not in {None, seats.resource_id}:
        raise await refused(change, aim, Refusal.SLOT_TAKEN)
    return occurrence_id


async def _is_sold_out(change: Change, aim: Aim, visit: Visit) -> bool:
    """Whether that is plain before its row is ours: many who come too late do not queue up for it,
    and read what else is free at the same time. Seats of what is over are counted at first."""
    if visit.left(aim.start) >= aim.party_size:
        return False
    living = await change.schedules.read(
        aim.wanted, aim.start, aim.start, without=aim.without, now=change.now
    )
    return living.left(aim.start) < aim.party_size


async def _perform(change: Change, aim: Aim, occurrence_id: UUID) -> None:
    """Give the occurrence a resource that performs it, if any does."""
    while True:
        visit = await visit_at(change, aim)  # what was read before it was ours is old
        for segments in visit.choices(aim.start, aim.party_size):
            if not segments or await change.occurrences.place(occurrence_id, segments[0]):
                return
        if not await _made_way(change, aim, visit):
            raise await refused(change, aim, Refusal.SLOT_TAKEN)


async def _made_way(change: Change, aim: Aim, visit: Visit) -> bool:
    """Whether something that is over stood where we want to be. Then it does no more."""
    around = visit.taken_at(aim.start)
    over = await change.places.over(visit.resource_ids, around, change.now, without=aim.without)
    if not over:
        return False
    # One after the other: what somebody else has locked to make way would not be seen, and two who
    # each expired what the other wants would wait for each other.
    await change.places.lock(visit.resource_ids)
    await expire(change, await change.places.stale(over, change.now), visit.rules)
    left = await change.places.over(visit.resource_ids, around, change.now, without=aim.without)
    return left != over


async def expire(change: Change, booking_ids: Iterable[UUID], rules: Rules) -> None:
    """End holds and requests that are over, and tell of the requests."""
    for booking_id in booking_ids:
        booking = await change.bookings.get(booking_id)
        expired = booking.became(State.EXPIRED, change.now)
        await change.bookings.change(expired)
        told = EventKind.EXPIRED if booking.state is State.PENDING else None
        change.follow(expired, told, rules, origin=Origin.API)
