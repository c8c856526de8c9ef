"""Models at one address: each call of one, within the time of a turn, watched by a breaker."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from services.assistant.domain.model import Failure, ModelFailed, TokenUse
from services.assistant.domain.usage import OK
from services.assistant.providers.circuit import Circuit
from services.common import metrics
from services.common.clock import Clock
from services.common.logs import Secret, event

if TYPE_CHECKING:
    from services.assistant.providers.openai_client import Ask, Client

log = logging.getLogger(__name__)

ATTEMPT = timedelta(seconds=20)
MOST_REPEATS = 2
"""A host that says again and again when to come back is as good as one that is away."""
LEAST = timedelta(seconds=1)
"""With less left of a turn no model answers."""

DURATIONS = metrics.histogram(
    "assistant_model_call_duration_seconds",
    "How long calls of models took, by what came of them: OK, or why there was no answer.",
    ["model", "outcome"],
)
TOKENS = metrics.counter(
    "assistant_model_tokens_total",
    "Tokens that models read (`prompt`) and wrote (`completion`), as they say.",
    ["model", "kind"],
)

_FAULTS = {
    Failure.MODEL_TIMEOUT,
    Failure.MODEL_UNREACHABLE,
    Failure.MODEL_DOWN,
    Failure.ANSWER_UNREADABLE,
}
"""What a customer cannot bring about by what they write: else one of them could silence all."""


class Billed(Protocol):
    """What is read of an answer."""

    @property
    def usage(self) -> TokenUse: ...


Answer = TypeVar("Answer", bound=Billed)


class ModelHost:
    """One address and one key. Open it with `opened`."""

    def __init__(self, client: "Client", *, now: Clock, attempt: timedelta) -> None:
        self._client = client
        self._now = now
        self._longest = attempt
        self._circuits: dict[str, Circuit] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(
        cls, base_url: str, key: Secret, *, now: Clock, attempt: timedelta = ATTEMPT
    ) -> AsyncIterator[Self]:
        """`attempt`: how long one call may take at most. Loads the SDK, which takes a second: when
        a process starts, not in a turn."""
        from services.assistant.providers.openai_client import Client  # noqa: PLC0415

        async with Client.opened(base_url, key, longest=attempt) as client:
            yield cls(client, now=now, attempt=attempt)

    async def call(
        self, model: str, ask: "Ask", read: Callable[[Any], Answer], *, until: datetime
    ) -> Answer:
        """What `read` makes of the JSON that comes; ModelFailed where there is none in time. Asked
        again only where the host says when."""
        for _ in range(MOST_REPEATS):
            try:
                return await self._attempt(model, ask, read, until)
            except ModelFailed as failed:
                pause = failed.again_after
                if pause is None or self._now() + pause + LEAST > until:
                    raise
                await asyncio.sleep(pause.total_seconds())
        return await self._attempt(model, ask, read, until)

    async def _attempt(
        self, model: str, ask: "Ask", read: Callable[[Any], Answer], until: datetime
    ) -> Answer:
        """One call, counted and measured."""
        left = until - self._now()
        if left < LEAST:
            raise ModelFailed(Failure.TOO_LATE)
        circuit = self._circuits.setdefault(model, Circuit(model, self._now))
        probe = circuit.begin()
        began = monotonic()
        try:
            answer = read(await self._client.json(ask, min(self._longest, left)))
        except ModelFailed as failed:
            hurried = failed.reason is Failure.MODEL_TIMEOUT and left < self._longest
            circuit.end(probe=probe, fault=failed.reason in _FAULTS and not hurried)
            _count(model, failed.reason, monotonic() - began, failed.usage)
            event(log, "model_failed", level=logging.WARNING, model=model, reason=failed.reason)
            raise
        circuit.end(probe=probe, fault=False)
        _count(model, OK, monotonic() - began, answer.usage)
        return answer


def _count(model: str, outcome: str, seconds: float, usage: TokenUse) -> None:
    DURATIONS.labels(model, outcome).observe(seconds)
    TOKENS.labels(model, "prompt").inc(usage.prompt_tokens)
    TOKENS.labels(model, "completion").inc(usage.completion_tokens)
