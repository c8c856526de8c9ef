"""Who is let in by API key, and what do they leave behind of what they say of themselves?"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest

from services.common import context as work
from services.common.actor import ACTOR_KEY, Actor, Actors
from services.common.doors import TeamDoor, address_of
from services.common.errors import Unauthenticated
from services.common.grants import Grant, Grants
from services.common.grpc_errors import from_failure
from services.common.mesh import CALLER_KEY, Signer
from services.common.rates import WRONG_AT_MOST, Rates
from services.common.scopes import ScopeMissing, Scopes
from services.common.server import serving
from services.common.server_interceptor import ServerCalls
from tests.common import echo
from tests.common.fixtures import lines, servicer
from tests.common.serving import ACTORS, KEY, guard, refused, token

__all__ = ["lines", "servicer"]

OTHER_TENANT = "5b1e7a34-0000-4000-8000-000000000001"
GRANT = Grant("k1", frozenset({"echoes:read"}), frozenset({echo.TENANT}), 6000, None)
KEYS = {
    "right": GRANT,
    "everywhere": Grant("k2", frozenset({"*"}), None, 6000, None),
    "elsewhere": Grant("k3", frozenset({"*"}), frozenset({OTHER_TENANT}), 600, None),
    "scopeless": Grant("k4", frozenset({"songs:read"}), None, 600, None),
    "slow": Grant("k5", frozenset({"*"}), None, 6, None),
    "ended": Grant("k6", frozenset({"*"}), None, 600, datetime(2020, 1, 1, tzinfo=UTC)),
}


ASKED: list[str] = []


async def ask(key: str) -> Grant:
    ASKED.append(key)
    if key not in KEYS:
        raise Unauthenticated("KEY_UNKNOWN", "no such API key")
    return KEYS[key]


def team_calls(scopes: Scopes = echo.SCOPES) -> ServerCalls:
    return ServerCalls(TeamDoor(Grants(ask), scopes, Rates(), ACTORS), outside=True)


@contextlib.asynccontextmanager
async def team(servicer: echo.EchoServicer) -> AsyncIterator[Any]:
    async with (
        serving("127.0.0.1:0", echo.registered(servicer), team_calls()) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        yield echo.rpc.EchoServiceStub(channel)


@pytest.fixture
async def stub(servicer):
    async with team(servicer) as reached:
        yield reached


@pytest.fixture
def asked():
    """The keys that were asked for."""
    ASKED.clear()
    return ASKED


def with_key(key: str) -> list[tuple[str, str]]:
    return [("authorization", f"Bearer {key}")]


async def reason(call: Any) -> str:
    return getattr(from_failure(await refused(call)), "reason", "")


async def test_a_key_with_the_scope_is_let_in(stub):
    answer = await stub.GetEcho(echo.hello(), metadata=with_key("right"))

    assert answer.text == "hello"


async def test_a_key_may_stand_in_its_own_header(stub):
    answer = await stub.GetEcho(echo.hello(), metadata=[("x-api-key", "right")])

    assert answer.text == "hello"


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ([], "KEY_MISSING"),
        (with_key("guessed"), "KEY_UNKNOWN"),
        (with_key("ended"), "KEY_UNKNOWN"),
        (with_key("scopeless"), "SCOPE_MISSING"),
        (with_key("elsewhere"), "TENANT_NOT_FOUND"),
    ],
)
async def test_a_key_that_does_not_fit_is_refused_with_its_reason(
    stub, servicer, metadata, expected
):
    assert await reason(stub.GetEcho(echo.hello(), metadata=metadata)) == expected
    assert servicer.calls == 0


@pytest.mark.parametrize(
    "metadata",
    [
        [*with_key("right"), *with_key("right")],
        [*with_key("right"), ("x-api-key", "right")],
        [("x-api-key", "right"), ("x-api-key", "everywhere")],
        [("x-api-key", "")],
        [("authorization", "Bearer")],
        [("authorization", "Basic right")],
        [("authorization", "right")],
    ],
)
async def test_no_key_and_two_keys_are_refused_without_asking_anybody(stub, asked, metadata):
    assert await reason(stub.GetEcho(echo.hello(), metadata=metadata)) == "KEY_MISSING"
    assert asked == []


async def test_a_key_that_is_too_long_is_unknown_without_asking_anybody(stub, asked):
    assert await reason(stub.GetEcho(echo.hello(), metadata=with_key("x" * 201))) == "KEY_UNKNOWN"
    assert asked == []


async def test_twenty_wrong_keys_of_an_address_are_asked_for_and_no_more(stub, asked):
    await stub.GetEcho(echo.hello(), metadata=with_key("right"))
    calls = (stub.GetEcho(echo.hello(), metadata=with_key(f"wrong-{n}")) for n in range(100))
    reasons = await asyncio.gather(*(reason(each) for each in calls))

    assert reasons.count("KEY_UNKNOWN") == WRONG_AT_MOST
    assert reasons.count("RATE_LIMITED") == 100 - WRONG_AT_MOST
    assert len(asked) == 1 + WRONG_AT_MOST
    assert await stub.GetEcho(echo.hello(), metadata=with_key("right"))


def test_an_address_is_what_a_peer_keeps_from_call_to_call():
    assert address_of("ipv4:10.0.0.1:5000") == address_of("ipv4:10.0.0.1:6000")
    assert address_of("ipv6:%5B::1%5D:5000") == address_of("ipv6:%5B::1%5D:6000")
    assert address_of("ipv4:10.0.0.1:5000") != address_of("ipv4:10.0.0.2:5000")


async def test_a_tenant_is_the_keys_however_its_id_is_written(stub):
    request = echo.pb.GetEchoRequest(tenant_id=echo.TENANT.upper(), text="hello")

    assert (await stub.GetEcho(request, metadata=with_key("right"))).text == "hello"


async def test_what_is_kept_to_the_mesh_is_refused_to_every_key(stub, servicer):
    failure = await refused(stub.Shout(echo.hello(), metadata=with_key("everywhere")))

    assert failure.code() is grpc.StatusCode.PERMISSION_DENIED
    assert servicer.calls == 0


@pytest.mark.parametrize(
    "forged",
    [token("gateway"), (ACTOR_KEY, ACTORS.signed(Actor("key:x", frozenset("*"), None)).token)],
    ids=["caller", "actor"],
)
async def test_who_says_to_be_somebody_else_at_the_team_door_is_not_heard(stub, servicer, forged):
    assert await reason(stub.GetEcho(echo.hello(), metadata=[forged])) == "KEY_MISSING"

    metadata = [*with_key("elsewhere"), forged]
    assert await reason(stub.GetEcho(echo.hello(), metadata=metadata)) == "TENANT_NOT_FOUND"


async def test_the_key_is_the_caller_in_the_log_and_is_not_shown(stub, lines):
    await stub.GetEcho(echo.hello(), metadata=with_key("right"))

    (call,) = [line for line in lines() if line["event"] == "call"]
    assert call["caller"] == "key:k1"
    assert "right" not in str(lines())


async def test_who_calls_too_often_is_told_when_to_come_back(stub):
    await stub.GetEcho(echo.hello(), metadata=with_key("slow"))

    failure = from_failure(await refused(stub.GetEcho(echo.hello(), metadata=with_key("slow"))))

    assert failure.reason == "RATE_LIMITED"
    assert timedelta(seconds=5) < failure.retry_after <= timedelta(seconds=10)


async def test_a_service_with_a_method_that_nobody_decided_on_does_not_start(servicer):
    empty = Scopes(methods={}, mesh=frozenset(), narrowing=frozenset())

    with pytest.raises(ScopeMissing, match="EchoService/"):
        async with serving("127.0.0.1:0", echo.registered(servicer), team_calls(empty)):
            raise AssertionError("it started")


async def test_the_actor_goes_along_with_the_calls_that_follow(servicer):
    async def answer(request, context):
        return work.actor.get().name

    servicer.answer = answer
    async with serving("127.0.0.1:0", echo.registered(servicer), guard(echo.POLICY)) as behind:
        relay = echo.EchoServicer(lambda request, context: onward(behind.port))
        async with team(relay) as front:
            answered = await front.GetEcho(echo.hello(), metadata=with_key("right"))

    assert answered.text == "key:k1"


async def onward(port: int) -> str:
    from tests.common.serving import calling

    async with calling(port, caller="relay", policy=echo.POLICY) as channel:
        return (await echo.rpc.EchoServiceStub(channel).GetEcho(echo.hello())).text


@pytest.mark.parametrize(
    ("tenants", "expected"),
    [(frozenset({OTHER_TENANT}), "TENANT_NOT_FOUND"), (frozenset({echo.TENANT}), "")],
)
async def test_every_service_checks_again_for_whom_it_acts(servicer, tenants, expected):
    actor = ACTORS.signed(Actor("key:k", frozenset({"*"}), tenants))
    async with mesh_stub(servicer) as stub:
        call = stub.GetEcho(echo.hello(), metadata=[token(), (ACTOR_KEY, actor.token)])
        if expected:
            assert await reason(call) == expected
        else:
            assert (await call).text == "hello"


@pytest.mark.parametrize(
    "forged",
    [
        "v1.e30=.00",
        Actors(b"another key").signed(Actor("key:k", frozenset("*"), None)).token,
        "nonsense",
        Signer(KEY, "gateway").token(),
    ],
    ids=["made up", "another key", "nonsense", "a caller's token"],
)
async def test_an_actor_that_is_not_ours_is_refused(servicer, forged):
    async with mesh_stub(servicer) as stub:
        call = stub.GetEcho(echo.hello(), metadata=[token(), (ACTOR_KEY, forged)])
        assert await reason(call) == "ACTOR_UNKNOWN"
    assert servicer.calls == 0


async def test_an_actor_ends_after_a_minute(servicer):
    earlier = Actors(KEY, now=lambda: datetime.now(UTC) - timedelta(seconds=61))
    stale = earlier.signed(Actor("key:k", frozenset("*"), None)).token
    async with mesh_stub(servicer) as stub:
        call = stub.GetEcho(echo.hello(), metadata=[token(), (ACTOR_KEY, stale)])
        assert await reason(call) == "TOKEN_EXPIRED"


async def test_an_actor_alone_opens_no_door(servicer):
    actor = ACTORS.signed(Actor("key:k", frozenset("*"), None))
    async with mesh_stub(servicer) as stub:
        call = stub.GetEcho(echo.hello(), metadata=[(ACTOR_KEY, actor.token)])
        assert await reason(call) == "CALLER_UNKNOWN"
    assert CALLER_KEY != ACTOR_KEY


@contextlib.asynccontextmanager
async def mesh_stub(servicer: echo.EchoServicer) -> AsyncIterator[Any]:
    async with (
        serving("127.0.0.1:0", echo.registered(servicer), guard(echo.POLICY)) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        yield echo.rpc.EchoServiceStub(channel)
