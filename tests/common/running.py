"""The echo service as a process of its own, and what it says, logs and answers."""

import asyncio
import contextlib
import functools
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest

from services.common.settings import Keys
from tests.common import echo
from tests.common.serving import calling, token

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
    return environment_of(lyo_databases("echo").url("echo"), tmp_path_factory.mktemp("keys"))


def environment_of(database_url: str, folder: Path) -> dict[str, str]:
    """All that a process is told."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'protos' / 'gen'}",
        "LYO_ENV": "test",
        "LYO_KEY_FILE": str(folder / "key"),
        "LYO_ECHO_LISTEN": "127.0.0.1:0",
        "LYO_ECHO_METRICS_LISTEN": "127.0.0.1:0",
        "LYO_ECHO_DATABASE_URL": database_url,
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


@contextlib.asynccontextmanager
async def bare_stub_of(running: Running, environment: dict[str, str]) -> AsyncIterator[Any]:
    """As `stub_of`, by a channel that does not ask for the health of the process."""
    port = (await running.logged("listening"))["port"]
    key = Keys.read(Path(environment["LYO_KEY_FILE"]), make=False).mesh
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = echo.rpc.EchoServiceStub(channel).GetEcho
        yield functools.partial(call, metadata=[token("lyoctl", key)])


async def got(running: Running, path: str, event: str = "health_listening") -> httpx.Response:
    port = (await running.logged(event))["port"]
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")
