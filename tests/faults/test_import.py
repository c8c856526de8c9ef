"""Are 100,000 customers imported in under two minutes, each line taken or named?"""

from pathlib import Path

import pytest

from tests.faults.importing import LIMIT_SECONDS, imported
from tests.faults.report import Report
from tests.faults.world import World

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
def run(world: World):
    """Runs the command; how many seconds it took, and what it said."""
    columns = "name=Nome,phone=Telefono,external_ref=Codice"
    of_nibog = ("-t", "nibog", "--map", columns, "--region", "IT")
    return lambda path: imported(world, path, "customers", *of_nibog)


async def test_many_customers_are_imported_in_time_and_again_without_a_change(
    run, people, full: bool, report: Report
):
    path, count, bad = people
    seconds, done = await run(path)
    again_seconds, again = await run(path)

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
