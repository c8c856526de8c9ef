"""Fixtures of the tests of calls: an echo service with a stub, and what was logged."""

import io
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import grpc
import pytest

from services.common import logs
from services.common.server import serving
from tests.common import echo
from tests.common.serving import guard, reachable

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What has been logged since the test began, as JSON."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("echo", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def servicer() -> echo.EchoServicer:
    return echo.EchoServicer()


@pytest.fixture
async def stub(servicer: echo.EchoServicer) -> AsyncIterator[Any]:
    """The gateway's stub of a served echo service."""
    files = [echo.pb.DESCRIPTOR]
    registrations = echo.registered(servicer)
    async with reachable(registrations, policy=echo.POLICY, files=files) as channel:
        yield echo.rpc.EchoServiceStub(channel)


@pytest.fixture
async def bare(servicer: echo.EchoServicer) -> AsyncIterator[grpc.aio.Channel]:
    """A channel without any interceptor: what a stranger sees on the wire."""
    async with (
        serving("127.0.0.1:0", echo.registered(servicer), guard(echo.POLICY)) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        yield channel
