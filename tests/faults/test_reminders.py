"""Do exactly the right reminders leave while bookings move and end at random and the clock turns?

What should leave comes of a model that knows nothing of lanes: when the clock passes the hour of a
reminder, it leaves where the booking stands at that start, unless it is nearer to the next one; and
it is called back where the booking gives that start up before it.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb

from services.common.errors import FailedPrecondition
from tests.booking.neighbours import SUNDAY, Shop, Town, neighbourhood

ROME = ZoneInfo("Europe/Rome")
LEADS = (timedelta(hours=24), timedelta(hours=2))
STEPS = 60
CHAT = pb.ORIGIN_CONVERSATION

Known = dict[tuple[str, datetime, datetime], str]
"""What left: whom it is for, when it is no longer worth sending, the start; and its state."""


@dataclass
class Diary:
    """What was booked, and which reminders should have left of it."""

    time: datetime = SUNDAY
    stands: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """Bookings with their customers and starts."""
    left: Known = field(default_factory=dict)

    def to_come(self) -> list[str]:
        return [each for each, (_, start) in self.stands.items() if start > self.time]

    def ends(self, booking_id: str) -> None:
        """The booking gives its start up."""
        customer, start = self.stands.pop(booking_id)
        for key in self.left:
            if (key[0], key[2]) == (customer, start):
                self.left[key] = "CANCELLED"

    def turns_to(self, then: datetime) -> None:
        """What leaves on the way there, where nobody looks before the end of it."""
        for customer, start in self.stands.values():
            ends = (start - LEADS[1], start)
            for lead, until in zip(LEADS, ends, strict=True):
                due = start - lead
                if self.time < due <= then and then - due <= until - then:
                    self.left[customer, until, start] = "QUEUED"
        self.time = then

    def next_hour(self) -> datetime | None:
        """When the next reminder is due."""
        starts = [start for _, start in self.stands.values()]
        return min(
            (start - lead for start in starts for lead in LEADS if start - lead > self.time),
            default=None,
        )


class Customers:
    """What happens at random in one salon."""

    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self.shop = shop
        self.chance = chance
        self.diary = Diary()

    async def do(self) -> None:
        what = [self.book, self.move, self.cancel, self.turn]
        (chosen,) = self.chance.choices(what, (2, 3, 1, 5))
        await chosen()
        await self.shop.town.settled()

    async def book(self) -> None:
        wall, start = self._slot()
        customer = await self.shop.customer()
        try:
            booked = await self.shop.book(wall, customer, origin=CHAT)
        except FailedPrecondition:
            return
        self.diary.stands[booked.booking_id] = customer, start

    async def move(self) -> None:
        wall, start = self._slot()
        for booking_id in self._one():
            try:
                await self.shop.move(booking_id, wall, origin=CHAT)
            except FailedPrecondition:
                return
            customer, before = self.diary.stands[booking_id]
            if before != start:
                self.diary.ends(booking_id)
            self.diary.stands[booking_id] = customer, start

    async def cancel(self) -> None:
        for booking_id in self._one():
            await self.shop.cancel(booking_id, origin=CHAT)
            self.diary.ends(booking_id)

    async def turn(self) -> None:
        by = timedelta(minutes=self.chance.choice((1, 30, 90, 400, 900, 1700)))
        exactly = self.diary.next_hour()
        then = self.diary.time + by
        if exactly is not None and self.chance.random() < 0.6:
            then = exactly
        self.diary.turns_to(then)
        await self.shop.town.turn_to(then)

    def _one(self) -> list[str]:
        """A booking to come, where there is one."""
        known = self.diary.to_come()
        return [self.chance.choice(known)] if known else []

    def _slot(self) -> tuple[str, datetime]:
        """A slot of the next days: on the wall, and as an instant."""
        day = self.diary.time.astimezone(ROME).date() + timedelta(days=self.chance.randint(1, 5))
        while day.isoweekday() in {1, 7}:
            day += timedelta(days=1)
        wall = datetime.combine(day, time(self.chance.choice((9, 11, 15, 17))), ROME)
        return f"{wall:%Y-%m-%d %H:%M}", wall.astimezone(UTC)


async def left(shop: Shop) -> Known:
    """The reminders that left."""
    said: Known = {}
    for message in await shop.messages():
        assert message.purpose == notifier_pb.PURPOSE_REMINDER, message
        state = notifier_pb.MessageState.Name(message.state).removeprefix("MESSAGE_STATE_")
        until = message.expire_time.ToDatetime(tzinfo=UTC)
        key = message.customer_id, until, said_start(message.content.text, until)
        assert key not in said, message
        said[key] = state
    return said


def said_start(text: str, until: datetime) -> datetime:
    """The start that the customer reads of, of the year of `until`."""
    day = text.split("\n")[2]
    utc = datetime.strptime(f"{day} {until.year} +0000", "%A %d %B, %H:%M %Y %z")
    return utc.replace(tzinfo=ROME).astimezone(UTC)


@pytest.fixture(scope="module")
async def town(lyo_databases: Any) -> Any:
    async with neighbourhood(lyo_databases) as running:
        yield running


async def test_exactly_the_right_reminders_leave(town: Town, seed: Any, size: Any) -> None:
    chance = seed.chance()
    for _ in range(size(1, 5)):
        await town.settled()
        town.clock.time = SUNDAY
        people = Customers(await town.open(), chance)
        for _ in range(STEPS):
            await people.do()
            assert await left(people.shop) == people.diary.left
        assert people.diary.left, "nothing was to leave: this shows nothing"
