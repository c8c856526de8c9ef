"""What links do: each once, as the customer whose booking it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from services.booking.domain.booking import Booking, Origin
from services.booking.domain.errors import (
    BookingNotFound,
    BookingOver,
    ChangedTooLate,
    EtagStale,
    NotConfirmed,
    SlotGone,
)
from services.booking.domain.link import ACTIONS, Link, LinkKind, Links, LinkState, state_of
from services.booking.domain.terms import Terms
from services.booking.domain.wish import Move
from services.booking.storage.bookings import Bookings
from services.booking.storage.terms import terms_of
from services.booking.usecases.changes import Changes
from services.booking.usecases.deciding import DecidingUseCases
from services.booking.usecases.moves import LinkedSlot, linked_slots
from services.booking.usecases.moving import MovingUseCases
from services.common import requests
from services.common.database import Connection
from services.common.errors import FailedPrecondition, NotFound, Unavailable
from services.common.fields import RequestKey, derived

_TRIES = 5
_BUSY = "DATABASE_AWAY"  # of any call: a contract does not list it
_CHANGED_MEANWHILE = (EtagStale, ChangedTooLate, BookingOver, NotConfirmed)


@dataclass(frozen=True)
class Linked:
    """A link, its booking as it is now, and what can be done with it."""

    link: Link
    state: LinkState
    booking: Booking
    slots: tuple[LinkedSlot, ...] = ()
    actions: Mapping[LinkKind, str] = field(default_factory=dict)


class LinkUseCases:
    """What can be done with a link."""

    def __init__(
        self, changes: Changes, moving: MovingUseCases, deciding: DecidingUseCases, links: Links
    ) -> None:
        self.database = changes.database
        self.now = changes.now
        self.moving = moving
        self.deciding = deciding
        self.links = links

    async def get_link(self, text: str) -> Linked:
        """What the link would do."""
        link = self.links.read(text)
        async with self.database.tenant_transaction(link.tenant_id) as connection:
            return await self._seen(connection, link)

    async def follow_link(
        self, text: str, *, key: RequestKey, origin: Origin, tenant_id: UUID | None = None
    ) -> Linked:
        """Do what the link is for, unless that is done or cannot be done any more.

        The booking is changed as it was seen, or looked at once more.
        """
        link = self.links.read(text)
        if tenant_id not in {None, link.tenant_id}:
            raise BookingNotFound(link.booking_id)
        for _ in range(_TRIES):
            async with self.database.tenant_transaction(link.tenant_id) as connection:
                await requests.earlier(connection, link.tenant_id, key, text)
                linked = await self._seen(connection, link)
            if linked.state is not LinkState.OPEN or link.kind is LinkKind.MOVE:
                return linked
            try:
                await self._follow(linked, key, origin)
            except _CHANGED_MEANWHILE:
                continue
            return await self.get_link(text)
        raise Unavailable(_BUSY, "the booking changes too often")

    async def _follow(self, linked: Linked, key: RequestKey, origin: Origin) -> None:
        link, booking = linked.link, linked.booking
        if link.kind is LinkKind.MOVE_TO:
            await self._move(linked, origin)
        elif link.kind is LinkKind.CANCEL:
            await self.deciding.cancel_booking(
                link.tenant_id,
                link.booking_id,
                key=_key(link, link.done_as),
                customer_id=booking.customer_id,
                etag=booking.etag,
                origin=origin,
            )
        else:
            # May be said again of a booking that was moved away and back.
            await self.deciding.confirm_attendance(
                link.tenant_id,
                link.booking_id,
                key=_key(link, derived(link.done_as, str(key.id))),
                customer_id=booking.customer_id,
                etag=booking.etag,
            )

    async def _move(self, linked: Linked, origin: Origin) -> None:
        link, booking = linked.link, linked.booking
        move = Move(
            origin=origin,
            customer_id=booking.customer_id,
            etag=booking.etag,
            start=link.move_to,
            resource_id=link.resource_id,
        )
        key = _key(link, link.done_as)
        try:
            await self.moving.reschedule_booking(link.tenant_id, link.booking_id, move, key=key)
        except _CHANGED_MEANWHILE:
            raise
        except (FailedPrecondition, NotFound) as refusal:
            raise SlotGone from refusal  # whatever it is: what was offered cannot be had

    async def _seen(self, connection: Connection, link: Link) -> Linked:
        """The link as it stands, without doing anything."""
        booking = await Bookings(connection, link.tenant_id).get(link.booking_id)
        terms = await terms_of(connection, link.tenant_id, booking.offering_ids)
        now = self.now()
        state = state_of(link, booking, terms, now)
        moves = state is LinkState.OPEN and link.kind in {LinkKind.MOVE, LinkKind.MOVE_TO}
        slots = await linked_slots(connection, self.links, link, booking, now) if moves else ()
        outdated = state is LinkState.OUTDATED
        actions = {} if outdated else self._actions(link.tenant_id, booking, terms, now)
        return Linked(link, state, booking, slots, actions)

    def _actions(
        self, tenant_id: UUID, booking: Booking, terms: Terms, now: datetime
    ) -> dict[LinkKind, str]:
        """The links to what can be done with the booking now."""
        start, booking_id = booking.time.start, booking.booking_id
        links = [Link(kind, tenant_id, booking_id, start) for kind in ACTIONS]
        states = {each.kind: state_of(each, booking, terms, now) for each in links}
        can = [kind for kind in ACTIONS if states[kind] is LinkState.OPEN]
        return self.links.of(tenant_id, booking, can)


def _key(link: Link, request_id: UUID) -> RequestKey:
    return RequestKey(request_id, sha256(link.done_as.bytes).digest())
