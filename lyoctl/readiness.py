"""Waits until a process is ready, or says why it will not be."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import Any

import httpx

READY_SECONDS = 90.0
FAILING_SECONDS = 8.0
"""A check that has failed for so long is not one that is late."""


class NotReady(RuntimeError):
    """A process runs and does not get ready; the text says why, and what to do."""


@dataclass(frozen=True)
class Waiting:
    """For the process of this name; `advice` says for some of its checks what to do."""

    name: str
    url: str
    advice: dict[str, str]
    patience: float = FAILING_SECONDS

    async def until_ready(self, http: httpx.AsyncClient) -> None:
        """Ask until it says yes; raise TimeoutError or NotReady."""
        begun = well = time.monotonic()
        while (now := time.monotonic()) < begun + READY_SECONDS:
            failing: list[str] = []
            with contextlib.suppress(httpx.TransportError):
                answer = await http.get(self.url)
                if answer.is_success:
                    return
                failing = failing_checks(answer)
            if not failing:
                well = now
            elif now > well + self.patience:
                raise NotReady(self._told(failing))
            await asyncio.sleep(0.05)
        raise TimeoutError(f"{self.name} was not ready in {READY_SECONDS:.0f} s")

    def _told(self, failing: list[str]) -> str:
        advice = [self.advice[check] for check in failing if check in self.advice]
        named = f"{self.name} does not get ready: {', '.join(failing)} failing"
        return f"{named}: {'; '.join(advice)}" if advice else f"{named}; see its log above"


def failing_checks(answer: httpx.Response) -> list[str]:
    """The checks that a /readyz names as failing."""
    try:
        report: Any = answer.json()
        return sorted(name for name, state in report["checks"].items() if state == "failing")
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
