"""Sizes, seeds and the report of the fault scenarios."""

import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from lyoctl.installation import Installation
from lyoctl.mesh import running
from tests.faults.platform import ANSWER_SECONDS, Platform
from tests.faults.report import Report
from tests.faults.seeds import KEPT, Seed
from tests.faults.world import World
from tests.journeys.conftest import QUICK
from tests.journeys.phone import Lines

REPORT = pytest.StashKey[Report]()

# A customer may be written to whenever we like; a status that does not come is not waited for long.
PATIENCE = {
    "LYO_SANDBOX_WINDOW_HOURS": "0",
    "LYO_NOTIFIER_STATUS_WAIT_SECONDS": "3",
    "LYO_NOTIFIER_STATUS_LOOK_SECONDS": "0.2",
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
    home = Path(tempfile.mkdtemp(prefix="lyo-faults-"))
    home.chmod(0o711)  # as root, PostgreSQL runs as nobody and must come through
    faults = home / "faults"
    faults.mkdir()
    told = {**QUICK, **PATIENCE, "LYO_FAULT": str(faults)}
    try:
        async with (
            running(Installation.on_free_ports(home, told), lines.take) as mesh,
            httpx.AsyncClient(base_url=mesh.installation.sandbox_url, trust_env=False) as sandbox,
            httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as http,
        ):
            for child in mesh.children.values():
                child.steady = 0.0  # killed as often as we like, it is started again at once
            platform = Platform(http, mesh.installation.gateway_url)
            yield World(mesh, platform, sandbox, faults)
    finally:
        shutil.rmtree(home, ignore_errors=True)


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
