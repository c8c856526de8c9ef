"""How does a process start, and how does it end?"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.common import errors
from services.common.settings import Keys
from tests.common import echo
from tests.common.serving import calling

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", "tests.common.echo_process"]


class Running:
    """A process under test, and what it has logged."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.events: list[dict[str, Any]] = []
        self.reading = asyncio.create_task(self.read())
        self.news = asyncio.Event()

    async def read(self) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            self.events.append(json.loads(line))
            self.news.set()

    async def logged(self, name: str) -> dict[str, Any]:
        """The event of this name, awaited."""
        async with asyncio.timeout(20):
            while not (found := [each for each in self.events if each["event"] == name]):
                assert not self.reading.done(), self.events
                self.news.clear()
                await self.news.wait()
        return found[0]

    def names(self) -> list[str]:
        return [each["event"] for each in self.events]

    async def ended(self) -> int:
        async with asyncio.timeout(20):
            await self.reading
            return await self.process.wait()


@pytest.fixture(scope="module")
def environment(lyo_databases, tmp_path_factory) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'protos' / 'gen'}",
        "LYO_ENV": "test",
        "LYO_KEY_FILE": str(tmp_path_factory.mktemp("keys") / "key"),
        "LYO_ECHO_LISTEN": "127.0.0.1:0",
        "LYO_ECHO_METRICS_LISTEN": "127.0.0.1:0",
        "LYO_ECHO_DATABASE_URL": lyo_databases("echo").url("echo"),
    }


@contextlib.asynccontextmanager
async def started(
    environment: dict[str, str], *actions: str, **changes: str
) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *actions,
        env=environment | changes,
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    running = Running(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await running.ended()


def said(environment: dict[str, str], *actions: str, **changes: str) -> tuple[int, list[str]]:
    """The exit code and the lines on standard error of a process that does not come up."""
    done = subprocess.run(
        [*COMMAND, *actions],
        env=environment | changes,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


@contextlib.asynccontextmanager
async def stub_of(running: Running, environment: dict[str, str]) -> AsyncIterator[Any]:
    port = (await running.logged("listening"))["port"]
    key = Keys.read(Path(environment["LYO_KEY_FILE"]), make=False).mesh
    async with calling(port, caller="lyoctl", key=key) as channel:
        yield echo.rpc.EchoServiceStub(channel)


async def got(running: Running, path: str, event: str = "health_listening") -> httpx.Response:
    port = (await running.logged(event))["port"]
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


async def test_a_call_under_way_finishes_a_new_one_is_unavailable_and_the_exit_is_0(environment):
    async with (
        started(environment, "serve", "work") as running,
        stub_of(running, environment) as stub,
    ):
        await stub.GetEcho(echo.hello())
        under_way = asyncio.ensure_future(stub.GetEcho(echo.hello("sleep 1")))
        await asyncio.sleep(0.2)
        running.process.send_signal(signal.SIGTERM)
        await running.logged("draining")
        await asyncio.sleep(0.1)

        with pytest.raises(errors.Unavailable):
            await stub.GetEcho(echo.hello())
        assert (await under_way).text == "sleep 1"
        assert await running.ended() == 0
    assert running.names()[-2:] == ["taken_apart", "stopped"]


async def test_before_it_stops_it_says_that_it_is_not_ready_and_still_serves(environment):
    async with (
        started(environment, "serve", LYO_DRAIN_DELAY_SECONDS="1") as running,
        stub_of(running, environment) as stub,
    ):
        await running.logged("ready")
        assert (await got(running, "/readyz")).json()["status"] == "ready"

        running.process.send_signal(signal.SIGTERM)
        await running.logged("draining")

        refusal = await got(running, "/readyz")
        assert (refusal.status_code, refusal.json()["status"]) == (503, "draining")
        assert (await got(running, "/livez")).status_code == 200
        assert (await stub.GetEcho(echo.hello())).text == "hello"
        assert await running.ended() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_worker_finishes_what_it_has_in_hand(environment, number):
    async with started(environment, "work", ECHO_WORKER="slow") as running:
        await running.logged("ready")
        running.process.send_signal(number)

        assert await running.ended() == 0
    assert "job_finished" in running.names()
    assert "listening" not in running.names()


async def test_a_worker_that_ends_by_itself_ends_the_process_with_1(environment):
    async with started(environment, "serve", "work", ECHO_WORKER="dies") as running:
        assert await running.ended() == 1
    assert (await running.logged("worker_ended"))["level"] == "error"


async def test_a_process_that_waits_for_its_database_is_alive_and_can_be_stopped(environment):
    away = {"LYO_ECHO_DATABASE_URL": "postgresql://lyo_echo@127.0.0.1:1/lyo"}
    async with started(environment, "serve", **away) as running:
        assert (await got(running, "/livez")).status_code == 200
        assert (await got(running, "/readyz")).json() == {"status": "starting", "checks": {}}
        running.process.send_signal(signal.SIGTERM)

        assert await running.ended() == 0


async def test_the_operators_port_tells_checks_and_metrics(environment):
    async with (
        started(environment, "serve", "work") as running,
        stub_of(running, environment) as stub,
    ):
        await stub.GetEcho(echo.hello())
        await running.logged("ready")

        assert (await got(running, "/readyz")).json()["checks"] == {"database": "ok"}
        metrics = (await got(running, "/metrics")).text
        assert (
            'grpc_server_call_started_total{grpc_method="lyo.echo.v1.EchoService/GetEcho"} 1.0'
            in metrics
        )
        assert (await got(running, "/secrets")).status_code == 404


async def test_an_asgi_app_is_served_and_drained(environment):
    async with started(environment, "serve", ECHO_KIND="asgi") as running:
        await running.logged("ready")
        answer = await got(running, "/here", "listening")
        assert (answer.status_code, answer.text) == (200, "/here")
        assert "server" not in answer.headers

        under_way = asyncio.create_task(got(running, "/slow?0.5", "listening"))
        await asyncio.sleep(0.2)
        running.process.send_signal(signal.SIGTERM)

        assert (await under_way).text == "/slow"
        assert await running.ended() == 0


@pytest.mark.parametrize(
    ("variable", "kind"),
    [
        ("LYO_ECHO_LISTEN", "grpc"),
        ("LYO_ECHO_LISTEN", "asgi"),
        ("LYO_ECHO_METRICS_LISTEN", "grpc"),
    ],
)
def test_a_port_in_use_is_one_line_that_says_which_variable_to_change(environment, variable, kind):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        code, lines = said(environment, "serve", ECHO_KIND=kind, **{variable: address})

    assert code == 2
    assert lines == [
        f"echo: cannot listen on {address}: the address is in use or not ours; set {variable}"
    ]


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("LYO_ECHO_LOUDNESS", "loud", "unable to parse string as an integer"),
        ("LYO_ENV", "nowhere", "Input should be 'development', 'test' or 'production'"),
        ("LYO_DRAIN_SECONDS", "-1", "Input should be greater than or equal to 0"),
        ("LYO_KEY_FILE", __file__, "cannot be read as bytes in hex"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_the_variable(environment, variable, value, line):
    code, lines = said(environment, "serve", **{variable: value})

    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith(f"echo: {variable}: ")
    assert line in lines[0]


def test_production_never_makes_a_key(environment, tmp_path):
    missing = tmp_path / "key"

    code, lines = said(environment, "serve", LYO_ENV="production", LYO_KEY_FILE=str(missing))

    assert (code, len(lines), missing.exists()) == (2, 1, False)
    assert lines[0].startswith(f"echo: LYO_KEY_FILE: there is no key file {missing}")


def test_elsewhere_the_key_is_made_for_its_owner_alone(environment):
    said(environment, "migrate")

    assert Path(environment["LYO_KEY_FILE"]).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("actions", [[], ["dance"], ["serve", "migrate"]])
def test_what_it_cannot_do_it_says_in_one_line(environment, actions):
    assert said(environment, *actions) == (
        2,
        ["echo: say what to do: serve, work, serve work, or migrate"],
    )


def test_without_any_database_it_says_which_variable_to_set(environment):
    code, lines = said(environment, "serve", LYO_ECHO_DATABASE_URL="")

    assert (code, lines) == (2, ["echo: DATABASE_URL: set it, or LYO_ECHO_DATABASE_URL"])


def test_a_database_that_is_away_is_no_traceback(environment):
    away = {"DATABASE_URL": "postgresql://postgres@127.0.0.1:1/lyo"}

    code, lines = said(environment, "migrate", **away)

    assert code == 1
    assert not any("Traceback" in line for line in lines)
    assert all(line.startswith("echo: ") for line in lines)


async def test_traces_that_nobody_takes_do_not_hold_up_the_exit(environment):
    nobody = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}
    async with (
        started(environment, "serve", **nobody) as running,
        stub_of(running, environment) as stub,
    ):
        await stub.GetEcho(echo.hello())
        running.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(8):
            assert await running.ended() == 0


async def test_one_database_url_is_enough(environment, postgres):
    postgres.create_database("from_nothing")
    only = {
        "DATABASE_URL": postgres.url("postgres", "from_nothing"),
        "LYO_ECHO_DATABASE_URL": "",
    }

    code, lines = said(environment, "migrate", **only)

    assert (code, lines) == (0, [])
    async with started(environment, "serve", **only) as running:
        assert (await running.logged("ready"))["level"] == "info"
        assert (await got(running, "/readyz")).status_code == 200
