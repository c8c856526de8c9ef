"""What happens around every call that a service answers?"""

import asyncio

import grpc
import pytest

from services.common import context as work
from services.common import errors, metrics
from services.common.grpc_errors import UpstreamFailed
from services.common.server import serving
from tests.common import echo
from tests.common.echo import raises
from tests.common.fixtures import bare, lines, servicer, stub
from tests.common.serving import guard, refused, token

__all__ = ["bare", "lines", "servicer", "stub"]


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
        servicer.answer = raises(ValueError("a bug"))
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
