"""Sizes, seeds and the report of the fault scenarios."""

import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.report import Report

REPORT = pytest.StashKey[Report]()

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


@pytest.fixture
def chance() -> Iterator[random.Random]:
    """Chance that can be had again: LYO_SEED=<what a failing run printed>."""
    seed = int(os.environ.get("LYO_SEED") or random.randrange(10**9))
    print(f"seed {seed}: repeat with LYO_SEED={seed}")
    yield random.Random(seed)


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
