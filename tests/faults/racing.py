"""Clients who all want the same few places, and what they were told."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from google.protobuf.message import Message
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import Aborted, FailedPrecondition, MeshError, Unavailable
from services.common.fields import timestamp
from tests.booking.salon import Salon, new_id

PLACES = 16
"""Starts for which they race, half an hour apart."""
ROUNDS_A_DAY = 3
FREE = frozenset({pb.BOOKING_STATE_HELD, pb.BOOKING_STATE_PENDING, pb.BOOKING_STATE_CONFIRMED})
WITH_ALTERNATIVES = frozenset({"SLOT_TAKEN", "HOLD_EXPIRED"})
EXPECTED = WITH_ALTERNATIVES | {"TOO_MANY_HOLDS", "BOOKING_OVER", "NOT_REQUESTED", "ETAG_STALE"}
AWAY = "the database does not answer"
"""More calls than connections, on a machine that is busy: it is asked again, as callers do."""

Content = tuple[str, datetime, datetime, tuple[str, ...]]
"""A booking as somebody saw it: state, start, end, resources."""


@dataclass
class Memory:
    """What callers were told: each booking as it was with each etag."""

    told: dict[UUID, dict[int, Content]] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    """Answers that nobody should get."""
    last: dict[str, pb.Booking] = field(default_factory=dict)
    """The newest that was told of each booking."""

    def hear(self, action: str, booking: pb.Booking) -> None:
        self.outcomes[action] += 1
        revision, seen = int(booking.etag), content(booking)
        versions = self.told.setdefault(UUID(booking.booking_id), {})
        if versions.setdefault(revision, seen) != seen:
            self.strange.append(f"{booking.booking_id} with etag {revision} was told as two")
        if revision == max(versions):
            self.last[booking.booking_id] = booking

    def refused(self, action: str, error: MeshError) -> None:
        self.outcomes[error.reason] += 1
        kind = Aborted if error.reason == "ETAG_STALE" else FailedPrecondition
        if error.reason not in EXPECTED or not isinstance(error, kind):
            self.strange.append(f"{action}: {type(error).__name__} {error.reason}: {error}")
        if error.reason in WITH_ALTERNATIVES and not error.details.get("alternatives"):
            self.strange.append(f"{action}: {error.reason} without alternatives")

    def standing(self) -> list[pb.Booking]:
        """Bookings that hold a place, the newest last."""
        return [each for each in self.last.values() if each.state in FREE]


def content(booking: pb.Booking) -> Content:
    """What is compared with the row."""
    state = pb.BookingState.Name(booking.state).removeprefix("BOOKING_STATE_").lower()
    start, end = (each.ToDatetime(tzinfo=UTC) for each in (booking.start_time, booking.end_time))
    return state, start, end, tuple(each.resource_id for each in booking.segments)


class Client:
    """One of those who race: draws what to do, does it, remembers what was told."""

    def __init__(self, salon: Salon, memory: Memory, chance: random.Random) -> None:
        self.salon = salon
        self.memory = memory
        self.chance = chance
        self.customer_id = new_id()
        self.first = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)

    async def act(self, number: int) -> None:
        """Something for the day of this round; on a new day as somebody who keeps no slots yet."""
        if number % ROUNDS_A_DAY == 0:
            self.customer_id = new_id()
        actions = [self.create] * 7 + [self.hold] * 3 + [self.move] * 4
        actions += [self.cancel] * 4 + [self.approve] * 3 + [self.keep] * 3
        await self.chance.choice(actions)(self.first + timedelta(days=2 + number // ROUNDS_A_DAY))

    async def create(self, day: datetime) -> None:
        wish = pb.CreateBookingRequest(start_time=self._start(day), **self._wanted())
        await self._ask("create", self.salon.booking.bookings.CreateBooking, wish)

    async def hold(self, day: datetime) -> None:
        wish = pb.HoldSlotRequest(start_time=self._start(day), **self._wanted())
        await self._ask("hold", self.salon.booking.bookings.HoldSlot, wish)

    async def keep(self, day: datetime) -> None:
        """Make a booking of one's own hold; who has none, makes one."""
        held = [
            each
            for each in self.memory.standing()
            if (each.state, each.customer_id) == (pb.BOOKING_STATE_HELD, self.customer_id)
        ]
        if held:
            wish = pb.CreateBookingRequest(
                customer_id=self.customer_id,
                origin=pb.ORIGIN_CONVERSATION,
                hold_id=self.chance.choice(held).booking_id,
            )
            await self._ask("keep", self.salon.booking.bookings.CreateBooking, wish)
        else:
            await self.hold(day)

    async def move(self, day: datetime) -> None:
        if booking := self._somebodys():
            wish = pb.RescheduleBookingRequest(
                booking_id=booking.booking_id,
                etag=self._etag(booking),
                start_time=self._start(day),
                resource_id=self._resource(),
            )
            await self._ask("move", self.salon.booking.bookings.RescheduleBooking, wish)

    async def cancel(self, _: datetime) -> None:
        if booking := self._somebodys():
            wish = pb.CancelBookingRequest(booking_id=booking.booking_id, etag=self._etag(booking))
            await self._ask("cancel", self.salon.booking.bookings.CancelBooking, wish)

    async def approve(self, _: datetime) -> None:
        if booking := self._somebodys():
            wish = pb.ApproveBookingRequest(booking_id=booking.booking_id, etag=self._etag(booking))
            await self._ask("approve", self.salon.booking.bookings.ApproveBooking, wish)

    async def _ask(
        self, action: str, call: Callable[..., Awaitable[Message]], wish: Message
    ) -> None:
        wish.tenant_id, wish.request_id = self.salon.tenant_id, new_id()
        while True:
            try:
                return self.memory.hear(action, (await call(wish)).booking)
            except Unavailable as error:
                if error.message != AWAY:
                    return self.memory.refused(action, error)
                self.memory.outcomes["asked again"] += 1
            except MeshError as error:
                return self.memory.refused(action, error)

    def _wanted(self) -> dict[str, object]:
        """One offering, or two in one visit, by anybody or by somebody."""
        offerings = self.salon.offerings
        what = self.chance.choice(["taglio", "taglio", "colore", "both"])
        visit = [offerings["taglio"], offerings["colore"]] if what == "both" else []
        return {
            "customer_id": self.customer_id,
            "origin": pb.ORIGIN_CONVERSATION,
            "offering_id": "" if visit else offerings[what],
            "visit_offering_ids": visit,
            "resource_id": "" if visit else self._resource(),
        }

    def _resource(self) -> str:
        return self.chance.choice(["", *self.salon.resources.values()])

    def _start(self, day: datetime) -> object:
        return timestamp(day + timedelta(minutes=30) * self.chance.randrange(PLACES))

    def _somebodys(self) -> pb.Booking | None:
        """One of the newest, which others change as well."""
        standing = self.memory.standing()[-PLACES:]
        return self.chance.choice(standing) if standing else None

    def _etag(self, booking: pb.Booking) -> str:
        return self.chance.choice(["", booking.etag])


def stored(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, tuple[int, Content]]:
    """The bookings by id: revision and content, of rows with a column for each part."""
    return {
        at: (revision, (state, start.astimezone(UTC), end.astimezone(UTC), tuple(resource_ids)))
        for at, revision, state, start, end, resource_ids in rows
    }
