"""What does a caller learn of a call that breaks?"""

import asyncio

import grpc
import pytest

from services.common.grpc_errors import UpstreamFailed
from tests.common import echo
from tests.common.echo import raises
from tests.common.fixtures import bare, lines, servicer, stub
from tests.common.serving import reachable, refused, token

__all__ = ["bare", "lines", "servicer", "stub"]

SECRET = "secret-internal-detail 12345"


async def test_a_bug_tells_the_caller_an_id_and_nothing_else(bare, servicer, lines):
    servicer.answer = raises(ValueError(SECRET))

    failure = await refused(
        echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello(), metadata=[token()])
    )

    assert failure.code() is grpc.StatusCode.INTERNAL
    shown = f"{failure.details()} {failure.trailing_metadata()} {failure.debug_error_string()}"
    assert "secret" not in shown
    assert "ValueError" not in shown
    (line,) = [each for each in lines() if each["event"] == "call"]
    assert line["reason"] in failure.details()
    assert line["level"] == "error"
    assert line["error"][0].startswith("builtins.ValueError: ")
    assert any("tests/common/echo.py" in each for each in line["error"])


async def test_a_bug_below_keeps_its_id_on_the_way_up(stub, servicer, lines):
    servicer.answer = raises(UpstreamFailed("the-id-below"))

    with pytest.raises(UpstreamFailed) as failure:
        await stub.GetEcho(echo.hello())

    assert failure.value.error_id == "the-id-below"


async def test_a_response_that_cannot_be_written_is_a_bug_too():
    class Broken(echo.EchoServicer):
        async def GetEcho(self, request, context):
            return "not a message"

    files = [echo.pb.DESCRIPTOR]
    async with reachable(echo.registered(Broken()), policy=echo.POLICY, files=files) as channel:
        with pytest.raises(UpstreamFailed):
            await echo.rpc.EchoServiceStub(channel).GetEcho(echo.hello())


async def test_a_timeout_of_the_servicers_own_is_a_bug_not_a_deadline(stub, servicer):
    servicer.answer = raises(TimeoutError())

    with pytest.raises(UpstreamFailed):
        await stub.GetEcho(echo.hello())


async def test_something_cancelled_inside_the_servicer_is_a_bug_and_is_answered(stub, servicer):
    async def answer(request, context):
        waiting = asyncio.ensure_future(asyncio.sleep(5))
        waiting.cancel()
        return await waiting

    servicer.answer = answer

    with pytest.raises(UpstreamFailed):
        await stub.GetEcho(echo.hello(), timeout=2)


async def test_an_abort_by_the_servicer_passes(bare, servicer):
    async def answer(request, context):
        await context.abort(grpc.StatusCode.DATA_LOSS, "gone")

    servicer.answer = answer

    failure = await refused(
        echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello(), metadata=[token()])
    )

    assert (failure.code(), failure.details()) == (grpc.StatusCode.DATA_LOSS, "gone")
