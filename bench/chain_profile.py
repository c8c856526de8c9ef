"""Where the CPU of a message goes, by kind: HTTP, RPC, SQL, JSON, logs, the loop, our own code.

py-spy samples the stacks of one service after the other while messages come in. A sample counts for
the innermost frame that says what is being done. gRPC's own threads have no Python stack: their CPU
is read from the system and counts as RPC. What was seen is kept in build/profile, to be looked at
with flamegraph.pl or speedscope.
"""

import asyncio
import contextlib
import re
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.chain_opponents import Opponent
from bench.chain_steps import step
from bench.report import BUILD, Figure, say
from lyoctl.installation import SERVICES
from lyoctl.mesh import Mesh

SAMPLES_A_SECOND = 40
WARM_SECONDS = 3.0
"""py-spy reads all symbols before it begins."""

PLACES: Mapping[str, str] = {
    "SQL": r"psycopg|libpq|services/common/(database|lanes|requests)|services/\w+/storage/",
    "RPC": r"grpc/|google/(protobuf|_upb)|protovalidate|celpy|_pb2|grpc_errors"
    r"|services/common/(client|server|mesh)",
    "HTTP": r"uvicorn|httptools|starlette|fastapi|aiohttp|httpx|yarl|multidict|/h11/"
    r"|services/gateway/(edge|app|routes)|services/common/health|providers/http",
    "JSON": r"[ /(]json/|_json|pydantic",
    "logs": r"logging/|services/common/logs",
    "metrics": r"prometheus_client|services/common/(metrics|telemetry|lane_metrics)",
    "own code": r"services/",
}
LOOP = "event loop"
_RUNNING = re.compile(r"services/\w+/__main__|services/common/process")
"""At the root of every stack of the thread that runs Python; gRPC's poller has none of them."""
_WAITING = re.compile(r"epoll_p?wait|futex|pthread_cond|poll \(")

_PLACES = {kind: re.compile(pattern) for kind, pattern in PLACES.items()}


class _NoRightError(Exception):
    """The system does not let py-spy look into another process."""


@dataclass(frozen=True)
class Sampled:
    """What one service did during a step."""

    kinds: Mapping[str, float]
    """Milliseconds of CPU a message."""

    samples: int


async def profile(mesh: Mesh, ours: Opponent, rate: float, seconds: float) -> list[Figure]:
    """A figure for each kind, with the services that spend most on it."""
    spy = shutil.which("py-spy") or shutil.which("py-spy", path=str(Path(sys.executable).parent))
    if spy is None:
        return _unknown("py-spy is not installed (pip install py-spy)")
    try:
        return await _profile(spy, mesh, ours, rate, seconds)
    except _NoRightError as error:
        return _unknown(str(error))


def _unknown(why: str) -> list[Figure]:
    say(f"NOT MEASURED: where the CPU goes, because {why}")
    return []


async def _profile(
    spy: str, mesh: Mesh, ours: Opponent, rate: float, seconds: float
) -> list[Figure]:
    sampled: dict[str, Sampled] = {}
    sql = 0.0
    for name in SERVICES:
        pid = mesh.children[name].pid or 0
        async with _watched(spy, name, pid, seconds) as stacks:
            before = _threads(pid)
            done = await step(ours, rate, seconds + WARM_SECONDS)
            spent = tuple(now - then for now, then in zip(_threads(pid), before, strict=True))
        sampled[name] = _sampled(kinds_of(stacks.read_text()), spent, done.count)
        sql += done.price("PostgreSQL") / len(SERVICES)
    return list(_figures(sampled, sql, f"at {rate:.0f} messages/s"))


@contextlib.asynccontextmanager
async def _watched(spy: str, name: str, pid: int, seconds: float) -> AsyncIterator[Path]:
    """Where the stacks of the process will be when the block has ended."""
    kept = BUILD / "profile" / f"{name}.txt"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.unlink(missing_ok=True)
    watching = await asyncio.create_subprocess_exec(
        *(spy, "record", "--native", "--format", "raw", "--output", str(kept)),
        *("--rate", str(SAMPLES_A_SECOND), "--duration", str(int(seconds)), "--pid", str(pid)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield kept
        if await watching.wait():
            raise _NoRightError(f"py-spy could not look into {name}: it needs the right to ptrace")
    finally:
        if watching.returncode is None:
            watching.terminate()
            await watching.wait()


def _sampled(counted: Counter[str], spent: tuple[float, ...], count: int) -> Sampled:
    """The CPU of the main thread by its samples; all other threads are gRPC's."""
    main, others = (seconds * 1000 / count for seconds in spent)
    samples = sum(counted.values())
    kinds = {kind: number * main / samples for kind, number in counted.items()}
    kinds["RPC"] = kinds.get("RPC", 0.0) + others
    return Sampled(kinds, samples)


def _threads(pid: int) -> tuple[float, float]:
    """CPU seconds so far of the thread that runs Python, and of all others."""
    spent = {each.id: each.user_time + each.system_time for each in psutil.Process(pid).threads()}
    main = spent.pop(pid, 0.0)
    return main, sum(spent.values())


def kinds_of(stacks: str) -> Counter[str]:
    """How many samples each kind has; a line is a stack, outermost frame first, and a count."""
    counted: Counter[str] = Counter()
    for line in stacks.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        if _RUNNING.search(stack) and not _WAITING.match(frames[-1]):
            counted[_kind(frames)] += int(count)
    return counted


def _kind(frames: list[str]) -> str:
    for frame in reversed(frames):
        if _RUNNING.search(frame):
            break
        for kind, place in _PLACES.items():
            if place.search(frame):
                return kind
    return LOOP


def _figures(sampled: Mapping[str, Sampled], sql: float, at: str) -> Iterator[Figure]:
    samples = sum(each.samples for each in sampled.values())
    for kind in (*PLACES, LOOP):
        spent = {name: each.kinds.get(kind, 0.0) for name, each in sampled.items()}
        most = sorted(spent.items(), key=lambda item: -item[1])
        parts = ", ".join(f"{name} {value:.2f}" for name, value in most if value >= 0.005)
        yield Figure(
            "chain CPU",
            f"{kind}, services",
            sum(spent.values()),
            "ms a message",
            n=samples,
            note=f"{at}: {parts}" if parts else at,
        )
    yield Figure("chain CPU", "SQL, PostgreSQL", sql, "ms a message", note=at)
