"""A service on a free port with a channel to it: everything around a call is as in production."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from datetime import timedelta

import grpc
import pytest
from google.protobuf.descriptor import FileDescriptor

from services.common.actor import Actors
from services.common.clients import files_of, open_channel
from services.common.doors import MeshDoor
from services.common.mesh import CALLER_KEY, Policy, Signer, Verifier, service_of
from services.common.scopes import Scopes
from services.common.server import Registration, serving
from services.common.server_interceptor import ServerCalls
from services.common.settings import Keys

KEY = b"a key that all processes of a test share"
ACTORS = Actors(KEY)


def guard(policy: Policy | None = None, *, calls_at_once: int = 256) -> ServerCalls:
    """The interceptor of a server under test."""
    door = MeshDoor(Verifier(KEY), policy or Policy.load(), ACTORS)
    return ServerCalls(door, narrowing=Scopes.load().narrowing, calls_at_once=calls_at_once)


@contextlib.asynccontextmanager
async def called_by_processes(
    keys: Keys, registrations: Sequence[Registration], listen: str = "127.0.0.1:0"
) -> AsyncIterator[int]:
    """Serve for processes that have the same key file; yields the port."""
    door = MeshDoor(Verifier(keys.mesh), Policy.load(), Actors(keys.derived("actors")))
    guard = ServerCalls(door, calls_at_once=256)
    async with serving(listen, registrations, guard, drain=timedelta(seconds=1)) as server:
        yield server.port


@contextlib.asynccontextmanager
async def reachable(
    registrations: Sequence[Registration],
    *,
    caller: str = "gateway",
    policy: Policy | None = None,
    files: Iterable[FileDescriptor] | None = None,
) -> AsyncIterator[grpc.aio.Channel]:
    """Serve on a free port; yields a channel on which `caller` calls."""
    policy = policy or Policy.load()
    if files is None:
        files = files_of(service_of(registrations[0].name))
    drain = timedelta(seconds=1)
    async with (
        serving("127.0.0.1:0", registrations, guard(policy), drain=drain) as server,
        calling(server.port, caller=caller, policy=policy, files=files) as channel,
    ):
        yield channel


def calling(
    port: int,
    *,
    caller: str = "gateway",
    policy: Policy | None = None,
    files: Iterable[FileDescriptor] = (),
    timeout: float = 5.0,
    key: bytes = KEY,
) -> grpc.aio.Channel:
    """A channel to a port of this machine."""
    return open_channel(
        f"127.0.0.1:{port}",
        Signer(key, caller),
        files=files,
        never_repeated=(policy or Policy.load()).never_repeated,
        timeout=timeout,
    )


def token(service: str = "gateway", key: bytes = KEY) -> tuple[str, str]:
    """The metadata by which this service says who it is, for channels that do not."""
    return (CALLER_KEY, Signer(key, service).token())


async def refused(call: Awaitable[object]) -> grpc.aio.AioRpcError:
    """How a call fails, as gRPC tells it."""
    with pytest.raises(grpc.aio.AioRpcError) as failure:
        await call
    return failure.value
