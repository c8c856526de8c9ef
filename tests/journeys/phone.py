"""A customer's phone, and the days on which it may book."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.journeys.waiting import eventually

BELLA = "100000000000001"
LA_TERRAZA = "100000000000002"
STELLA = "100000000000003"
"""Numbers of the demo tenants: a hairdresser, a restaurant, and one who speaks English."""

ANSWER_SECONDS = 15.0


class Lines:
    """What the processes said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def take(self, name: str, line: str) -> None:
        self.said.append((name, line))

    @property
    def all(self) -> list[str]:
        return [line for _, line in self.said]

    def of(self, name: str) -> list[str]:
        return [line for who, line in self.said if who == name]


class Town:
    """The sandbox, and a calendar from which each test takes days of its own."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self._day = datetime.now(UTC) + timedelta(days=20)

    def open_day(self) -> datetime:
        """A Tuesday, Wednesday or Thursday that no other test books: open at every demo tenant."""
        self._day += timedelta(days=1)
        while self._day.isoweekday() not in (2, 3, 4):
            self._day += timedelta(days=1)
        return self._day

    async def journal(self, customer: str | None = None) -> list[dict[str, Any]]:
        """What Meta was asked to send, to all or to the customer, oldest first."""
        asked = {"provider": "meta"} | ({"to": customer} if customer else {})
        return list((await self.http.get("/journal", params=asked)).json())

    async def fault(self, **asked: Any) -> None:
        answer = await self.http.post("/faults", json={"provider": "meta", **asked})
        assert answer.status_code == 201, answer.text

    async def mend(self) -> None:
        await self.http.delete("/faults")


@dataclass
class Phone:
    """One customer of one business."""

    town: Town
    address: str
    customer: str
    seen: int = 0
    sent: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/phones/whatsapp/{self.address}/{self.customer}/messages"

    async def write(self, text: str, **more: Any) -> dict[str, Any]:
        """Send a text; what the sandbox says of it."""
        return await self.send(text=text, **more)

    async def send(self, **wish: Any) -> dict[str, Any]:
        answer = await self.town.http.post(self.path, json=wish)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def tap(self, answer: dict[str, Any], number: int) -> dict[str, Any]:
        """Tap a button of an answer, the first is 1."""
        return await self.send(button=buttons(answer)[number - 1])

    async def messages(self) -> list[dict[str, Any]]:
        """All that the business wrote, oldest first."""
        chat = (await self.town.http.get(self.path)).json()["messages"]
        return [message for message in chat if message["sender"] == "business"]

    async def answer(self, within: float = ANSWER_SECONDS) -> dict[str, Any]:
        """The next message of the business that was not read yet."""
        messages = await eventually(
            self.messages,
            lambda messages: len(messages) > self.seen,
            within=within,
            what=f"no answer to {self.customer}",
        )
        self.seen += 1
        return messages[self.seen - 1]

    async def ask(self, text: str, within: float = ANSWER_SECONDS) -> dict[str, Any]:
        """Write, and read the answer."""
        await self.write(text)
        return await self.answer(within)

    async def stays_silent(self, seconds: float = 1.0) -> bool:
        """Whether nothing new comes for a while."""
        await asyncio.sleep(seconds)
        return len(await self.messages()) == self.seen


def buttons(answer: dict[str, Any]) -> list[dict[str, str]]:
    """The buttons of a message, as `{id, title}`."""
    content = answer["content"]
    found = content.get("interactive", content).get("action", {}).get("buttons", [])
    return [button["reply"] for button in found]


def book(day: datetime, clock: str) -> str:
    return f"book {day:%m/%d} {clock}"
