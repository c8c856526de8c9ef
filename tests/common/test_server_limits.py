"""When does a service end a call, or not begin it?"""

import asyncio
from datetime import timedelta

import grpc
import pytest

from services.common import context as work
from services.common import errors
from services.common.server import serving
from tests.common import echo
from tests.common.fixtures import bare, lines, servicer, stub
from tests.common.serving import calling, guard, refused, token

__all__ = ["bare", "lines", "servicer", "stub"]

pytestmark = pytest.mark.slow  # it waits in real time


async def test_with_too_little_time_left_nothing_is_begun(bare, servicer, lines):
    stub = echo.rpc.EchoServiceStub(bare)

    failure = await refused(stub.GetEcho(echo.hello(), metadata=[token()], timeout=0.09))

    assert failure.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert servicer.calls == 0
    assert [each["reason"] for each in lines() if each["event"] == "call"] == ["TOO_LATE"]


async def test_a_call_without_a_deadline_gets_one(bare, servicer):
    async def answer(request, context):
        return str(work.remaining())

    servicer.answer = answer

    answered = await echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello(), metadata=[token()])

    assert 29 < float(answered.text) <= 30


async def test_the_default_deadline_ends_a_call(bare, servicer, monkeypatch):
    monkeypatch.setattr("services.common.server_interceptor.DEFAULT_TIME", 0.1)

    async def answer(request, context):
        await asyncio.sleep(5)
        return "too late"

    servicer.answer = answer

    failure = await refused(
        echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello(), metadata=[token()])
    )

    assert failure.code() is grpc.StatusCode.DEADLINE_EXCEEDED


async def test_the_servicer_is_stopped_when_the_caller_gives_up_or_goes_away(stub, servicer, lines):
    stopped = []

    async def answer(request, context):
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            stopped.append(request.text)
            raise
        return "too late"

    servicer.answer = answer

    with pytest.raises(errors.Unavailable):
        await stub.GetEcho(echo.hello("gives up"), timeout=0.2)
    call = asyncio.ensure_future(stub.GetEcho(echo.hello("goes away")))
    await asyncio.sleep(0.1)
    call.cancel()
    await asyncio.sleep(0.1)

    assert stopped == ["gives up", "goes away"]
    codes = [each["code"] for each in lines() if each["event"] == "call"]
    assert codes == ["DEADLINE_EXCEEDED", "CANCELLED"]


async def test_more_calls_than_the_limit_are_shed_at_once_and_told_when_to_come_back(servicer):
    gate = asyncio.Event()

    async def answer(request, context):
        await gate.wait()
        return "done"

    servicer.answer = answer
    narrow = guard(echo.POLICY, calls_at_once=2)
    async with (
        serving("127.0.0.1:0", echo.registered(servicer), narrow) as server,
        calling(server.port, files=[echo.pb.DESCRIPTOR]) as channel,
    ):
        stub = echo.rpc.EchoServiceStub(channel)
        running = [asyncio.ensure_future(stub.GetEcho(echo.hello())) for _ in range(2)]
        while servicer.calls < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

        with pytest.raises(errors.ResourceExhausted) as refusal:
            await stub.GetEcho(echo.hello())
        gate.set()
        await asyncio.gather(*running)

        assert refusal.value.reason == "OVERLOADED"
        assert refusal.value.retry_after == timedelta(seconds=1)
        assert (await stub.GetEcho(echo.hello())).text == "done"
