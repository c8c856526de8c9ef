"""The slots that a link offers its booking to be moved to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.booking.domain.booking import Booking
from services.booking.domain.calendar import TimeRange
from services.booking.domain.errors import OfferingMissing
from services.booking.domain.link import Link, LinkKind, Links
from services.booking.domain.slot import Slot
from services.booking.domain.visit import Visit
from services.booking.storage.schedules import Schedules, Wanted
from services.booking.usecases.nearest import Near, nearest
from services.common.database import Connection
from services.common.errors import NotFound

OFFERED = 10
"""As many as a menu has rows."""
OF_THE_DAY, OF_ANOTHER_DAY = 4, 2

_HALF_A_DAY = timedelta(hours=12)
_AROUND = timedelta(days=8)
_DAYS = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7)


@dataclass(frozen=True)
class LinkedSlot:
    """A slot, and the link that moves the booking to it. `resource_name`: may be empty."""

    time: TimeRange
    resource_name: str
    link: str


async def linked_slots(
    connection: Connection, links: Links, link: Link, booking: Booking, now: datetime
) -> tuple[LinkedSlot, ...]:
    """Free slots near to where the booking is or was to go, in the order of time.

    None where the link moves the booking to a slot that is free. What nobody offers any more has
    none either.
    """
    near = link.move_to or booking.time.start
    schedules, wanted = Schedules(connection, link.tenant_id), Wanted(booking.offering_ids)
    wish = Near(near, OFFERED + 1, booking.party_size, without=booking.booking_id)
    try:
        visit = await schedules.read(
            wanted, near - _AROUND, near + _AROUND, without=wish.without, now=now
        )
        found = list(_around(visit, wish, now))
        if len(found) < wish.count:
            visit, farther = await nearest(schedules, wanted, wish, now)
            found += farther
    except (NotFound, OfferingMissing):
        return ()
    if any(_is_meant(link, each) for each in found):
        return ()
    others = {each.time.start: each for each in found if each.time.start != booking.time.start}
    first = sorted([*others.values()][:OFFERED], key=lambda each: each.time)
    return tuple(_linked(links, link, booking, visit, each) for each in first)


def _around(visit: Visit, wish: Near, now: datetime) -> Iterator[Slot]:
    """Some of the same day, then some of each day around it at about the same hour: who cannot come
    that day finds another."""
    wall = wish.instant.astimezone(visit.zone)
    for days in _DAYS:
        count = OF_ANOTHER_DAY if days else OF_THE_DAY + 1  # one may be its own
        instant = (wall + timedelta(days=days)).astimezone(UTC)
        yield from visit.nearest(instant, count, now, party=wish.party, reach=_HALF_A_DAY)


def _is_meant(link: Link, slot: Slot) -> bool:
    if slot.time.start != link.move_to:
        return False
    return link.resource_id is None or link.resource_id in slot.resource_ids


def _linked(links: Links, link: Link, booking: Booking, visit: Visit, slot: Slot) -> LinkedSlot:
    resource_id = _performer(booking, visit, slot)
    names = {who.resource_id: who.name for who in visit.parts[0].performers}
    move = replace(
        link,
        kind=LinkKind.MOVE_TO,
        move_to=slot.time.start,
        resource_id=resource_id,
        revision=booking.revision,
    )
    name = names.get(resource_id, "") if resource_id else ""
    return LinkedSlot(slot.time, name, links.written(move))


def _performer(booking: Booking, visit: Visit, slot: Slot) -> UUID | None:
    """Who has it now, if they are free then; else who is preferred. Of a visit that several
    perform, and of a group, nobody is named."""
    if len(visit.parts) > 1 or visit.seats:
        return None
    own: Iterable[UUID] = {each.resource_id for each in booking.segments}
    return next((each for each in slot.resource_ids if each in own), slot.resource_ids[0])
