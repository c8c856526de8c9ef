"""A copy of the tree as it stands, and what tests say in it."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.mutants.mutant import Broken
from tests.faults.mutants.witness import TOLD

ROOT = Path(__file__).resolve().parents[3]
STUBS = Path("protos", "gen")
SCRATCH = Path("build", "tmp")
"""Where tests put their files, servers included: what is left of them can be told as ours."""
TAIL = 2000
PATIENCE = 60.0
"""Seconds for tests that were interrupted to end what they started, on a machine that is busy."""

SERVER_SECONDS = 10.0
"""For a PostgreSQL that was told to end; one that was killed leaves its file for good."""

Told = list[tuple[str, str, str, str]]
"""Of each step of each test: its name, which step, how it ended, and why."""


@contextlib.contextmanager
def copied() -> Iterator[Path]:
    """All that git knows or would, and the stubs; gone afterwards."""
    tree = Path(tempfile.mkdtemp(prefix="lyo-mutant-"))
    tree.chmod(0o711)  # as root, PostgreSQL runs as nobody and must come through
    try:
        for name in _sources():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
        shutil.copytree(ROOT / STUBS, tree / STUBS)
        (tree / SCRATCH).mkdir(parents=True)
        yield tree
    finally:
        shutil.rmtree(tree, ignore_errors=True)


def _sources() -> list[str]:
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


async def run(tree: Path, tests: Sequence[str], *, within: float) -> Told:
    """Run the tests in the copy, of which alone they know."""
    told = tree / "told.json"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", "-p", "tests.faults.mutants.witness"),
        *("-p", "no:cacheprovider", "--tb=short", *tests),
        cwd=tree,
        env=_environment(tree, told),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output = await _output(process, within)
    finally:
        await _end_servers(tree)
    if process.returncode not in (0, 1):
        raise Broken(f"pytest ended with {process.returncode}: {output[-TAIL:]}")
    return [(name, when, how, why) for name, when, how, why in json.loads(told.read_text())]


def _environment(tree: Path, told: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    path = os.pathsep.join((str(tree), str(tree / STUBS)))
    return {**ours, "PYTHONPATH": path, "TMPDIR": str(tree / SCRATCH), TOLD: str(told)}


async def _output(process: asyncio.subprocess.Process, within: float) -> str:
    """What it printed. One that hangs is interrupted, so that it ends what it started."""
    reading = asyncio.create_task(process.communicate())
    try:
        await asyncio.wait([reading], timeout=within)
    finally:
        if not reading.done():
            await _interrupt(process, reading)
    printed, _ = await reading
    return printed.decode(errors="replace")


async def _interrupt(
    process: asyncio.subprocess.Process, reading: "asyncio.Task[tuple[bytes, bytes]]"
) -> None:
    process.send_signal(signal.SIGINT)
    done, _ = await asyncio.wait([reading], timeout=PATIENCE)
    if not done:
        process.kill()
        await reading


async def _end_servers(tree: Path) -> None:
    """End each PostgreSQL of the copy that outlived its tests, which happens to who is killed."""
    left = list((tree / SCRATCH).glob("*/postgres/data/postmaster.pid"))
    for kept in left:
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int(kept.read_text().split()[0]), signal.SIGINT)
    end = time.monotonic() + SERVER_SECONDS
    # Until then it writes into the tree.
    while any(kept.exists() for kept in left) and time.monotonic() < end:  # noqa: ASYNC110 - a file
        await asyncio.sleep(0.05)
