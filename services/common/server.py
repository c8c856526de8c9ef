"""Serves gRPC, or an ASGI app, while a block runs; drains when it ends."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection as grpc_reflection

from services.common.clients import MESSAGE_LIMIT
from services.common.logs import event
from services.common.server_interceptor import ServerCalls
from services.common.settings import BadSettings

log = logging.getLogger(__name__)

CALLS_BEYOND_ALL_LIMITS = 4096
"""Far more than the interceptor allows: it has not seen those whose message is still on the way."""

OPTIONS: tuple[tuple[str, int], ...] = (
    ("grpc.so_reuseport", 0),  # else a second process takes half of the calls, silently
    ("grpc.max_receive_message_length", MESSAGE_LIMIT),
    ("grpc.max_send_message_length", MESSAGE_LIMIT),
    # Callers come back from time to time, so that new replicas get their share.
    ("grpc.max_connection_age_ms", 300_000),
    ("grpc.max_connection_age_grace_ms", 30_000),
    # Our own callers ping every 30 s, idle or not. grpc 1.85 counts each ping of an idle one as a
    # strike, whatever interval it is told to allow, and sends the caller away at the third.
    ("grpc.http2.max_ping_strikes", 0),
)
OUTSIDE = {
    # One connection of a stranger holds no more calls open than these, and nothing larger.
    "grpc.max_concurrent_streams": 100,
    "grpc.max_receive_message_length": 1024 * 1024,
}


class PortInUse(Exception):
    """Another process listens there."""

    def __init__(self, address: str) -> None:
        super().__init__(f"cannot listen on {address}: the address is in use or not ours")
        self.address = address


@dataclass(frozen=True)
class Registration:
    """A servicer, how the stubs add it to a server, and the full name of its proto service."""

    add: Callable[[Any, grpc.aio.Server], None]
    servicer: object
    name: str


@dataclass
class RunningServer:
    """A server that listens. The end of the block drains it, unless that was done before."""

    port: int
    server: grpc.aio.Server
    health: health.aio.HealthServicer
    grace: timedelta

    async def refuse(self) -> None:
        """Say NOT_SERVING from now on; calls are still answered."""
        await self.health.enter_graceful_shutdown()

    async def drain(self) -> None:
        """Refuse new calls, let those under way finish, for as long as the grace lasts."""
        await self.refuse()
        await self.server.stop(self.grace.total_seconds())


@contextlib.asynccontextmanager
async def serving(
    address: str,
    registrations: Sequence[Registration],
    interceptor: ServerCalls,
    *,
    reflection: bool = False,
    credentials: grpc.ServerCredentials | None = None,
    drain: timedelta = timedelta(seconds=30),
) -> AsyncIterator[RunningServer]:
    """Serve on the address (port 0: a free one) while the block runs; `credentials`: by TLS."""
    server = grpc.aio.server(
        interceptors=[interceptor],
        options=list({**dict(OPTIONS), **(OUTSIDE if interceptor.outside else {})}.items()),
        maximum_concurrent_rpcs=CALLS_BEYOND_ALL_LIMITS,
    )
    for each in registrations:
        each.add(each.servicer, server)
        _warm(interceptor, each.name)
    status = health.aio.HealthServicer()
    if (
        not interceptor.outside
    ):  # to watch it costs a stranger nothing, and us a call without an end
        health_pb2_grpc.add_HealthServicer_to_server(status, server)
    names = [each.name for each in registrations]
    if reflection:
        shown = (*names, health.SERVICE_NAME, grpc_reflection.SERVICE_NAME)
        grpc_reflection.enable_server_reflection(shown, server)
    running = RunningServer(_bound(server, address, credentials), server, status, drain)
    await server.start()
    for name in ("", *names):
        await status.set(name, health_pb2.HealthCheckResponse.SERVING)
    event(log, "listening", port=running.port, services=names)
    try:
        yield running
    finally:
        await running.drain()


def _warm(interceptor: ServerCalls, service: str) -> None:
    """Compile the rules of every request of the service before its first call."""
    found = descriptor_pool.Default().FindServiceByName(service)
    for method in found.methods:
        if method.client_streaming:
            raise TypeError(f"{service}/{method.name}: streams of requests are not served here")
        interceptor.door.require_method(f"{service}/{method.name}")
        interceptor.warm(message_factory.GetMessageClass(method.input_type)())


def _bound(
    server: grpc.aio.Server, address: str, credentials: grpc.ServerCredentials | None
) -> int:
    """Bind the server; looked at first by hand, because gRPC prints a page when it cannot."""
    bind(address).close()
    if credentials is not None:
        return _bound_by_tls(server, address, credentials)
    try:
        return server.add_insecure_port(address)
    except RuntimeError:
        raise PortInUse(address) from None


def _bound_by_tls(
    server: grpc.aio.Server, address: str, credentials: grpc.ServerCredentials
) -> int:
    """gRPC says the same of a pair that is no pair and of a port; the port was looked at before."""
    try:
        return server.add_secure_port(address, credentials)
    except RuntimeError:
        pair = "LYO_TEAM_TLS_CERTIFICATE, LYO_TEAM_TLS_KEY"
        raise BadSettings(f"{pair}: not a certificate and the key that belongs to it") from None


def bind(address: str) -> socket.socket:
    """A listening socket's address taken, or PortInUse."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, because asyncio sends without delay only on sockets that say they are TCP.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, int(port)))
        sock.listen(2048)
    except (OSError, ValueError, OverflowError):
        sock.close()
        raise PortInUse(address) from None
    sock.setblocking(False)
    return sock


@contextlib.asynccontextmanager
async def serving_asgi(
    address: str, app: Any, *, http: Any = "httptools", drain: timedelta = timedelta(seconds=30)
) -> AsyncIterator[int]:
    """Serve the ASGI app while the block runs, then let requests under way finish; `http`: how
    uvicorn speaks HTTP."""
    import uvicorn  # noqa: PLC0415 - only the processes that speak HTTP have it

    class Server(uvicorn.Server):
        """uvicorn without its signal handlers: the process has its own."""

        @contextlib.contextmanager
        def capture_signals(self):  # type: ignore[no-untyped-def]
            yield

    sock = bind(address)
    config = uvicorn.Config(
        app,
        http=http,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=16 * 1024,
        timeout_keep_alive=75,  # longer than a balancer's 60 s, or it meets a closed connection
        timeout_graceful_shutdown=int(drain.total_seconds()) or 1,
        backlog=2048,
    )
    server = Server(config)
    running = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        # uvicorn has no event for it
        while not server.started and not running.done():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        if running.done():
            running.result()
        port: int = sock.getsockname()[1]
        event(log, "listening", port=port)
        yield port
    finally:
        server.should_exit = True
        await running
        sock.close()
