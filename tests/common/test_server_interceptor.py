"""What happens around every call that a service answers?"""

import asyncio
from datetime import timedelta

import grpc
import pytest

from services.common import context as work
from services.common import errors, metrics
from services.common.grpc_errors import UpstreamFailed
from services.common.mesh import CALLER_KEY, Signer
from services.common.server import serving
from tests.common import echo
from tests.common.fixtures import lines, servicer, stub
from tests.common.serving import KEY, calling, guard, reachable

__all__ = ["lines", "servicer", "stub"]

SECRET = "secret-internal-detail 12345"


def raises(error):
    async def answer(request, context):
        raise error

    return answer


@pytest.fixture
async def bare(servicer):
    """A channel without any interceptor: what a stranger sees on the wire."""
    async with (
        serving("127.0.0.1:0", echo.registered(servicer), guard(echo.POLICY)) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        yield channel


def token(service="gateway", key=KEY):
    return (CALLER_KEY, Signer(key, service).token())


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as failure:
        await call
    return failure.value


async def test_a_call_is_answered_and_makes_one_log_line(stub, lines):
    assert (await stub.GetEcho(echo.hello())).text == "hello"

    (line,) = [each for each in lines() if each["event"] == "call"]
    assert line["method"] == "lyo.echo.v1.EchoService/GetEcho"
    assert (line["code"], line["caller"], line["tenant"]) == ("OK", "gateway", echo.TENANT)
    assert line["ms"] > 0


async def test_every_wrong_field_is_named(stub, servicer):
    phones = [{"phone": "+391234567"}, {"phone": "1"}]
    with pytest.raises(errors.InvalidArgument) as refusal:
        await stub.GetEcho(echo.pb.GetEchoRequest(tenant_id="x", parts=phones))

    assert refusal.value.reason == "FIELD_MISSING"
    assert {(each.field, each.reason) for each in refusal.value.violations} == {
        ("tenant_id", "FIELD_INVALID"),
        ("text", "FIELD_MISSING"),
        ("parts[1].phone", "FIELD_INVALID"),
    }
    assert servicer.calls == 0


async def test_a_missing_id_is_missing_and_a_long_text_is_invalid(stub):
    with pytest.raises(errors.InvalidArgument) as refusal:
        await stub.GetEcho(echo.pb.GetEchoRequest(text="x"))
    assert [each.reason for each in refusal.value.violations] == ["FIELD_MISSING"]

    with pytest.raises(errors.InvalidArgument) as refusal:
        await stub.GetEcho(echo.hello("x" * 2001))
    assert (refusal.value.reason, refusal.value.violations[0].field) == ("FIELD_INVALID", "text")


async def test_bytes_that_are_no_message_are_an_invalid_argument(bare):
    call = bare.unary_unary(f"/{echo.SERVICE}/GetEcho")

    failure = await refused(call(b"\xff\xff\xff", metadata=[token()]))

    assert failure.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert failure.details() == "not a message of its kind"


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
    assert any("test_server_interceptor.py" in each for each in line["error"])


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


async def test_who_does_not_say_who_it_is_is_refused(bare, servicer):
    failure = await refused(echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello()))

    assert failure.code() is grpc.StatusCode.UNAUTHENTICATED
    assert servicer.calls == 0


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "v1.gateway.99999999999.00",
        Signer(b"another key", "gateway").token(),
        Signer(KEY, "relay").token().replace("relay", "gateway"),
        "ünreadable".encode().hex(),
    ],
)
async def test_a_token_that_is_not_ours_is_refused(bare, forged):
    stub = echo.rpc.EchoServiceStub(bare)

    failure = await refused(stub.GetEcho(echo.hello(), metadata=[(CALLER_KEY, forged)]))

    assert failure.code() is grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize(
    ("caller", "method"),
    [("tenant", "GetEcho"), ("nobody", "GetEcho"), ("gateway", "Shout"), ("lyoctl", "Shout")],
)
async def test_a_caller_that_the_call_graph_does_not_name_is_refused(
    bare, servicer, caller, method
):
    stub = echo.rpc.EchoServiceStub(bare)

    failure = await refused(getattr(stub, method)(echo.hello(), metadata=[token(caller)]))

    assert failure.code() is grpc.StatusCode.PERMISSION_DENIED
    assert servicer.calls == 0


async def test_a_forged_tenant_header_changes_nothing(bare, servicer, lines):
    async def answer(request, context):
        return work.tenant.get()

    servicer.answer = answer
    forged = [
        token(),
        ("x-tenant", "another"),
        ("x-lyo-tenant", "another"),
        ("tenant_id", "another"),
    ]

    answered = await echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello(), metadata=forged)

    assert answered.text == echo.TENANT
    assert "another" not in str(lines())


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


async def test_a_method_we_do_not_have_is_counted_under_one_name(bare):
    def others():
        labels = {"grpc_method": "other"}
        return metrics.REGISTRY.get_sample_value("grpc_server_call_started_total", labels) or 0

    before = others()
    for name in ("NoSuchMethod", "AnotherOne"):
        failure = await refused(
            bare.unary_unary(f"/{echo.SERVICE}/{name}")(b"", metadata=[token()])
        )
        assert failure.code() is grpc.StatusCode.UNIMPLEMENTED

    assert others() - before == 2
    assert "NoSuchMethod" not in metrics.exposition().decode()


async def test_calls_are_counted_and_timed_by_method_and_outcome(stub, servicer):
    def seen(status):
        labels = {"grpc_method": f"{echo.SERVICE}/GetEcho", "grpc_status": status}
        name = "grpc_server_call_duration_seconds_count"
        return metrics.REGISTRY.get_sample_value(name, labels) or 0

    before = seen("OK"), seen("NOT_FOUND")
    await stub.GetEcho(echo.hello())
    servicer.answer = raises(errors.NotFound("ECHO_NOT_FOUND", "none"))
    with pytest.raises(errors.NotFound):
        await stub.GetEcho(echo.hello())

    assert (seen("OK"), seen("NOT_FOUND")) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("a1b2", True), ("x" * 81, False), ("a b", False), ('"}', False), ("", False)],
)
async def test_a_request_id_is_taken_over_unless_it_could_do_harm(bare, servicer, sent, kept):
    async def answer(request, context):
        return work.request_id.get()

    servicer.answer = answer
    metadata = [token(), (work.REQUEST_ID_KEY, sent)]

    answered = await echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello(), metadata=metadata)

    assert (answered.text == sent) is kept
    assert len(answered.text) >= 4


class TestStreams:
    async def test_a_stream_is_answered(self, stub):
        words = [each.text async for each in stub.WatchEchoes(echo.hello("a b"))]

        assert words == ["a", "b", "a b"]

    async def test_a_stream_is_guarded_like_any_call(self, stub, bare, servicer, lines):
        with pytest.raises(errors.InvalidArgument):
            await anext(aiter(stub.WatchEchoes(echo.pb.GetEchoRequest(tenant_id="x", text="x"))))
        failure = await refused(
            anext(aiter(echo.rpc.EchoServiceStub(bare).WatchEchoes(echo.hello())))
        )
        servicer.answer = raises(ValueError(SECRET))
        with pytest.raises(UpstreamFailed):
            [each async for each in stub.WatchEchoes(echo.hello())]
        servicer.answer = raises(errors.Aborted("ETAG_STALE", "changed"))
        with pytest.raises(errors.Aborted, match="changed"):
            [each async for each in stub.WatchEchoes(echo.hello())]

        assert failure.code() is grpc.StatusCode.UNAUTHENTICATED
        codes = [each["code"] for each in lines() if each["event"] == "call"]
        assert codes == ["INVALID_ARGUMENT", "UNAUTHENTICATED", "INTERNAL", "ABORTED"]

    async def test_a_stream_ends_when_its_reader_goes_away(self, stub, servicer, lines):
        async def answer(request, context):
            await asyncio.sleep(5)
            return "too late"

        servicer.answer = answer
        call = stub.WatchEchoes(echo.hello("one"))
        async for word in call:
            assert word.text == "one"
            call.cancel()
            break

        async with asyncio.timeout(2):
            await servicer.watch_ended.wait()
        await asyncio.sleep(0.05)
        assert [each["code"] for each in lines() if each["event"] == "call"] == ["CANCELLED"]


async def test_a_stream_of_requests_is_refused_at_the_start():
    registration = echo.Registration(
        echo.rpc.add_TalkServiceServicer_to_server,
        echo.rpc.TalkServiceServicer(),
        "lyo.echo.v1.TalkService",
    )
    with pytest.raises(TypeError, match="streams of requests are not served here"):
        async with serving("127.0.0.1:0", [registration], guard(echo.POLICY)):
            pass
