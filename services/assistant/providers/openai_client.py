"""The openai SDK, with the limits that it does not have by itself, and its failures as ours.

Only what opens a ModelHost imports this: the SDK takes a second and 28 MB.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, Self

import httpx2
import openai
from openai import AsyncOpenAI

from services.assistant.domain.model import Failure, ModelFailed
from services.common.logs import Secret

LARGEST_ANSWER = 8 * 1024 * 1024
"""Bytes. A message has a few thousand, the longest vectors of 64 texts four million."""
CONNECT_SECONDS = 2.0
LONGEST_PAUSE = timedelta(minutes=1)

for _name in ("openai", "httpx2", "httpcore2"):
    # They would log what is asked and where, whatever OPENAI_LOG says.
    logging.getLogger(_name).setLevel(logging.WARNING)

Ask = Callable[[AsyncOpenAI], Awaitable[Any]]
"""Makes a call by the SDK's `with_raw_response`."""


class Client:
    """Calls one host, and follows nobody elsewhere. Repeats nothing by itself."""

    def __init__(self, sdk: AsyncOpenAI) -> None:
        self._sdk = sdk

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls, base_url: str, key: Secret, *, longest: timedelta) -> AsyncIterator[Self]:
        """`longest`: what a call may take."""
        timeout = httpx2.Timeout(longest.total_seconds(), connect=CONNECT_SECONDS)
        http = httpx2.AsyncClient(
            transport=_Limited(httpx2.AsyncHTTPTransport()),
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
        )
        async with AsyncOpenAI(
            api_key=key.reveal(),
            base_url=base_url,
            timeout=timeout,
            max_retries=0,
            http_client=http,
            default_headers={"Accept-Encoding": "identity"},
        ) as sdk:
            yield cls(sdk)

    async def json(self, ask: Ask, limit: timedelta) -> Any:
        """The JSON that comes. What is raised does not lead to what the SDK raised: that holds the
        request, with the key and all that was asked."""
        try:
            async with asyncio.timeout(limit.total_seconds()):
                raw = await ask(self._sdk)
        except (TimeoutError, openai.APITimeoutError):
            raise ModelFailed(Failure.MODEL_TIMEOUT) from None
        except _TooLarge:
            raise ModelFailed(Failure.ANSWER_TOO_LONG) from None
        except openai.APIStatusError as error:
            raise _refusal(error) from None
        except (openai.APIConnectionError, httpx2.HTTPError):
            raise ModelFailed(Failure.MODEL_UNREACHABLE) from None
        except openai.OpenAIError:
            raise ModelFailed(Failure.ANSWER_UNREADABLE) from None
        try:
            return json.loads(raw.content)
        except (ValueError, RecursionError):
            raise ModelFailed(Failure.ANSWER_UNREADABLE) from None


def _refusal(error: openai.APIStatusError) -> ModelFailed:
    status, code = error.status_code, error.code
    if status in {401, 403}:
        return ModelFailed(Failure.KEY_REFUSED)
    if status == 429 and code == "insufficient_quota":
        return ModelFailed(Failure.QUOTA_SPENT)
    if status == 429:
        pause = _pause(error.response.headers.get("Retry-After", ""))
        return ModelFailed(Failure.RATE_LIMITED, again_after=pause)
    if status >= 500 or status == 408:
        return ModelFailed(Failure.MODEL_DOWN)
    if status < 400:  # nobody is followed elsewhere
        return ModelFailed(Failure.ANSWER_UNREADABLE)
    filtered = code == "content_filter"
    return ModelFailed(Failure.CONTENT_FILTERED if filtered else Failure.REQUEST_REFUSED)


def _pause(text: str) -> timedelta | None:
    """How long to wait, of whole or broken seconds; None where it does not say, or far too long."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return timedelta(seconds=seconds) if 0 <= seconds <= LONGEST_PAUSE.total_seconds() else None


class _TooLarge(Exception):
    """An answer is not read to its end, or not at all."""


class _Limited(httpx2.AsyncBaseTransport):
    """Lets no answer through that is larger than it may be, or packed."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._inner.handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            await response.aclose()
            raise _TooLarge
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_LimitedStream(response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


class _LimitedStream(httpx2.AsyncByteStream):
    def __init__(self, response: httpx2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for part in self._response.aiter_raw():
            size += len(part)
            if size > LARGEST_ANSWER:
                raise _TooLarge
            yield part

    async def aclose(self) -> None:
        await self._response.aclose()
