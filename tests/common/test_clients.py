"""When does a channel repeat a call, and whom does it call?"""

import asyncio
import contextlib

import grpc
import pytest

from services.common import errors
from services.common.clients import (
    files_of,
    may_be_repeated,
    methods_of,
    name_of,
    open_channel,
    service_config,
)
from services.common.mesh import Policy, Signer
from services.common.server import serving
from tests.common import echo
from tests.common.fixtures import servicer, stub
from tests.common.serving import KEY, calling, guard

__all__ = ["servicer", "stub"]

pytestmark = pytest.mark.slow  # it waits in real time

FILES = [echo.pb.DESCRIPTOR]
SERVICES = ("tenant", "booking", "assistant", "notifier")


def failing(times, error):
    """An answer that fails so many times, then works."""
    left = [times]

    async def answer(request, context):
        left[0] -= 1
        if left[0] >= 0:
            raise error
        return "at last"

    return answer


BUSY = errors.Unavailable("DATABASE_AWAY", "away")


async def test_a_read_is_repeated_until_it_works(stub, servicer):
    servicer.answer = failing(2, BUSY)

    assert (await stub.GetEcho(echo.hello())).text == "at last"
    assert servicer.calls == 3


async def test_a_mutation_with_a_request_id_is_repeated(stub, servicer):
    servicer.answer = failing(2, BUSY)

    assert (await stub.CreateEcho(echo.creation())).text == "at last"
    assert servicer.calls == 3


@pytest.mark.parametrize(
    ("method", "request_"),
    [("SendEcho", echo.creation()), ("Shout", echo.hello()), ("WatchEchoes", echo.hello())],
    ids=["its caller repeats it", "the proto does not allow it", "a stream"],
)
async def test_what_must_not_be_repeated_is_not(servicer, method, request_):
    servicer.answer = failing(2, BUSY)
    async with (
        serving("127.0.0.1:0", echo.registered(servicer), guard(echo.POLICY)) as server,
        calling(server.port, caller="relay", policy=echo.POLICY, files=FILES) as channel,
    ):
        call = getattr(echo.rpc.EchoServiceStub(channel), method)(request_)
        with pytest.raises(errors.Unavailable):
            await (call if method != "WatchEchoes" else _all(call))

    assert servicer.calls == 1


async def _all(stream):
    return [each async for each in stream]


@pytest.mark.parametrize(
    "error",
    [
        errors.NotFound("ECHO_NOT_FOUND", "none"),
        errors.ResourceExhausted("RATE_LIMITED", "slower"),
        errors.Unavailable("CONVERSATION_BUSY", "wait", retry_after=echo.SECOND),
        ValueError("a bug"),
    ],
)
async def test_only_an_unavailable_that_names_no_time_is_repeated(stub, servicer, error):
    servicer.answer = failing(2, error)

    with pytest.raises(Exception) as failure:  # noqa: PT011 - which one, the other tests say
        await stub.GetEcho(echo.hello())

    assert not isinstance(failure.value, grpc.aio.AioRpcError)
    assert servicer.calls == 1


async def test_three_tiers_do_not_multiply(stub, servicer):
    """gateway -> relay -> echo, the last one down: it sees 3 calls, not 9."""
    servicer.answer = failing(100, BUSY)
    relay = echo.EchoServicer()

    async def pass_on(request, context):
        return (await stub.GetEcho(request)).text

    relay.answer = pass_on
    async with (
        serving("127.0.0.1:0", echo.registered(relay), guard(echo.POLICY)) as server,
        calling(server.port, files=FILES) as channel,
    ):
        with pytest.raises(errors.Unavailable) as refusal:
            await echo.rpc.EchoServiceStub(channel).GetEcho(echo.hello())

    assert refusal.value.reason == "DATABASE_AWAY"
    assert (relay.calls, servicer.calls) == (1, 3)


async def test_when_much_fails_the_budget_of_repetitions_is_soon_used_up(stub, servicer):
    servicer.answer = failing(1000, BUSY)

    for _ in range(20):
        with contextlib.suppress(errors.Unavailable):
            await stub.GetEcho(echo.hello())

    assert servicer.calls <= 20 + 10


async def test_all_backends_get_their_share():
    first, second = echo.EchoServicer(), echo.EchoServicer()
    async with (
        serving("127.0.0.1:0", echo.registered(first), guard(echo.POLICY)) as one,
        serving("127.0.0.1:0", echo.registered(second), guard(echo.POLICY)) as two,
    ):
        target = f"ipv4:127.0.0.1:{one.port},127.0.0.1:{two.port}"
        async with open_channel(target, Signer(KEY, "gateway"), files=FILES) as channel:
            stub = echo.rpc.EchoServiceStub(channel)
            while not (first.calls and second.calls):
                await stub.GetEcho(echo.hello())
            first.calls = second.calls = 0
            await asyncio.gather(*(stub.GetEcho(echo.hello()) for _ in range(20)))

    assert (first.calls, second.calls) == (10, 10)


async def test_a_callee_that_comes_back_is_found_again(unused_tcp_port, servicer):
    async with calling(unused_tcp_port, policy=echo.POLICY, files=FILES) as channel:
        stub = echo.rpc.EchoServiceStub(channel)
        for _ in range(2):
            async with serving(
                f"127.0.0.1:{unused_tcp_port}", echo.registered(servicer), guard(echo.POLICY)
            ):
                async with asyncio.timeout(8):
                    while True:
                        with contextlib.suppress(errors.Unavailable):
                            assert (await stub.GetEcho(echo.hello())).text == "hello"
                            break
            with pytest.raises(errors.Unavailable):
                await stub.GetEcho(echo.hello())


class TestTheContract:
    """Every method of ours says whether it may be repeated, and the channel does as it says."""

    @pytest.mark.parametrize("service", SERVICES)
    def test_what_may_be_repeated_is_a_read_or_has_a_request_id(self, service):
        methods = [each for file in files_of(service) for each in methods_of(file)]
        assert methods
        for method in methods:
            if may_be_repeated(method):
                read = method.GetOptions().idempotency_level == 1
                assert read or "request_id" in method.input_type.fields_by_name, name_of(method)

    def test_what_a_lane_repeats_the_channel_does_not(self):
        never = Policy.load().never_repeated
        known = {
            name_of(each)
            for name in SERVICES
            for file in files_of(name)
            for each in methods_of(file)
        }
        assert never <= known
        for service in SERVICES:
            config = service_config(files_of(service), never)
            named = {
                f"{each['service']}/{each['method']}"
                for entry in config["methodConfig"]
                for each in entry["name"]
            }
            assert not named & never
            assert named <= known
