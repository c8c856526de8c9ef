"""A customer who books, meets a taken slot, taps another one and looks at what they have."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.world import BELLA, World
from tests.journeys.phone import book, buttons

FREE, FULL = "10:00", "15:30"
"""Both stylists are booked at the second one before the talk begins."""

STEPS = ("book", "taken", "tap", "list")
BOOKING = ("book", "tap")
"""The steps that make a booking."""


@dataclass
class Conversation:
    """Four messages and their answers; before some of them a point is armed."""

    world: World
    armed: Mapping[str, str] = field(default_factory=dict)
    """For a step, the point at which somebody dies while it is under way."""
    after_ms: float = 0
    waited: dict[str, float] = field(default_factory=dict)
    """For a point, seconds from the message to its answer."""
    heard: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.customer = self.world.customer()
        self.day = self.world.open_day()

    async def hold(self) -> None:
        """Have the whole talk, and insist on each answer."""
        for _ in range(2):
            await self.world.ask(BELLA, self.world.customer(), book(self.day, FULL), 1)
        confirmed = await self.step("book", self.text(book(self.day, FREE)))
        assert f", {FREE}: confermato" in text_of(confirmed)
        taken = await self.step("taken", self.text(book(self.day, FULL)))
        assert "non è più disponibile" in text_of(taken)
        offered = buttons({"content": taken["body"]})
        assert len(offered) == 3
        tapped = await self.step("tap", self.tap(offered[0]))
        assert ": confermato" in text_of(tapped)
        listed = await self.step("list", self.text("list"))
        assert "1." in text_of(listed)
        assert "2." in text_of(listed)
        assert "3." not in text_of(listed)

    async def step(self, name: str, write: Callable[[], Awaitable[object]]) -> dict[str, Any]:
        """Write, with the point of this step armed, and read the answer."""
        point = self.armed.get(name)
        if point:
            delayed = point == "assistant.booking_called"  # while the call is on its way
            self.world.arm(point, after_ms=self.after_ms if delayed else 0)
        begun = time.monotonic()
        await write()
        answer = await self.world.answer(self.customer, len(self.heard) + 1)
        self.heard.append(answer)
        if point:
            self.waited[point] = time.monotonic() - begun
            await self.world.struck(point)
        return answer

    def text(self, words: str) -> Callable[[], Awaitable[object]]:
        return lambda: self.world.platform.text(BELLA, self.customer, words)

    def tap(self, button: dict[str, str]) -> Callable[[], Awaitable[object]]:
        return lambda: self.world.platform.tap(BELLA, self.customer, button)


def text_of(call: dict[str, Any]) -> str:
    """The words in a call of the journal."""
    body = call["body"]
    return str(body["text"]["body"] if "text" in body else body["interactive"]["body"]["text"])
