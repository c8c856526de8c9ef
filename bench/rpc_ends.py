"""The two ends of an RPC, each a process: `python -m bench.rpc_ends serve|call bare|full|traced`.

bare: grpc.aio and nothing else. full: everything that a service of ours has around a call. traced:
that, and a span recorded at both ends, as where a collector is configured.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import uvloop
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SpanExporter,
    SpanExportResult,
)

from bench.processes import obey
from services.common import context, logs, telemetry
from services.common.actor import Actors
from services.common.clients import open_channel
from services.common.doors import MeshDoor
from services.common.mesh import Signer, Verifier
from services.common.server import serving
from services.common.server_interceptor import ServerCalls
from tests.common import echo

KEY = b"a key that both ends of the bench share"
WORDS = "A word or two about the table by the window. " * 22
"""Together with the rest about 1 KB."""


class Discarded(SpanExporter):
    """Stands where the collector's exporter is: what sending costs is not measured."""

    def export(self, spans: Any) -> SpanExportResult:  # noqa: ARG002 - as its base has it
        """Called by the processor."""
        return SpanExportResult.SUCCESS


async def serve(kind: str) -> None:
    """Serve echoes; say on which port; end with the standard input."""
    async with _bare_server() if kind == "bare" else _full_server() as port:
        print(json.dumps({"port": port}), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


@contextlib.asynccontextmanager
async def _bare_server() -> AsyncIterator[int]:
    server = grpc.aio.server()
    echo.rpc.add_EchoServiceServicer_to_server(echo.EchoServicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield port
    await server.stop(1)


@contextlib.asynccontextmanager
async def _full_server() -> AsyncIterator[int]:
    guard = ServerCalls(MeshDoor(Verifier(KEY), echo.POLICY, Actors(KEY)))
    async with serving("127.0.0.1:0", echo.registered(echo.EchoServicer()), guard) as running:
        yield running.port


async def call(kind: str) -> None:
    """Make as many calls as each line says."""
    target = f"127.0.0.1:{os.environ['BENCH_PORT']}"
    async with _channel(kind, target) as channel:
        stub = echo.rpc.EchoServiceStub(channel)

        async def made(count: int, at_once: int) -> dict[str, float]:
            begun = time.perf_counter()
            await asyncio.gather(*(_calls(stub, count // at_once) for _ in range(at_once)))
            return {"seconds": time.perf_counter() - begun}

        await obey(made)


def _channel(kind: str, target: str) -> grpc.aio.Channel:
    if kind == "bare":
        return grpc.aio.insecure_channel(target)
    return open_channel(target, Signer(KEY, "gateway"), files=[echo.pb.DESCRIPTOR])


async def _calls(stub: Any, count: int) -> None:
    """One after the other, as one of many pieces of work does, each with an id of its own."""
    context.request_id.set(f"bench-{os.urandom(8).hex()}")
    request = echo.hello(WORDS)
    for _ in range(count):
        answer = await stub.GetEcho(request)
        if answer.text != WORDS:
            raise RuntimeError("an echo that is none")


def main(end: str, kind: str) -> None:
    """One end of one kind; its log lines go where a container's would, and are not read."""
    spans = BatchSpanProcessor(Discarded()) if kind == "traced" else None
    with (
        Path(os.environ["BENCH_LOG"]).open("a") as log,
        telemetry.tracing("echo", None, processor=spans),
    ):
        logs.configure("echo", stream=log)
        uvloop.run({"serve": serve, "call": call}[end](kind))


if __name__ == "__main__":
    main(*sys.argv[1:])
