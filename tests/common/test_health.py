"""What does a process say about itself to those who run it?"""

import asyncio
import contextlib
import json

import pytest

from services.common.health import Health, serving_health
from tests.common.fixtures import lines

__all__ = ["lines"]

pytestmark = pytest.mark.slow  # it waits in real time


class Database:
    """A check that can be made to fail or to hang."""

    def __init__(self):
        self.answer = "ok"

    async def ping(self):
        if self.answer == "hang":
            await asyncio.sleep(60)
        if self.answer == "away":
            raise ConnectionError("secret-host is away")


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def health(database):
    health = Health(every=0.05, patience=0.1)
    health.checks = {"database": database.ping}
    health.started = True
    return health


async def asked(port, request):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


async def got(port, path):
    return await asked(port, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


async def ready(port, wanted):
    """Wait until /readyz answers so."""
    async with asyncio.timeout(5):
        while (answer := await got(port, "/readyz"))[0] != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return json.loads(answer[1])


async def test_a_process_is_ready_once_it_has_started_until_it_drains(health):
    async with serving_health("127.0.0.1:0", health) as port:
        health.started = False
        assert (await ready(port, 503))["status"] == "starting"
        health.started = True
        assert (await ready(port, 200)) == {"status": "ready", "checks": {"database": "ok"}}
        health.draining = True
        assert (await ready(port, 503))["status"] == "draining"


@pytest.mark.parametrize("fault", ["away", "hang"])
async def test_without_its_database_it_is_alive_but_not_ready(health, database, fault, lines):
    async with serving_health("127.0.0.1:0", health) as port:
        database.answer = fault
        answer = await ready(port, 503)
        assert answer == {"status": "failing", "checks": {"database": "failing"}}
        assert await got(port, "/livez") == (200, b"alive\n")
        await asyncio.sleep(0.3)

        database.answer = "ok"
        assert (await ready(port, 200))["status"] == "ready"

    # Told when it changes, not at every look.
    assert [each["event"] for each in lines() if each["event"].startswith("check")] == [
        "check_failing",
        "check_recovered",
    ]


async def test_metrics_are_shown(health):
    async with serving_health("127.0.0.1:0", health) as port:
        status, body = await got(port, "/metrics?name=x")

    assert status == 200
    assert b"event_loop_lag_seconds" in body


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 404),
        (b"POST /metrics HTTP/1.1\r\n\r\n", 405),
        (b"HEAD /livez HTTP/1.1\r\n\r\n", 200),
        (b"nonsense\r\n\r\n", 405),
        (b"\r\n\r\n", 405),
    ],
)
async def test_any_request_is_answered(health, request_, status):
    async with serving_health("127.0.0.1:0", health) as port:
        assert (await asked(port, request_))[0] == status


async def test_who_sends_nothing_or_too_much_is_hung_up_on(health):
    async with serving_health("127.0.0.1:0", health, request_seconds=0.1) as port:
        for request in (b"", b"GET /livez", b"x" * 100_000):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            with contextlib.suppress(ConnectionResetError):
                assert await asyncio.wait_for(reader.read(), 2) == b""
            writer.close()
        assert (await got(port, "/livez"))[0] == 200


async def test_blocking_code_shows_as_lag(health):
    import time

    from services.common import metrics

    async with serving_health("127.0.0.1:0", health):
        await asyncio.sleep(0.02)
        time.sleep(0.4)  # noqa: ASYNC251 - the fault
        await asyncio.sleep(0)
        await asyncio.sleep(0.01)

        lag = metrics.REGISTRY.get_sample_value("event_loop_lag_seconds")
    assert lag is not None
    assert lag > 0.2
