"""Do traces tell the truth: what failed is red, and one trace runs through all hops?"""

import asyncio

import grpc
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from services.common import errors
from services.common.grpc_errors import UpstreamFailed
from services.common.server import serving
from services.common.telemetry import span, tracing
from tests.common import echo
from tests.common.fixtures import servicer, stub
from tests.common.serving import calling, guard, token

__all__ = ["servicer", "stub"]

SECRET = "secret-internal-detail 12345"
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans():
    exporter = InMemorySpanExporter()
    with tracing("echo", None, processor=SimpleSpanProcessor(exporter)):
        yield exporter.get_finished_spans


def served(spans):
    (span,) = [each for each in spans() if each.kind is trace.SpanKind.SERVER]
    return span


async def test_a_call_that_ends_well_is_not_red(stub, spans):
    await stub.GetEcho(echo.hello())

    assert [each.status.status_code.name for each in spans()] == ["UNSET", "UNSET"]
    assert served(spans).attributes["rpc.response.status_code"] == "OK"
    assert served(spans).name == "lyo.echo.v1.EchoService/GetEcho"


async def test_an_uncaught_exception_is_red_and_its_text_is_not_in_the_span(stub, servicer, spans):
    async def answer(request, context):
        raise ValueError(SECRET)

    servicer.answer = answer
    with pytest.raises(UpstreamFailed):
        await stub.GetEcho(echo.hello())

    assert served(spans).status.status_code is trace.StatusCode.ERROR
    assert served(spans).attributes["rpc.response.status_code"] == "INTERNAL"
    assert "secret" not in "".join(each.to_json() for each in spans())


async def test_a_call_that_timed_out_is_red(stub, servicer, spans):
    async def answer(request, context):
        await asyncio.sleep(5)
        return "too late"

    servicer.answer = answer
    with pytest.raises(errors.Unavailable):
        await stub.GetEcho(echo.hello(), timeout=0.2)
    await asyncio.sleep(0.1)

    assert {each.status.status_code for each in spans()} == {trace.StatusCode.ERROR}
    assert served(spans).attributes["rpc.response.status_code"] == "DEADLINE_EXCEEDED"


async def test_a_refusal_is_red_with_its_reason_and_records_no_exception(stub, servicer, spans):
    async def answer(request, context):
        raise errors.NotFound("ECHO_NOT_FOUND", "none")

    servicer.answer = answer
    with pytest.raises(errors.NotFound):
        await stub.GetEcho(echo.hello())

    for each in spans():
        assert each.status.status_code is trace.StatusCode.ERROR
        assert each.attributes["error.type"] == "ECHO_NOT_FOUND"
        assert each.events == ()


async def test_an_abort_by_the_servicer_is_red(stub, servicer, spans):
    async def answer(request, context):
        await context.abort(grpc.StatusCode.NOT_FOUND, "gone")

    servicer.answer = answer
    with pytest.raises(UpstreamFailed):
        await stub.GetEcho(echo.hello())
    # gRPC tells the caller of such an abort before we hear of it.
    async with asyncio.timeout(5):
        while len(spans()) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.005)

    assert served(spans).status.status_code is trace.StatusCode.ERROR
    assert served(spans).attributes["rpc.response.status_code"] == "NOT_FOUND"
    assert served(spans).events == ()


async def test_one_trace_runs_through_all_hops(stub, servicer, spans):
    relay = echo.EchoServicer()

    async def pass_on(request, context):
        with span("think", steps=1):
            return (await stub.GetEcho(request)).text

    relay.answer = pass_on
    async with (
        serving("127.0.0.1:0", echo.registered(relay), guard(echo.POLICY)) as server,
        calling(server.port, files=[echo.pb.DESCRIPTOR]) as channel,
    ):
        await echo.rpc.EchoServiceStub(channel).GetEcho(echo.hello())

    by_id = {each.context.span_id: each for each in spans()}
    (leaf,) = by_id.keys() - {each.parent.span_id for each in spans() if each.parent}
    path = []
    while leaf:
        each = by_id[leaf]
        path.append(f"{each.kind.name} {each.name.rsplit('/')[-1]}")
        leaf = each.parent.span_id if each.parent else None
    assert path == [
        "SERVER GetEcho",
        "CLIENT GetEcho",
        "INTERNAL think",
        "SERVER GetEcho",
        "CLIENT GetEcho",
    ]
    assert len({each.context.trace_id for each in spans()}) == 1


async def test_a_trace_that_its_beginner_does_not_keep_is_not_recorded_and_passes_through(
    servicer, spans
):
    async def answer(request, context):
        return str(dict(context.invocation_metadata()).get("traceparent"))

    servicer.answer = answer
    unkept = TRACEPARENT.removesuffix("01") + "00"
    async with (
        serving("127.0.0.1:0", echo.registered(servicer), guard(echo.POLICY)) as behind,
        calling(behind.port, files=[echo.pb.DESCRIPTOR]) as onwards,
    ):

        async def pass_on(request, context):
            with span("think"):
                return (await echo.rpc.EchoServiceStub(onwards).GetEcho(request)).text

        relay = echo.registered(echo.EchoServicer(pass_on))
        async with (
            serving("127.0.0.1:0", relay, guard(echo.POLICY)) as server,
            grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as bare,
        ):
            told = [("traceparent", unkept), token()]
            answered = await echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello(), metadata=told)

    assert answered.text == unkept
    assert spans() == ()


async def test_a_piece_of_work_that_fails_is_red(spans):
    with pytest.raises(ValueError, match="secret"), span("think"):
        raise ValueError(SECRET)

    (work,) = spans()
    assert work.status.status_code is trace.StatusCode.ERROR
    assert "secret" not in work.to_json()


async def test_without_tracing_a_trace_still_passes_through(stub, servicer):
    """The relay records nothing, yet the callee sees the trace of the relay's caller."""

    async def answer(request, context):
        return str(dict(context.invocation_metadata()).get("traceparent"))

    async def pass_on(request, context):
        return (await stub.GetEcho(request)).text

    servicer.answer = answer
    relay = echo.EchoServicer(pass_on)
    async with (
        serving("127.0.0.1:0", echo.registered(relay), guard(echo.POLICY)) as server,
        calling(server.port, files=[echo.pb.DESCRIPTOR]) as channel,
    ):
        call = echo.rpc.EchoServiceStub(channel).GetEcho
        answered = await call(echo.hello(), metadata=[("traceparent", TRACEPARENT)])

    assert answered.text == TRACEPARENT
