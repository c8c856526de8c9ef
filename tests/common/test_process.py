"""How does a process start, and how does it end?"""

import asyncio
import signal
import time

import grpc
import pytest

from services.common import errors
from tests.common import echo
from tests.common.running import bare_stub_of, environment, got, said, started, stub_of

__all__ = ["environment"]


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
        bare_stub_of(running, environment) as get_echo,
    ):
        await running.logged("ready")
        assert (await got(running, "/readyz")).json()["status"] == "ready"

        running.process.send_signal(signal.SIGTERM)
        await running.logged("draining")

        refusal = await got(running, "/readyz")
        assert (refusal.status_code, refusal.json()["status"]) == (503, "draining")
        assert (await got(running, "/livez")).status_code == 200
        assert (await get_echo(echo.hello())).text == "hello"
        assert await running.ended() == 0


async def test_callers_leave_a_process_that_drains_before_it_stops(environment):
    async with (
        started(environment, "serve", LYO_DRAIN_DELAY_SECONDS="1") as running,
        stub_of(running, environment) as stub,
    ):
        await stub.GetEcho(echo.hello())

        running.process.send_signal(signal.SIGTERM)
        await running.logged("draining")
        await asyncio.sleep(0.2)

        with pytest.raises(errors.Unavailable):  # there is no other replica
            await stub.GetEcho(echo.hello(), timeout=0.5)
        assert await running.ended() == 0


async def test_both_doors_drain_at_the_same_time(environment):
    async with started(
        environment, "serve", LYO_ECHO_TEAM_LISTEN="127.0.0.1:0", LYO_DRAIN_SECONDS="2"
    ) as running:
        await running.logged("ready")
        mesh, team = [each["port"] for each in running.events if each["event"] == "listening"][-2:]
        assert mesh != team
        async with (
            stub_of(running, environment) as stub,
            grpc.aio.insecure_channel(f"127.0.0.1:{team}") as at_team,
        ):
            key = [("authorization", "Bearer k")]
            at_both = [
                asyncio.ensure_future(stub.GetEcho(echo.hello("sleep 30"), timeout=20)),
                asyncio.ensure_future(
                    echo.rpc.EchoServiceStub(at_team).GetEcho(
                        echo.hello("sleep 30"), metadata=key, timeout=20
                    )
                ),
            ]
            await asyncio.sleep(0.5)
            assert not any(each.done() for each in at_both)
            begun = time.monotonic()
            running.process.send_signal(signal.SIGTERM)
            await running.ended()
            seconds = time.monotonic() - begun
            await asyncio.gather(*at_both, return_exceptions=True)
    assert seconds < 3.5


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
    # A name of its own: a role has one password for the whole run, and here it is another one.
    only = {
        "ECHO_NAME": "hermit",
        "DATABASE_URL": postgres.url("postgres", "from_nothing"),
    }

    code, lines = said(environment, "migrate", **only)

    assert (code, lines) == (0, [])
    async with started(environment, "serve", **only) as running:
        assert (await running.logged("ready"))["level"] == "info"
        assert (await got(running, "/readyz")).status_code == 200
