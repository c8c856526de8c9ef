"""For how long is it believed what a key may do, and how often is asked?"""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from lyo.tenant.v1 import access_service_pb2_grpc as access_rpc

from services.common.doors import Lock
from services.common.errors import ResourceExhausted, Unauthenticated, Unavailable
from services.common.grants import Grant, Grants, NotBelieved, asked_over
from services.common.rates import WRONG_AT_MOST, Rates, WrongKeys
from services.common.server import Registration, serving
from tests.common.serving import calling, guard


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Tenant:
    """Tells what keys may do, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer: Grant | Exception = grant()

    async def __call__(self, key: str) -> Grant:
        self.asked += 1
        await asyncio.sleep(0)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def grant(expire_time: datetime | None = None) -> Grant:
    return Grant("k", frozenset({"*"}), None, 60, expire_time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tenant():
    return Tenant()


async def test_many_who_come_at_once_with_one_key_ask_once(tenant, clock):
    grants = Grants(tenant, now=clock)

    await asyncio.gather(*(grants.of("key") for _ in range(50)))
    await grants.of("key")

    assert tenant.asked == 1


async def test_a_key_that_was_revoked_is_out_within_five_seconds(tenant, clock):
    grants = Grants(tenant, now=clock)
    await grants.of("key")
    tenant.answer = Unauthenticated("KEY_UNKNOWN", "no such API key")

    clock.pass_(4.9)

    with pytest.raises(Unauthenticated):
        await grants.of("key")


async def test_a_key_that_ends_meanwhile_is_out_at_once(tenant, clock):
    tenant.answer = grant(clock() + timedelta(seconds=1))
    grants = Grants(tenant, now=clock)
    await grants.of("key")

    clock.pass_(1)

    with pytest.raises(Unauthenticated):
        await grants.of("key")


async def test_a_refusal_is_remembered_as_long(tenant, clock):
    tenant.answer = Unauthenticated("KEY_UNKNOWN", "no such API key")
    grants = Grants(tenant, now=clock)

    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await grants.of("guessed")

    assert tenant.asked == 1


async def test_nobody_is_let_in_on_the_word_of_a_tenant_service_that_is_away(tenant, clock):
    tenant.answer = Unavailable("DATABASE_AWAY", "the database does not answer")
    grants = Grants(tenant, now=clock)

    with pytest.raises(Unavailable):
        await grants.of("key")
    tenant.answer = grant()
    assert (await grants.of("key")).key_id == "k"


async def test_a_guess_that_is_given_up_is_a_guess_all_the_same(tenant, clock):
    tenant.answer = Unauthenticated("KEY_UNKNOWN", "no such API key")
    lock = Lock(Grants(tenant, now=clock), Rates(clock), WrongKeys(clock))
    for number in range(WRONG_AT_MOST):
        guess = asyncio.create_task(lock.opened(f"wrong-{number}", "10.0.0.1"))
        await asyncio.sleep(0)
        guess.cancel()
        await asyncio.wait([guess])
        assert guess.cancelled()

    with pytest.raises(ResourceExhausted):
        await lock.opened("wrong", "10.0.0.1")


async def test_that_the_tenant_service_refuses_us_is_no_word_about_the_key():
    servicer = access_rpc.AccessServiceServicer()
    add = access_rpc.add_AccessServiceServicer_to_server
    registration = Registration(add, servicer, "lyo.tenant.v1.AccessService")
    async with (
        serving("127.0.0.1:0", [registration], guard()) as server,
        calling(server.port, key=b"another installation's") as channel,
    ):
        with pytest.raises(NotBelieved, match="CALLER_UNKNOWN"):
            await Grants(asked_over(channel)).of("key")


def test_a_bucket_fills_again_while_the_minute_passes(clock):
    rates = Rates(clock)
    for _ in range(10):
        rates.take("k", 60)
    with pytest.raises(ResourceExhausted) as refusal:
        rates.take("k", 60)
    assert refusal.value.retry_after == timedelta(seconds=1)

    clock.pass_(1)
    rates.take("k", 60)


def test_one_who_calls_too_often_takes_nothing_from_others(clock):
    rates = Rates(clock)
    rates.take("k", 1)
    with pytest.raises(ResourceExhausted):
        rates.take("k", 1)

    rates.take("other", 1)


def test_a_clock_that_goes_back_gives_nothing(clock):
    rates = Rates(clock)
    rates.take("k", 1)
    clock.pass_(-3600)

    with pytest.raises(ResourceExhausted):
        rates.take("k", 1)
