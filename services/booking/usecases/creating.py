"""How bookings come to be: held, made, or made of what was held."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from services.booking.domain.booking import Booking, Segment, State
from services.booking.domain.errors import (
    BookingNotFound,
    CustomerBlocked,
    ExternalRefTaken,
    Refusal,
    TooManyHolds,
)
from services.booking.domain.events import EventKind
from services.booking.domain.hours import Rules
from services.booking.domain.terms import Beginning, booked, held
from services.booking.domain.visit import Visit
from services.booking.domain.wish import FromHold, Wish, binds
from services.booking.storage.schedules import Wanted
from services.booking.usecases.changes import Change, Changes
from services.booking.usecases.placing import (
    Aim,
    check,
    placed,
    refused,
    seated,
    visit_at,
)
from services.common import failpoints
from services.common.errors import MeshError
from services.common.fields import RequestKey

MOST_HOLDS = 3
_NEVER_BOOKED = {State.EXPIRED, State.CANCELLED}


class CreatingUseCases:
    """What can be done with slots."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes

    async def hold_slot(self, tenant_id: UUID, wish: Wish, *, key: RequestKey) -> Booking:
        """Keep the slot while the customer decides."""
        booking_id = uuid4()

        async def work(change: Change) -> Booking:
            holds = await change.customers.open_holds(wish.customer_id, change.now)
            if len(holds) >= MOST_HOLDS:
                raise TooManyHolds([each for each, _ in holds], expire_time=holds[0][1])
            visit = await _checked(change, wish)
            draft = _draft(booking_id, wish, visit, held(change.now), change.now)
            hold = await _made(change, wish, visit, draft)
            change.follow(hold, None, visit.rules, origin=wish.origin)
            return hold

        return await self.changes.make(tenant_id, booking_id, key, work)

    async def create_booking(
        self, tenant_id: UUID, wanted: Wish | FromHold, *, key: RequestKey
    ) -> Booking:
        """Book the slot on the first resource that is free, or say which starts are; or make a
        hold a booking.

        A refusal is not kept with the request: nothing was done, so the same request may find the
        slot free later.
        """
        booking_id = uuid4() if isinstance(wanted, Wish) else wanted.hold_id

        async def work(change: Change) -> Booking:
            await _check_ref(change, wanted.external_ref)
            if isinstance(wanted, FromHold):
                return await _of_hold(change, wanted)
            return await _created(change, wanted, booking_id)

        async def at_once(change: Change) -> Booking | None:
            if isinstance(wanted, FromHold) or wanted.external_ref:
                return None
            return await _at_once(change, wanted, booking_id, key)

        booking = await self.changes.make(tenant_id, booking_id, key, work, at_once=at_once)
        failpoints.reach("booking.booking_committed")
        return booking


async def _at_once(change: Change, wish: Wish, booking_id: UUID, key: RequestKey) -> Booking | None:
    """The booking, where nothing speaks against it: a statement fewer. None: look closer."""
    try:
        visit = await visit_at(change, _aim(wish))
        segments = _plain_choice(change, wish, visit)
    except MeshError:  # who asked it before, when all was there, is answered as then
        return None
    if segments is None:
        return None
    begins = booked(visit.approval, visit.rules, wish.start, change.now)
    draft = _draft(booking_id, wish, visit, begins, change.now)
    booking = replace(draft, segments=segments)
    change.is_asked, is_stored = await change.bookings.add_asked(booking, key)
    if not is_stored:
        return None
    change.follow(booking, EventKind.CREATED, visit.rules, origin=wish.origin)
    return booking


def _plain_choice(change: Change, wish: Wish, visit: Visit) -> tuple[Segment, ...] | None:
    """The preferred place, where nothing but that has to be found."""
    bound = binds(wish.origin)
    if len(visit.parts) > 1 or visit.seats or (visit.rules.no_show_rule and bound):
        return None
    visit.check_party(wish.party_size)
    if visit.refusal(wish.start, wish.party_size, change.now, bound=bound) is not None:
        return None
    return next(visit.choices(wish.start, wish.party_size), None)


async def _created(change: Change, wish: Wish, booking_id: UUID) -> Booking:
    visit = await _checked(change, wish)
    begins = booked(visit.approval, visit.rules, wish.start, change.now)
    draft = _draft(booking_id, wish, visit, begins, change.now)
    booking = await _made(change, wish, visit, draft)
    change.follow(booking, EventKind.CREATED, visit.rules, origin=wish.origin)
    return booking


async def _of_hold(change: Change, wanted: FromHold) -> Booking:
    hold = await change.bookings.lock(wanted.hold_id)
    hold.check(customer_id=wanted.customer_id)
    await _check_standing(change, hold, wanted)
    terms = await change.terms(hold)
    await _check_trust(change, wanted, terms.rules)
    begins = booked(terms.approval, terms.rules, hold.time.start, change.now)
    booking = hold.changed(
        change.now,
        state=begins.state,
        expire_time=begins.expire_time,
        origin=wanted.origin,
        external_ref=wanted.external_ref,
        note=wanted.note,
        channel_id=wanted.channel_id or hold.channel_id,
        language=wanted.language or hold.language,
    )
    await change.bookings.change(booking)
    change.follow(booking, EventKind.CREATED, terms.rules, origin=wanted.origin)
    return booking


async def _check_standing(change: Change, hold: Booking, wanted: FromHold) -> None:
    """Refuse a hold that is one no more. One past its time that stands all the same is good."""
    if hold.state not in {State.HELD, *_NEVER_BOOKED}:
        raise BookingNotFound(hold.booking_id)
    if hold.state is State.HELD and hold.time.start > change.now:
        return
    refusal = Refusal.IN_THE_PAST if hold.state is State.HELD else Refusal.HOLD_EXPIRED
    aim = Aim(
        Wanted(hold.offering_ids), hold.time.start, hold.party_size, bound=binds(wanted.origin)
    )
    raise await refused(change, aim, refusal)


async def _checked(change: Change, wish: Wish) -> Visit:
    aim = _aim(wish)
    visit = await visit_at(change, aim)
    await _check_trust(change, wish, visit.rules)
    await check(change, aim, visit)
    return visit


async def _made(change: Change, wish: Wish, visit: Visit, draft: Booking) -> Booking:
    """The booking in its place, stored."""
    aim, occurrence = _aim(wish), visit.occurrence_at(wish.start)
    if occurrence is not None:
        seat = await seated(change, aim, visit, occurrence)
        await change.bookings.add_bare(replace(draft, occurrence_id=seat))
        return await change.bookings.get(draft.booking_id)
    if len(visit.parts) == 1:
        return await placed(change, aim, visit, draft, change.bookings.add)
    await change.places.lock(visit.resource_ids)
    await change.bookings.add_bare(draft)
    return await placed(change, aim, visit, draft, change.places.take)


def _aim(wish: Wish) -> Aim:
    wanted = Wanted(wish.offering_ids, wish.resource_id)
    return Aim(wanted, wish.start, wish.party_size, bound=binds(wish.origin))


def _draft(booking_id: UUID, wish: Wish, visit: Visit, begins: Beginning, now: datetime) -> Booking:
    """The booking without its place."""
    return Booking(
        booking_id=booking_id,
        customer_id=wish.customer_id,
        offering_id=visit.offering_id,
        offering_name=visit.offering_name,
        time=visit.time_at(wish.start),
        time_zone=visit.zone.key,
        origin=wish.origin,
        segments=(),
        create_time=now,
        update_time=now,
        party_size=wish.party_size,
        external_ref=wish.external_ref,
        note=wish.note,
        venue=visit.venue,
        channel_id=wish.channel_id,
        price_cents=visit.price_cents,
        currency_code=visit.currency_code,
        language=wish.language,
        state=begins.state,
        expire_time=begins.expire_time,
    )


async def _check_ref(change: Change, external_ref: str) -> None:
    known = await change.bookings.id_of(external_ref) if external_ref else None
    if known is not None:
        raise ExternalRefTaken(known)


async def _check_trust(change: Change, wanted: Wish | FromHold, rules: Rules) -> None:
    """Refuse a customer who missed too many bookings."""
    rule = rules.no_show_rule
    if rule is None or not binds(wanted.origin):
        return
    since = change.now - timedelta(days=rule.days)
    if await change.customers.missed(wanted.customer_id, since) >= rule.limit:
        raise CustomerBlocked(rule.limit, rule.days)
