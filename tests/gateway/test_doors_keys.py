"""How is a key presented, how often, and how often wrongly?"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from services.common.actor import Actors
from services.common.errors import Unauthenticated, Unavailable
from services.common.grants import Grant, Grants
from services.common.health import Health
from services.common.rates import WRONG_AT_MOST
from services.gateway.app import create_app
from services.gateway.routes.closed import OPEN, closed_routes
from services.gateway.routes.keys import KeyDoor

RIGHT = "lyo_test_abc"
PER_MINUTE = 60


class Wall:
    """A gateway whose keys are known by heart, and a clock that the test turns."""

    def __init__(self, proxies: int = 0) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self.asked = 0
        self.failure: Exception | None = None
        self.known = {RIGHT: Grant("abc", frozenset({"*"}), None, PER_MINUTE, None)}
        grants = Grants(self.ask, now=self.now)
        keys = KeyDoor(grants, Actors(b"key", now=self.now), proxies=proxies, now=self.now)
        self.app = create_app({}, [], Health(), routes=closed_routes(keys))

    def now(self) -> datetime:
        return self.time

    async def ask(self, key: str) -> Grant:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        if key not in self.known:
            raise Unauthenticated("KEY_UNKNOWN", "no such API key")
        return self.known[key]

    async def knock(
        self, headers: dict[str, str] | list[tuple[str, str]], *, path="/api", address="10.0.0.1"
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(address, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
            return await http.get(path, headers=headers)

    async def key(self, key: str, **more) -> int:
        return (await self.knock({"x-api-key": key}, **more)).status_code


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {RIGHT}"},
        {"authorization": f"bearer   {RIGHT}"},
        {"x-api-key": RIGHT},
        {"X-API-Key": RIGHT, "authorization": "Basic abc"},
    ],
)
async def test_a_key_is_presented_as_bearer_or_by_its_own_header(wall, headers):
    assert (await wall.knock(headers)).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer"},
        {"authorization": f"Basic {RIGHT}"},
        {"authorization": RIGHT},
        {"x-api-key": ""},
        {"x-api-key": RIGHT, "authorization": f"Bearer {RIGHT}"},
        [("x-api-key", RIGHT), ("x-api-key", "other")],
    ],
)
async def test_no_key_and_two_keys_are_refused_without_asking_anybody(wall, headers):
    answer = await wall.knock(headers)

    assert (answer.status_code, answer.json()["reason"]) == (401, "KEY_MISSING")
    assert answer.headers["www-authenticate"] == 'Bearer realm="lyo"'
    assert wall.asked == 0


@pytest.mark.parametrize("key", ["x" * 201, "caf\u00e9", "a\x7fb"])
async def test_what_can_be_no_key_is_unknown_without_asking_anybody(wall, key):
    answer = await wall.knock([(b"x-api-key", key.encode())])

    assert (answer.status_code, answer.json()["reason"]) == (401, "KEY_UNKNOWN")
    assert wall.asked == 0


async def test_a_wrong_key_is_not_repeated_in_the_answer(wall):
    answer = await wall.knock({"x-api-key": "lyo_test_wrong"})

    assert answer.status_code == 401
    assert "lyo_test_wrong" not in answer.text + str(answer.headers)


async def test_a_webhook_below_api_asks_for_no_key(wall):
    assert (await wall.knock({}, path=OPEN[0])).status_code == 404


# Too often


async def test_calls_beyond_the_rate_of_a_key_are_told_when_to_come_back(wall):
    burst = PER_MINUTE // 6
    let_in = [await wall.key(RIGHT) for _ in range(burst)]
    answer = await wall.knock({"x-api-key": RIGHT})

    assert let_in == [404] * burst
    assert (answer.status_code, answer.json()["reason"]) == (429, "RATE_LIMITED")
    wall.time += timedelta(seconds=int(answer.headers["retry-after"]))
    assert await wall.key(RIGHT) == 404


async def test_twenty_wrong_keys_in_a_minute_are_answered_and_no_more(wall):
    answers = [await wall.key(f"wrong-{number}") for number in range(WRONG_AT_MOST + 1)]

    assert answers == [401] * WRONG_AT_MOST + [429]
    assert wall.asked == WRONG_AT_MOST


async def test_wrong_keys_that_come_at_once_are_counted_like_others(wall):
    answers = await asyncio.gather(*(wall.key(f"wrong-{number}") for number in range(100)))

    assert sorted(answers) == [401] * WRONG_AT_MOST + [429] * (100 - WRONG_AT_MOST)
    assert wall.asked == WRONG_AT_MOST


async def test_a_right_key_that_comes_often_at_once_is_let_in_each_time(wall):
    wall.known[RIGHT] = replace(wall.known[RIGHT], calls_per_minute=6000)

    assert await asyncio.gather(*(wall.key(RIGHT) for _ in range(100))) == [404] * 100


async def test_right_keys_are_no_wrong_ones(wall):
    names = [f"right-{number}" for number in range(2 * WRONG_AT_MOST)]
    wall.known = {name: Grant(name, frozenset({"*"}), None, PER_MINUTE, None) for name in names}

    assert [await wall.key(name) for name in names] == [404] * len(names)


@pytest.mark.parametrize("own", ["CALLER_UNKNOWN", "TOKEN_EXPIRED", "ACTOR_UNKNOWN"])
async def test_a_service_that_refuses_ours_is_no_fault_of_who_asks(wall, own):
    wall.failure = Unauthenticated(own, "not one of us")
    answer = await wall.knock({"x-api-key": RIGHT})

    assert (answer.status_code, answer.json()["reason"]) == (500, "INTERNAL")
    assert own not in answer.text
    assert "www-authenticate" not in answer.headers


async def test_while_nobody_can_tell_no_key_is_a_wrong_one(wall):
    wall.failure = Unavailable("DATABASE_AWAY", "the database does not answer")
    during = [await wall.key(f"right-{number}") for number in range(2 * WRONG_AT_MOST)]
    wall.failure = None

    assert set(during) == {503}
    assert await wall.key(RIGHT) == 404


async def test_after_that_minute_an_address_may_try_again(wall):
    for number in range(WRONG_AT_MOST):
        await wall.key(f"wrong-{number}")
        wall.time += timedelta(seconds=1)
    refused = await wall.knock({"x-api-key": "wrong"})

    assert refused.headers["retry-after"] == str(60 - WRONG_AT_MOST)
    wall.time += timedelta(seconds=60 - WRONG_AT_MOST)
    assert await wall.key("wrong") == 401


async def test_one_address_that_guesses_does_not_shut_out_another(wall):
    for number in range(WRONG_AT_MOST + 1):
        await wall.key(f"wrong-{number}")

    assert await wall.key("wrong", address="10.0.0.2") == 401


async def test_a_key_that_was_right_stays_right_where_others_guess(wall):
    assert await wall.key(RIGHT) == 404
    for number in range(WRONG_AT_MOST + 1):
        await wall.key(f"wrong-{number}")

    assert await wall.key(RIGHT) == 404


async def test_a_key_that_was_right_and_is_not_any_more_is_refused(wall):
    assert await wall.key(RIGHT) == 404
    del wall.known[RIGHT]
    wall.time += timedelta(seconds=5)

    assert await wall.key(RIGHT) == 401


async def test_without_proxies_nobody_says_where_they_come_from(wall):
    for number in range(WRONG_AT_MOST):
        await wall.knock({"x-api-key": f"wrong-{number}", "x-forwarded-for": f"1.1.1.{number}"})

    assert await wall.key("wrong") == 429


async def test_behind_two_proxies_the_second_last_address_counts():
    wall = Wall(proxies=2)
    for number in range(WRONG_AT_MOST + 1):
        forwarded = f"forged-{number}, 1.1.1.1, 10.9.9.9"
        last = await wall.knock({"x-api-key": f"wrong-{number}", "x-forwarded-for": forwarded})
    other = await wall.knock({"x-api-key": "wrong", "x-forwarded-for": "2.2.2.2, 10.9.9.9"})

    assert (last.status_code, other.status_code) == (429, 401)
