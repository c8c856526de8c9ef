"""The echo service: stubs made when the tests start, and a servicer that does as it is told."""

import asyncio
import importlib
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from grpc_tools import protoc

from services.common.mesh import Policy
from services.common.scopes import Scopes
from services.common.server import Registration

HERE = Path(__file__).parent
GENERATED = HERE.parent.parent / "protos" / "gen"
SERVICE = "lyo.echo.v1.EchoService"
TENANT = "8b8f3f5e-3a0b-4c1a-9a53-0d2f3f3b9a10"
SECOND = timedelta(seconds=1)
REQUEST = "0f8fad5b-d9cb-469f-a165-70867728950e"


def _compiled() -> tuple[Any, Any]:
    with tempfile.TemporaryDirectory(prefix="lyo-echo-") as folder:
        arguments = [
            "protoc",
            f"-I{HERE}",
            f"-I{files('grpc_tools') / '_proto'}",
            f"--descriptor_set_in={GENERATED / 'validate.binpb'}",
            f"--python_out={folder}",
            f"--grpc_python_out={folder}",
            "echo.proto",
        ]
        if protoc.main(arguments):
            raise RuntimeError("echo.proto cannot be compiled")
        sys.path.insert(0, folder)
        try:
            return importlib.import_module("echo_pb2"), importlib.import_module("echo_pb2_grpc")
        finally:
            sys.path.remove(folder)


pb, rpc = _compiled()

Answer = Callable[[Any, Any], Awaitable[str]]


async def same(request: Any, context: Any) -> str:
    return str(request.text)


def raises(error: Exception) -> Answer:
    """An answer that fails so."""

    async def answer(request: Any, context: Any) -> str:
        raise error

    return answer


class EchoServicer(rpc.EchoServiceServicer):  # type: ignore[misc, name-defined]
    """Answers with what `answer` returns; counts the calls that reach it."""

    def __init__(self, answer: Answer = same) -> None:
        self.answer = answer
        self.calls = 0
        self.watch_ended = asyncio.Event()

    async def GetEcho(self, request: Any, context: Any) -> Any:
        self.calls += 1
        return pb.GetEchoResponse(text=await self.answer(request, context))

    async def Shout(self, request: Any, context: Any) -> Any:
        return await self.GetEcho(request, context)

    async def CreateEcho(self, request: Any, context: Any) -> Any:
        self.calls += 1
        return pb.CreateEchoResponse(text=await self.answer(request, context))

    async def SendEcho(self, request: Any, context: Any) -> Any:
        return await self.CreateEcho(request, context)

    async def WatchEchoes(self, request: Any, context: Any) -> AsyncIterator[Any]:
        self.calls += 1
        try:
            for word in request.text.split():
                yield pb.GetEchoResponse(text=word)
            yield pb.GetEchoResponse(text=await self.answer(request, context))
        finally:
            self.watch_ended.set()


def registered(servicer: EchoServicer) -> list[Registration]:
    return [Registration(rpc.add_EchoServiceServicer_to_server, servicer, SERVICE)]


def hello(text: str = "hello") -> Any:
    return pb.GetEchoRequest(tenant_id=TENANT, text=text)


def creation() -> Any:
    return pb.CreateEchoRequest(tenant_id=TENANT, request_id=REQUEST)


POLICY = Policy(
    calls={"gateway": frozenset({"echo", "relay"}), "relay": frozenset({"echo"})},
    only={f"{SERVICE}/Shout": frozenset({"relay"})},
    operators=frozenset({"lyoctl"}),
    not_for_operators=frozenset({f"{SERVICE}/Shout"}),
    never_repeated=frozenset({f"{SERVICE}/SendEcho"}),
    listen={},
    metrics={},
    team={},
)
SCOPES = Scopes(
    methods={
        f"{SERVICE}/{each}": "echoes:read"
        for each in ("GetEcho", "CreateEcho", "SendEcho", "WatchEchoes")
    },
    mesh=frozenset({f"{SERVICE}/Shout"}),
    narrowing=frozenset(),
)
