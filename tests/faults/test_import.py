"""Are 100,000 customers imported in under two minutes, each line taken or named?"""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lyoctl.installation import ROOT
from tests.faults.report import Report
from tests.faults.world import World
from tests.journeys.test_up import addresses

LIMIT_SECONDS = 120
STARTING_SECONDS = 10
"""What a small file takes beside its lines: a process starts."""
BAD_EVERY = 1000


@pytest.fixture
def people(tmp_path: Path, size) -> tuple[Path, int, int]:
    """A file, how many lines it has, and how many of them are bad."""
    count = size(2_000, 100_000)
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8-sig") as file:
        file.write("Nome;Telefono;Codice\r\n")
        for number in range(count):
            phone = "12" if number % BAD_EVERY == BAD_EVERY - 1 else f"33{number:08}"
            file.write(f"Cliente {number};{phone};C-{number}\r\n")
    return path, count, count // BAD_EVERY


@pytest.fixture
def imported(world: World):
    """Runs the command; how many seconds it took, and what it said."""
    installation = world.mesh.installation
    beside = {**addresses(installation), "LYO_HOME": str(installation.home)}
    columns = "name=Nome,phone=Telefono,external_ref=Codice"
    of_nibog = ("-t", "nibog", "--map", columns, "--region", "IT")

    async def run(path: Path) -> tuple[float, subprocess.CompletedProcess[str]]:
        begun = time.monotonic()
        # Beside us: we read what the services log, and they wait when nobody does.
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "lyoctl", "import", "customers", str(path), *of_nibog],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=LIMIT_SECONDS * 3,
            env={**os.environ, **beside},
        )
        return time.monotonic() - begun, done

    return run


async def test_many_customers_are_imported_in_time_and_again_without_a_change(
    imported, people, full: bool, report: Report
):
    path, count, bad = people
    seconds, done = await imported(path)
    again_seconds, again = await imported(path)

    good = count - bad
    end = f"{bad} not taken\n"
    assert done.stdout == f"{count} lines: {good} added, 0 changed, 0 as they were, {end}", (
        done.stderr[-300:]
    )
    assert again.stdout == f"{count} lines: 0 added, 0 changed, {good} as they were, {end}", (
        again.stderr[-300:]
    )
    named = [f"{path}:{line}: NOT_E164" for line in range(BAD_EVERY + 1, count + 2, BAD_EVERY)]
    assert [line.partition(": '")[0] for line in done.stderr.splitlines()] == named
    allowed = LIMIT_SECONDS if full else LIMIT_SECONDS * count / 100_000 + STARTING_SECONDS
    report("import", lines=count, seconds=f"{seconds:.1f}", again=f"{again_seconds:.1f}")
    assert max(seconds, again_seconds) < allowed
