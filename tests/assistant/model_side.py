"""Models outside, as the assistant calls them: the sandbox's, and servers that answer as told."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from services.assistant.domain.model import FromCustomer, ModelAnswer, ModelFailed, Said, Tool
from services.assistant.providers.model import ChatModel
from services.assistant.providers.model_host import ModelHost
from services.common.logs import Secret

KEY = Secret("sandbox-openai-key")
NOW = datetime(2026, 12, 21, 10, tzinfo=UTC)
ASKED = (FromCustomer("Ciao"),)


class Clock:
    """The time of a test, which stands still unless told."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def goes_on(self, **length: float) -> None:
        self.time += timedelta(**length)


class Caller:
    """A chat model at one address, and the clock by which it is called."""

    def __init__(self, host: ModelHost, clock: Clock) -> None:
        self.host = host
        self.clock = clock

    async def asks(
        self,
        *messages: Said,
        model: str = "small",
        tools: Sequence[Tool] = (),
        seconds: float = 45,
    ) -> ModelAnswer:
        chat = ChatModel(self.host, model, most_tokens=500)
        until = self.clock() + timedelta(seconds=seconds)
        return await chat.answer(messages or ASKED, tools, until=until)

    async def fails(self, **asked: Any) -> ModelFailed:
        """How it fails."""
        try:
            answer = await self.asks(**asked)
        except ModelFailed as failed:
            return failed
        raise AssertionError(f"answered: {answer}")


@contextlib.asynccontextmanager
async def calling_models(
    url: str, *, key: Secret = KEY, attempt: float = 20
) -> AsyncIterator[Caller]:
    clock = Clock()
    length = timedelta(seconds=attempt)
    async with ModelHost.opened(f"{url}/v1", key, now=clock, attempt=length) as host:
        yield Caller(host, clock)


def completion(text: str | None = "Hello", **more: Any) -> dict[str, Any]:
    """A body as OpenAI answers."""
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": {**message, **more}, "finish_reason": "stop"}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [choice],
        "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15},
    }
