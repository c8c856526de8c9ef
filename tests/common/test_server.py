"""How does a server begin, answer strangers and end?"""

import asyncio
import socket
from datetime import timedelta

import grpc
import httpx
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from services.common import errors
from services.common.server import PortInUse, serving, serving_asgi
from tests.common import echo
from tests.common.fixtures import lines, servicer
from tests.common.serving import calling, guard

__all__ = ["lines", "servicer"]

pytestmark = pytest.mark.slow  # it waits in real time

FILES = [echo.pb.DESCRIPTOR]


def served(servicer, address="127.0.0.1:0", **options):
    return serving(address, echo.registered(servicer), guard(echo.POLICY), **options)


async def health_of(channel, service):
    request = health_pb2.HealthCheckRequest(service=service)
    return (await health_pb2_grpc.HealthStub(channel).Check(request)).status


async def test_health_is_told_to_anyone_for_each_service_by_its_full_name(servicer):
    serving_now = health_pb2.HealthCheckResponse.SERVING
    async with (
        served(servicer) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as stranger,
    ):
        assert await health_of(stranger, "") == serving_now
        assert await health_of(stranger, echo.SERVICE) == serving_now
        with pytest.raises(grpc.aio.AioRpcError, match="NOT_FOUND"):
            await health_of(stranger, "lyo.echo.v1.NoSuchService")

        await server.refuse()

        assert await health_of(stranger, "") == health_pb2.HealthCheckResponse.NOT_SERVING
        assert await health_of(stranger, echo.SERVICE) == health_pb2.HealthCheckResponse.NOT_SERVING


@pytest.mark.parametrize("shown", [True, False])
async def test_reflection_is_there_only_where_asked_for(servicer, shown):
    async def question():
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    async with (
        served(servicer, reflection=shown) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as stranger,
    ):
        call = reflection_pb2_grpc.ServerReflectionStub(stranger).ServerReflectionInfo(question())
        if shown:
            names = {
                each.name for each in (await anext(aiter(call))).list_services_response.service
            }
            assert echo.SERVICE in names
        else:
            with pytest.raises(grpc.aio.AioRpcError, match="UNAUTHENTICATED"):
                await anext(aiter(call))


async def test_a_second_server_never_shares_a_port_silently(servicer, capfd):
    async with served(servicer) as server:
        address = f"127.0.0.1:{server.port}"
        with pytest.raises(PortInUse, match=f"cannot listen on {address}"):
            async with served(servicer, address):
                pass
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("address", ["127.0.0.1:99999", "nowhere", "192.0.2.1:0", "127.0.0.1:x"])
async def test_an_address_that_cannot_be_is_refused(servicer, address):
    with pytest.raises(PortInUse):
        async with served(servicer, address):
            pass


async def test_a_drain_lets_calls_finish_and_takes_no_new_ones(servicer):
    gate = asyncio.Event()

    async def answer(request, context):
        await gate.wait()
        return "finished"

    servicer.answer = answer
    async with (
        served(servicer, drain=timedelta(seconds=5)) as server,
        calling(server.port, files=FILES) as channel,
    ):
        stub = echo.rpc.EchoServiceStub(channel)
        under_way = asyncio.ensure_future(stub.GetEcho(echo.hello()))
        while not servicer.calls:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        draining = asyncio.create_task(server.drain())
        await asyncio.sleep(0.1)

        with pytest.raises(errors.Unavailable):
            await stub.GetEcho(echo.hello())
        assert not draining.done()
        gate.set()
        assert (await under_way).text == "finished"
        await draining


async def test_what_outlives_the_grace_is_cut_off_and_its_caller_told(servicer):
    async def answer(request, context):
        await asyncio.sleep(30)
        return "never"

    servicer.answer = answer
    async with (
        served(servicer, drain=timedelta(seconds=0.2)) as server,
        calling(server.port, files=FILES) as channel,
    ):
        stub = echo.rpc.EchoServiceStub(channel)
        under_way = asyncio.ensure_future(stub.GetEcho(echo.hello()))
        while not servicer.calls:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        async with asyncio.timeout(3):
            await server.drain()
            with pytest.raises(errors.Unavailable):
                await under_way


async def test_a_message_larger_than_4_mb_is_refused_by_its_sender(servicer):
    async with (
        served(servicer) as server,
        calling(server.port, files=FILES) as channel,
    ):
        with pytest.raises(errors.ResourceExhausted) as refusal:
            await echo.rpc.EchoServiceStub(channel).GetEcho(echo.hello("x" * 5_000_000))

    assert refusal.value.reason == "UPSTREAM_LIMIT"
    assert servicer.calls == 0


async def app(scope, receive, send):
    assert scope["type"] == "http"
    await asyncio.sleep(float(scope["query_string"] or 0))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


async def test_an_asgi_app_is_served_and_drained(lines):
    async with httpx.AsyncClient() as client:
        async with serving_asgi("127.0.0.1:0", app) as port:
            address = f"http://127.0.0.1:{port}/"
            assert (await client.get(address)).text == "hello"
            under_way = asyncio.create_task(client.get(f"{address}?0.3"))
            await asyncio.sleep(0.1)
        assert (await under_way).text == "hello"
        with pytest.raises(httpx.ConnectError):
            await client.get(address)
    assert {each["event"] for each in lines()} == {"listening"}


async def test_an_asgi_app_never_shares_a_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse):
            async with serving_asgi(f"127.0.0.1:{port}", app):
                pass
