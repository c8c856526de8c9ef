"""The processes that are measured, and those that measure: each by itself, ended with its block."""

import asyncio
import contextlib
import json
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lyoctl.children import Child
from lyoctl.installation import ROOT

READY_SECONDS = 60.0


@dataclass(frozen=True)
class Server:
    """A process that listens."""

    name: str
    port: int
    pid: int


@contextlib.asynccontextmanager
async def served(
    name: str, arguments: Sequence[str], variables: Mapping[str, str], port: int
) -> AsyncIterator[Server]:
    """Run `python -m <arguments>` until the block ends; yields it when its port is open."""
    said: list[str] = []
    child = Child(
        name,
        [sys.executable, "-m", *arguments],
        {**environment(), **variables},
        lambda _, line: said.append(line),
    )
    await child.start()
    try:
        await _open(child, port, said)
        yield Server(name, port, child.pid or 0)
        if child.restarts:
            raise RuntimeError(f"{name} died while it was measured:\n" + "\n".join(said[-20:]))
    finally:
        await child.stop(10)


async def _open(child: Child, port: int, said: Sequence[str]) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and not child.restarts and not child.ended:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise RuntimeError(f"{child.name} does not come up:\n" + "\n".join(said[-20:]))


class Told:
    """A process that is asked by a line of JSON and answers with one."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, **what: Any) -> dict[str, Any]:
        """What it answers; RuntimeError if it dies instead."""
        if self._process.stdin is None:
            raise RuntimeError("it was started without a standard input")
        self._process.stdin.write(json.dumps(what).encode() + b"\n")
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        """The next line that it says."""
        line = await self._process.stdout.readline() if self._process.stdout else b""
        if not line:
            raise RuntimeError(f"process {self.pid} ended with {await self._process.wait()}")
        answered: dict[str, Any] = json.loads(line)
        return answered


@contextlib.asynccontextmanager
async def told(
    arguments: Sequence[str], variables: Mapping[str, str] | None = None
) -> AsyncIterator[Told]:
    """Run `python -m <arguments>`, which ends when its standard input does."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *arguments),
        env={**environment(), **(variables or {})},
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Told(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def obey(do: Callable[..., Any]) -> None:
    """The other end of `Told.ask`: do what each line says until there are no more."""
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await do(**json.loads(line))), flush=True)


def environment() -> dict[str, str]:
    """What every process of the bench needs, and nothing that would change what it does."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
    inherited = {key: os.environ[key] for key in kept if key in os.environ}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "protos" / "gen")])
    return {**inherited, "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
