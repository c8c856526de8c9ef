"""A customer who books, meets a taken slot, taps another one and looks at what they have."""

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from typing import Any

from tests.faults.world import World
from tests.journeys.phone import BELLA, LA_TERRAZA, book, buttons

STEPS = ("book", "taken", "tap", "list")
BOOKING = ("book", "tap")
"""The steps that make a booking."""

BY_STATUSES = frozenset(
    {"gateway.webhook_signed", "gateway.inbox_committed", "gateway.webhook_answered"}
)
"""Points that every webhook comes by, so also those about earlier messages."""


@dataclass(frozen=True)
class Business:
    """Whom customers write to, and its words; `places` may be booked at the same time."""

    address: str
    places: int
    confirmed: str
    taken: str
    hours: tuple[tuple[str, str], ...]
    """For each talk of a day: a free hour, and one that is full before the talk begins. They are
    so far apart that no talk is offered what another one needs."""


SALON = Business(
    address=BELLA,
    places=2,
    confirmed=": confermato",
    taken="non è più disponibile",
    hours=(("09:00", "10:30"), ("12:30", "15:00"), ("16:30", "18:00")),
)
RESTAURANT = Business(
    address=LA_TERRAZA,
    places=4,
    confirmed=": confirmada",
    taken="ya no está disponible",
    hours=(("13:00", "16:00"), ("20:30", "19:00")),
)


CLOCKS = tuple(
    f"{hour:02}:{minute}" for hour in (*range(9, 13), *range(14, 19)) for minute in ("00", "30")
)
"""All hours of the salon."""


def free_hours(world: World) -> Iterator[tuple[datetime, str]]:
    """Hours of the salon on days that nobody else books, each as often as it can be booked."""
    while True:
        day = world.town.open_day()
        for clock in CLOCKS:
            yield from repeat((day, clock), SALON.places)


@dataclass(frozen=True)
class Room:
    """Where and when a talk may book without meeting another one."""

    business: Business
    day: datetime
    free: str
    full: str


def rooms(world: World) -> Iterator[Room]:
    """One after the other, of both businesses in turn. A day has room for several: one too far
    ahead would be named with its year."""
    while True:
        day = world.town.open_day()
        for talk in range(2):
            for business in (SALON, RESTAURANT):
                yield Room(business, day, *business.hours[talk])
        yield Room(SALON, day, *SALON.hours[2])


@dataclass
class Conversation:
    """Four messages and their answers; before some of them a point is armed."""

    world: World
    room: Room
    armed: Mapping[str, str] = field(default_factory=dict)
    """For a step, the point at which somebody dies while it is under way."""
    after_ms: float = 0
    waited: dict[str, float] = field(default_factory=dict)
    """For a point, seconds from the message to its answer."""
    struck: dict[str, str] = field(default_factory=dict)
    """For a point, our id of the answer that was under way."""
    heard: list[dict[str, Any]] = field(default_factory=list)
    customers: list[str] = field(default_factory=list)
    """Who writes, and those before them who made an hour full."""

    def __post_init__(self) -> None:
        self.customer = self.world.customer()
        self.customers.append(self.customer)

    async def hold(self) -> None:
        """Have the whole talk, and insist on each answer."""
        business, day, free, full = (
            self.room.business,
            self.room.day,
            self.room.free,
            self.room.full,
        )
        await self.fill(book(day, full))
        confirmed = text_of(await self.step("book", self.text(book(day, free))))
        assert f", {free}" in confirmed, confirmed
        assert business.confirmed in confirmed, confirmed
        taken = await self.step("taken", self.text(book(day, full)))
        assert business.taken in text_of(taken), text_of(taken)
        offered = buttons({"content": taken["body"]})
        assert len(offered) == 3, taken
        tapped = text_of(await self.step("tap", self.tap(offered[0])))
        assert business.confirmed in tapped, tapped
        listed = text_of(await self.step("list", self.text("list")))
        assert ("1." in listed, "2." in listed, "3." in listed) == (True, True, False), listed

    async def fill(self, words: str) -> None:
        """Others take all there is at that hour."""
        for _ in range(self.room.business.places):
            self.customers.append(self.world.customer())
            await self.world.ask(self.room.business.address, self.customers[-1], words, 1)

    async def step(self, name: str, write: Callable[[], Awaitable[object]]) -> dict[str, Any]:
        """Write, with the point of this step armed, and read the answer."""
        point = self.armed.get(name)
        if point:
            await self.arm(point)
        begun = time.monotonic()
        await write()
        answer = await self.world.answer(self.customer, len(self.heard) + 1)
        self.heard.append(answer)
        if point:
            self.waited[point] = time.monotonic() - begun
            self.struck[point] = str(answer["body"]["biz_opaque_callback_data"])
            await self.world.struck(point)
        return answer

    async def arm(self, point: str) -> None:
        """So that the next message is what is struck, and no status of an earlier one."""
        if point in BY_STATUSES:
            await self.world.all_read(self.customers)
        delayed = point == "assistant.booking_called"  # while the call is on its way
        self.world.arm(point, after_ms=self.after_ms if delayed else 0)

    def text(self, words: str) -> Callable[[], Awaitable[object]]:
        return lambda: self.world.platform.text(self.room.business.address, self.customer, words)

    def tap(self, button: dict[str, str]) -> Callable[[], Awaitable[object]]:
        return lambda: self.world.platform.tap(self.room.business.address, self.customer, button)


def text_of(call: dict[str, Any]) -> str:
    """The words in a call of the journal."""
    body = call["body"]
    return str(body["text"]["body"] if "text" in body else body["interactive"]["body"]["text"])
