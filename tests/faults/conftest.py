"""Sizes, seeds and the report of the fault scenarios."""

import os
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from lyoctl.installation import Installation
from lyoctl.mesh import running
from tests.database_fixtures import LyoDatabase
from tests.faults.lane_crew import Crew, opened_crew
from tests.faults.report import Report
from tests.faults.seeds import KEPT, Seed
from tests.faults.world import World, opened_world
from tests.journeys.conftest import QUICK
from tests.journeys.folder import new_folder
from tests.journeys.phone import Lines

REPORT = pytest.StashKey[Report]()

BREAKER_SECONDS = 2
"""For so long a provider that fails is not called, before one call is made to see."""

# A customer may be written to whenever we like; a status that does not come is not waited for long.
PATIENCE = {
    "LYO_SANDBOX_WINDOW_HOURS": "0",
    "LYO_NOTIFIER_STATUS_WAIT_SECONDS": "3",
    "LYO_NOTIFIER_STATUS_LOOK_SECONDS": "0.2",
    "LYO_NOTIFIER_BREAKER_SECONDS": str(BREAKER_SECONDS),
}

Size = Callable[[int, int], int]
"""`size(small, full)`: how many rounds this run makes."""


def pytest_configure(config: pytest.Config) -> None:
    config.stash[REPORT] = Report()


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Whether this is `make prove`."""
    return bool(pytestconfig.getoption("--full"))


@pytest.fixture(scope="session")
def size(full: bool) -> Size:
    return lambda small, large: large if full else small


@pytest.fixture(scope="session")
def report(pytestconfig: pytest.Config) -> Report:
    return pytestconfig.stash[REPORT]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Who has a seed has a fresh one; in small sizes also those by which it failed before."""
    if "seed" in metafunc.fixturenames:
        full = metafunc.config.getoption("--full")
        kept = () if full else KEPT.get(metafunc.function.__name__, ())
        metafunc.parametrize("seed", [None, *kept], indirect=True, ids=["fresh", *map(str, kept)])


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> Seed:
    """A kept one, that of LYO_SEED, or a fresh one."""
    named = os.environ.get("LYO_SEED") if request.param is None else request.param
    if named is None or named == "":
        return Seed(random.randrange(10**9), given=False)
    return Seed(int(named), given=True)


@pytest.fixture
def chance(seed: Seed, report: Report, request: pytest.FixtureRequest) -> random.Random:
    """Chance that can be had again: LYO_SEED=<what a failing run printed>."""
    report.drew(request.node.name, seed.number)
    return seed.chance()


@pytest.fixture(scope="session")
def lines() -> Lines:
    """What the processes of the world say."""
    return Lines()


@pytest.fixture(scope="session")
async def world(lines: Lines) -> AsyncIterator[World]:
    """One installation, with quick leases, whose processes can be killed at failpoints."""
    with new_folder("lyo-faults-") as home:
        faults = home / "faults"
        faults.mkdir()
        installation = Installation.on_free_ports(
            home, {**QUICK, **PATIENCE, "LYO_FAULT": str(faults)}
        )
        async with (
            running(installation, lines.take) as mesh,
            opened_world(mesh, faults, installation.gateway_url) as world,
        ):
            for child in mesh.children.values():
                child.steady = 0.0  # killed as often as we like, it is started again at once
            yield world


@pytest.fixture
async def crew(lyo_database: Callable[..., LyoDatabase], tmp_path: Path) -> AsyncIterator[Crew]:
    """Worker processes, and a queue for them."""
    async with opened_crew(lyo_database, tmp_path) as opened:
        yield opened


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _durations.append((report.nodeid, report.duration))


_durations: list[tuple[str, float]] = []


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if not config.getoption("--full"):
        return
    found = config.stash[REPORT]
    for nodeid, seconds in _durations:
        found.took(_part(nodeid), seconds)
    found.write()
    terminalreporter.section("what was proved")
    for line in found.lines():
        terminalreporter.write_line(line)


def _part(nodeid: str) -> str:
    """The file of a test, without folder and ending."""
    return nodeid.partition("::")[0].rpartition("/")[2].removeprefix("test_").removesuffix(".py")
