"""Are 100,000 bookings imported in under two minutes, each line taken or named?"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.importing import LIMIT_SECONDS, imported
from tests.faults.report import Report
from tests.faults.world import World

BEGIN = datetime.fromisoformat("2031-01-01T00:00")
"""All are to come, which is dearest: they hold places, and reminders are planned."""
STYLISTS = ("anna", "marco")
CUSTOMERS = 10_000
EVERY = 1000
UNREADABLE, TAKEN = 999, 500
"""Which two of a thousand lines are bad."""


@pytest.fixture
def visits(tmp_path: Path, size) -> tuple[Path, int, list[str]]:
    """A file, how many lines it has, and what is to be told of the bad ones."""
    count = size(1_000, 100_000)
    path = tmp_path / "visits.csv"
    bad = []
    with path.open("w", encoding="utf-8-sig") as file:
        file.write("Codice;Quando;Cliente;Nome;Con\r\n")
        for number in range(count):
            # Two at once, one by each; the one that is taken wants the place of the pair before.
            pair = number // 2 - (number % EVERY == TAKEN)
            start = f"{BEGIN + pair * timedelta(minutes=30):%Y-%m-%d %H:%MZ}"
            if number % EVERY in (UNREADABLE, TAKEN):
                reason = "SLOT_TAKEN" if number % EVERY == TAKEN else "FIELD_INVALID"
                bad.append(f"{path}:{number + 2}: {reason}")
            when = "soon" if number % EVERY == UNREADABLE else start
            phone = f"33{number % CUSTOMERS:08}"
            file.write(f"V-{number};{when};{phone};Cliente {number};{STYLISTS[number % 2]}\r\n")
    return path, count, bad


@pytest.fixture
def run(world: World):
    """Runs the command; how many seconds it took, and what it said."""
    columns = (
        "external_ref=Codice,start=Quando,customer_phone=Cliente,customer_name=Nome,resource=Con"
    )
    of_bella = ("-t", "bella-salon", "--map", columns, "--region", "IT")
    return lambda path: imported(world, path, "bookings", *of_bella)


async def test_many_bookings_are_imported_in_time_and_again_without_a_change(
    run, visits, full: bool, report: Report
):
    path, count, bad = visits
    seconds, done = await run(path)
    again_seconds, again = await run(path)

    good = count - len(bad)
    end = f"{len(bad)} not taken\n"
    assert done.stdout == f"{count} lines: {good} added, 0 changed, 0 as they were, {end}", (
        done.stderr[-300:]
    )
    assert again.stdout == f"{count} lines: 0 added, 0 changed, {good} as they were, {end}", (
        again.stderr[-300:]
    )
    named = [line.rpartition(": ")[0] for line in done.stderr.splitlines()]
    assert sorted(named) == sorted(bad)
    report("import bookings", lines=count, seconds=f"{seconds:.1f}", again=f"{again_seconds:.1f}")
    if full:
        assert max(seconds, again_seconds) < LIMIT_SECONDS
