"""A plugin of pytest: refuses to run on another tree than this one, and writes down what it saw."""

import json
import os
import signal
from pathlib import Path

import lyo
import pytest

import services
import tests

TOLD = "LYO_MUTANT_TOLD"
"""The variable with the file to write: a list of `[test, when, outcome, why]`."""

_told: list[tuple[str, str, str, str]] = []


def pytest_configure() -> None:
    # What a shell starts in the background ignores it, and so would we: nobody could end us well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # The checkout is on the path as well, behind the copy: the first place of a package wins.
    for package in (services, tests, lyo):
        place = next(iter(package.__path__))
        if not Path(place).is_relative_to(Path.cwd()):
            raise pytest.UsageError(f"not the copy is tested, but {place}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    why = report.longreprtext.strip().splitlines()
    errors = [line.removeprefix("E").strip() for line in why if line.startswith("E ")]
    name = report.nodeid.partition("[")[0]
    _told.append((name, report.when, report.outcome, (errors or why or [""])[0]))


def pytest_sessionfinish() -> None:
    Path(os.environ[TOLD]).write_text(json.dumps(_told))
