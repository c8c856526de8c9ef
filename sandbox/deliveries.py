"""Webhooks on their way to the gateway: sent again, with growing gaps, until answered 200."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import httpx

from sandbox.faults import Faults

HELD_AT_MOST_SECONDS = 5.0
log = logging.getLogger(__name__)


class Again(Enum):
    """When a webhook that was not answered 200 is sent once more."""

    UNTIL_TAKEN = "with growing gaps, until it is taken"
    UNREACHED = "once, where nobody was reached"
    NEVER = "never"


@dataclass(frozen=True)
class Webhook:
    """One body for the gateway, the same bytes at every attempt."""

    provider: str
    path: str
    """A path of the gateway, or a whole address."""
    body: bytes
    headers: dict[str, str]
    delivered: Callable[[], None] = field(default=lambda: None)
    """Called when the gateway has taken it."""
    again: Again = Again.UNTIL_TAKEN

    @property
    def line(self) -> str:
        return f"POST {self.path} {self.body.decode(errors='replace')}"


@dataclass(frozen=True)
class Gaps:
    """How long a webhook waits before its next attempt, and when it is given up."""

    first: float
    longest: float
    give_up_after: float


class Deliveries:
    def __init__(self, http: httpx.AsyncClient, faults: Faults, gaps: Gaps) -> None:
        self.http = http
        self.faults = faults
        self.gaps = gaps
        self.tasks: set[asyncio.Task[Any]] = set()
        self.held: list[Webhook] = []

    async def send(self, webhook: Webhook) -> int | None:
        """The gateway's status at the first attempt; None where it gave none."""
        fault = self.faults.on_webhook(webhook.provider, webhook.line)
        if fault is None:
            return await self._first(webhook)
        if fault.action == "reorder":
            self._hold(webhook)
        return None

    def start(self, webhook: Webhook) -> None:
        """Send without waiting for the gateway's answer."""
        self.spawn(self.send(webhook))

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Run something that a reset ends."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Give up whatever is under way."""
        self.held.clear()
        running = list(self.tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _first(self, webhook: Webhook) -> int | None:
        overtaken, self.held = self.held, []
        status = await self._attempt(webhook)
        if webhook.again is Again.UNTIL_TAKEN and status != 200:
            self.spawn(self._repeat(webhook))
        elif webhook.again is Again.UNREACHED and status is None:
            self.spawn(self._once_more(webhook))
        for late in overtaken:
            self.spawn(self._first(late))
        return status

    async def _attempt(self, webhook: Webhook) -> int | None:
        try:
            answer = await self.http.post(
                webhook.path, content=webhook.body, headers=webhook.headers
            )
        except (httpx.TransportError, httpx.InvalidURL) as error:
            log.info("webhook not answered: %s", type(error).__name__)
            return None
        if answer.is_success:
            webhook.delivered()
        return answer.status_code

    async def _repeat(self, webhook: Webhook) -> None:
        gap, waited = self.gaps.first, 0.0
        while waited < self.gaps.give_up_after:
            await asyncio.sleep(gap)
            waited += gap
            if await self._attempt(webhook) == 200:
                return
            gap = min(gap * 2, self.gaps.longest)
        log.warning("webhook given up after %.0f s", waited)

    async def _once_more(self, webhook: Webhook) -> None:
        await asyncio.sleep(self.gaps.first)
        await self._attempt(webhook)

    def _hold(self, webhook: Webhook) -> None:
        """Keep it back until another one has overtaken it."""
        self.held.append(webhook)
        self.spawn(self._let_go(webhook))

    async def _let_go(self, webhook: Webhook) -> None:
        await asyncio.sleep(HELD_AT_MOST_SECONDS)
        if webhook in self.held:
            self.held.remove(webhook)
            await self._first(webhook)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background work failed", exc_info=error)
