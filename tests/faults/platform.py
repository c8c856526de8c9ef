"""Meta, as far as webhooks go: signs them, sends each until it is answered 200, and keeps a ledger.

The ledger is what the checker believes: what was acknowledged may never be lost. The other half of
Meta, the API that is asked to send, is the sandbox.
"""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.journeys.webhooks import PATH, signed, text, webhook

GAP_SECONDS = 0.2
ANSWER_SECONDS = 5.0
DELIVERED_SECONDS = 120.0
"""No fault lasts so long: who is not answered 200 until then never will be."""

_numbers = itertools.count(1)


@dataclass
class Written:
    """One message of a customer, and what became of its webhook. Times are `time.time()`."""

    message_id: str
    address: str
    customer: str
    content: dict[str, Any]
    written_time: float
    statuses: list[int | str] = field(default_factory=list)
    """What each attempt was answered with: a status, or the name of an error."""
    acknowledged_time: float | None = None

    @property
    def acknowledged(self) -> bool:
        return self.acknowledged_time is not None

    @property
    def text(self) -> str:
        """What the customer wrote; empty where they tapped."""
        return str(self.content.get("text", {}).get("body", ""))

    def webhook(self) -> bytes:
        """The body of a webhook with this message."""
        told = (self.address, self.customer, self.message_id)
        return webhook(*told, self.content, self.written_time)


class Platform:
    """Sends webhooks to `url` as Meta does, and remembers every one."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self.http = http
        self.url = url
        self.ledger: dict[str, Written] = {}

    async def text(self, address: str, customer: str, body: str) -> Written:
        """The customer writes; returns once the webhook is acknowledged."""
        return await self.deliver(self.note(address, customer, text(body)))

    async def tap(self, address: str, customer: str, button: dict[str, str]) -> Written:
        """The customer taps a button `{id, title}` of an answer."""
        reply = {"type": "button_reply", "button_reply": button}
        content = {"type": "interactive", "interactive": reply}
        return await self.deliver(self.note(address, customer, content))

    def note(self, address: str, customer: str, content: dict[str, Any]) -> Written:
        """A message with a new id, in the ledger, not sent yet."""
        message_id = f"wamid.fault{time.time_ns():x}{next(_numbers):06}"
        written = Written(message_id, address, customer, content, time.time())
        self.ledger[message_id] = written
        return written

    async def deliver(self, written: Written) -> Written:
        """Send it, and send it again, until it is answered 200."""
        body, end = written.webhook(), time.monotonic() + DELIVERED_SECONDS
        while not written.acknowledged:
            assert time.monotonic() < end, f"not acknowledged in time: {written.statuses[-5:]}"
            status = await self.attempt(body)
            written.statuses.append(status)
            if status == httpx.codes.OK:
                written.acknowledged_time = time.time()
            else:
                await asyncio.sleep(GAP_SECONDS)
        return written

    async def attempt(self, body: bytes) -> int | str:
        """Send it once: the status of the answer, or the name of what went wrong."""
        try:
            answer = await self.http.post(self.url + PATH, content=body, headers=signed(body))
        except httpx.TransportError as error:
            return type(error).__name__
        return answer.status_code

    def written(self, customers: Sequence[str]) -> list[Written]:
        """What these customers wrote, in their order."""
        return [each for each in self.ledger.values() if each.customer in customers]
