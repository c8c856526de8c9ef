"""What happens around every call that a service makes?"""

import asyncio
import time
from datetime import timedelta

import pytest

from services.common import context as work
from services.common import errors, metrics
from services.common.server import serving
from tests.common import echo
from tests.common.fixtures import lines, servicer, stub
from tests.common.serving import calling, guard

__all__ = ["lines", "servicer", "stub"]

pytestmark = pytest.mark.slow  # it waits in real time

FILES = [echo.pb.DESCRIPTOR]


async def remaining(request, context):
    return str(context.time_remaining())


async def test_no_call_goes_out_without_a_deadline(stub, servicer):
    servicer.answer = remaining

    # gRPC's own clocks differ by some milliseconds.
    assert 4 < float((await stub.GetEcho(echo.hello())).text) < 5.1
    assert 8 < float((await stub.GetEcho(echo.hello(), timeout=9)).text) < 9.1


async def test_the_deadline_shrinks_on_each_hop(stub, servicer):
    """gateway -> relay -> echo: what the first allows binds the last."""
    relay = echo.EchoServicer()
    async with (
        serving("127.0.0.1:0", echo.registered(relay), guard(echo.POLICY)) as server,
        calling(server.port, files=FILES) as channel,
    ):
        seen = []

        async def pass_on(request, context):
            seen.append(context.time_remaining())
            return (await stub.GetEcho(request)).text

        relay.answer = pass_on
        servicer.answer = remaining
        answered = await echo.rpc.EchoServiceStub(channel).GetEcho(echo.hello(), timeout=1)

    # 20 ms are kept by each, so that it can still answer when the next does not.
    assert float(answered.text) < seen[0] < 1.02


async def test_who_has_no_time_left_does_not_call(stub, servicer):
    with work.work(timeout=0.015), pytest.raises(errors.Unavailable) as refusal:
        await stub.GetEcho(echo.hello())

    assert refusal.value.reason == "UPSTREAM_TIMEOUT"
    assert servicer.calls == 0


async def test_a_callee_that_is_too_slow_is_unavailable(stub, servicer):
    async def answer(request, context):
        await asyncio.sleep(5)
        return "too late"

    servicer.answer = answer
    begun = time.monotonic()

    with pytest.raises(errors.Unavailable) as refusal:
        await stub.GetEcho(echo.hello(), timeout=0.2)

    assert refusal.value.reason == "UPSTREAM_TIMEOUT"
    assert time.monotonic() - begun < 1


async def test_a_callee_that_is_not_there_is_unavailable(unused_tcp_port):
    async with calling(unused_tcp_port, files=FILES) as channel:
        with pytest.raises(errors.Unavailable) as refusal:
            await echo.rpc.EchoServiceStub(channel).GetEcho(echo.hello())

    assert refusal.value.reason == "UPSTREAM_UNREACHABLE"


@pytest.mark.parametrize(
    "error",
    [
        errors.InvalidArgument(
            "NOT_E164", "not a number", violations=[errors.Violation("phone", "NOT_E164", "no +")]
        ),
        errors.Unauthenticated("KEY_UNKNOWN", "no such key"),
        errors.PermissionDenied("SCOPE_MISSING", "not with this key"),
        errors.NotFound("ECHO_NOT_FOUND", "none"),
        errors.FailedPrecondition("SLOT_TAKEN", "taken", details={"alternatives": "a b"}),
        errors.Aborted("ETAG_STALE", "changed"),
        errors.ResourceExhausted("RATE_LIMITED", "slower", retry_after=timedelta(seconds=2.5)),
        errors.Unavailable("DATABASE_AWAY", "away", retry_after=timedelta(seconds=1)),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_an_error_arrives_as_it_was_raised(stub, servicer, error):
    async def answer(request, context):
        raise error

    servicer.answer = answer

    with pytest.raises(type(error)) as arrived:
        await stub.GetEcho(echo.hello())

    assert vars(arrived.value) == vars(error)
    assert str(arrived.value) == str(error)


async def test_request_id_and_tenant_travel_without_being_passed(stub, servicer):
    async def answer(request, context):
        return f"{work.request_id.get()} {work.caller.get()}"

    servicer.answer = answer

    with work.work(request="the-origin"):
        assert (await stub.GetEcho(echo.hello())).text == "the-origin gateway"


async def test_calls_are_counted_and_timed_as_the_caller_saw_them(stub, servicer):
    def seen(status):
        labels = {"grpc_method": f"{echo.SERVICE}/GetEcho", "grpc_status": status}
        name = "grpc_client_call_duration_seconds_count"
        return metrics.REGISTRY.get_sample_value(name, labels) or 0

    async def answer(request, context):
        raise errors.NotFound("ECHO_NOT_FOUND", "none")

    before = seen("OK"), seen("NOT_FOUND")
    await stub.GetEcho(echo.hello())
    servicer.answer = answer
    with pytest.raises(errors.NotFound):
        await stub.GetEcho(echo.hello())

    assert (seen("OK"), seen("NOT_FOUND")) == (before[0] + 1, before[1] + 1)


async def test_a_stream_gives_its_error_as_it_was_raised(stub, servicer):
    async def answer(request, context):
        raise errors.NotFound("ECHO_NOT_FOUND", "none")

    servicer.answer = answer
    words = aiter(stub.WatchEchoes(echo.hello("a b")))

    assert [(await anext(words)).text, (await anext(words)).text] == ["a", "b"]
    with pytest.raises(errors.NotFound, match="none"):
        await anext(words)


async def test_a_cancelled_caller_cancels_its_call(stub, servicer):
    begun, stopped = asyncio.Event(), asyncio.Event()

    async def answer(request, context):
        begun.set()
        try:
            await asyncio.sleep(5)
        finally:
            stopped.set()
        return "too late"

    servicer.answer = answer
    call = asyncio.ensure_future(stub.GetEcho(echo.hello()))
    async with asyncio.timeout(4):
        await begun.wait()
        call.cancel()
        await stopped.wait()

    with pytest.raises(asyncio.CancelledError):
        await call


class TestWork:
    """Background work has a request id, a tenant and a deadline of its own."""

    async def test_it_sets_them_and_takes_them_back(self):
        with work.work(request="r", tenant_id="t", timeout=10):
            assert (work.request_id.get(), work.tenant.get()) == ("r", "t")
            assert 9 < (work.remaining() or 0) <= 10

        assert (work.request_id.get(), work.tenant.get(), work.remaining()) == ("-", "-", None)

    async def test_inner_work_never_has_more_time_than_outer(self):
        with work.work(timeout=1), work.work(timeout=10):
            assert (work.remaining() or 0) <= 1
