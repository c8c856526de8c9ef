"""What may a stranger keep open at a team door, and what do they leave in our logs and traces?"""

import asyncio

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.common.server import OUTSIDE, serving
from tests.common import echo
from tests.common.fixtures import lines, servicer
from tests.common.serving import refused
from tests.common.test_team_door import team_calls, with_key
from tests.common.test_telemetry import served, spans

__all__ = ["lines", "servicer", "spans"]

FORGED_LINE = 'x\x1b[2K\r{"event": "forged"}\n'


@pytest.fixture
async def port(servicer):
    async with serving("127.0.0.1:0", echo.registered(servicer), team_calls()) as server:
        yield server.port


@pytest.fixture
async def channel(port):
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel


async def test_nobody_watches_the_health_of_a_team_door(channel):
    watching = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest())

    with pytest.raises(grpc.aio.AioRpcError) as failure:
        await watching.read()

    assert failure.value.code() is not grpc.StatusCode.OK


async def test_a_message_of_a_megabyte_is_not_taken(channel, servicer):
    stub = echo.rpc.EchoServiceStub(channel)
    large = echo.pb.GetEchoRequest(text="x" * OUTSIDE["grpc.max_receive_message_length"])

    failure = await refused(stub.GetEcho(large, metadata=with_key("right")))

    assert failure.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert servicer.calls == 0


async def test_one_connection_holds_only_so_many_calls_and_shuts_nobody_else_out(
    port, channel, servicer
):
    held = asyncio.Event()

    async def answer(request, context):
        if request.text == "hold":
            await held.wait()
        return request.text

    servicer.answer = answer
    stub = echo.rpc.EchoServiceStub(channel)
    most = OUTSIDE["grpc.max_concurrent_streams"]
    key = with_key("everywhere")
    holding = [
        asyncio.ensure_future(stub.GetEcho(echo.hello("hold"), metadata=key)) for _ in range(most)
    ]
    async with asyncio.timeout(10):
        while servicer.calls < most:  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.01)

    one_more = await refused(stub.GetEcho(echo.hello(), metadata=key, timeout=0.5))
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=options) as other:
        answered = await echo.rpc.EchoServiceStub(other).GetEcho(
            echo.hello(), metadata=with_key("right")
        )
    held.set()
    await asyncio.gather(*holding)

    assert one_more.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert answered.text == "hello"


async def test_what_stands_for_a_tenant_is_not_logged_where_it_is_none(channel, lines):
    stub = echo.rpc.EchoServiceStub(channel)

    forged = echo.pb.GetEchoRequest(tenant_id=FORGED_LINE, text="hello")
    await refused(stub.GetEcho(forged, metadata=with_key("right")))

    assert {line["tenant"] for line in lines() if line["event"] == "call"} == {"-"}


async def test_a_stranger_writes_into_no_trace_but_their_own(channel, spans):
    theirs = "a" * 32
    told = ("traceparent", f"00-{theirs}-{'b' * 16}-01")

    stub = echo.rpc.EchoServiceStub(channel)
    await stub.GetEcho(echo.hello(), metadata=[*with_key("right"), told])

    assert served(spans).context.trace_id != int(theirs, 16)
