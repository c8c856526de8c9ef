"""One installation for all journeys: the very processes of `make run`, on free ports."""

import itertools
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import httpx
import pytest

from lyoctl.addresses import every_address
from lyoctl.installation import ROOT, Installation
from lyoctl.mesh import Mesh, running
from tests.journeys.folder import new_folder
from tests.journeys.phone import BELLA, STELLA, Lines, Phone, Town

# Short, so that a crash costs a test a second.
QUICK = {
    "LYO_ENV": "test",
    "LYO_LEASE_SECONDS": "1.5",
    "LYO_HEARTBEAT_SECONDS": "0.5",
    "LYO_POLL_SECONDS": "0.2",
    "WHATSAPP_TIMEOUT_MS": "2000",
    "LYO_NOTIFIER_BREAKER_SECONDS": "1",
    "LYO_SANDBOX_STATUS_DELAY_SECONDS": "0.05",
    "LYO_SANDBOX_REDELIVERY_FIRST_SECONDS": "0.3",
    "LYO_SANDBOX_REDELIVERY_LONGEST_SECONDS": "1",
}


@pytest.fixture(scope="session")
def lines() -> Lines:
    return Lines()


@pytest.fixture(scope="session")
async def mesh(lines: Lines) -> AsyncIterator[Mesh]:
    """Everything, running. A test that stops something starts it again."""
    with new_folder("lyo-journeys-") as home:
        async with running(Installation.on_free_ports(home, QUICK), lines.take) as mesh:
            yield mesh


@pytest.fixture(scope="session")
async def town(mesh: Mesh) -> AsyncIterator[Town]:
    """The sandbox's API, and the days and hours that no other test uses."""
    async with httpx.AsyncClient(
        base_url=mesh.installation.sandbox_url, timeout=30, trust_env=False
    ) as http:
        yield Town(http)


_numbers = itertools.count(1)


def _somebody(town: Town, address: str, country: str) -> Phone:
    return Phone(town, address, f"{country}{next(_numbers):04d}")


@pytest.fixture
def giulia(town: Town) -> Phone:
    """A new customer of bella-salon, who has not written before."""
    return _somebody(town, BELLA, "39333000")


@pytest.fixture
def luca(town: Town) -> Phone:
    """Another new customer of bella-salon."""
    return _somebody(town, BELLA, "39333000")


@pytest.fixture
def sheena(town: Town) -> Phone:
    """A new customer of stella."""
    return _somebody(town, STELLA, "1212555")


@pytest.fixture(scope="session")
def lyoctl(mesh):
    """Runs the command as an operator would, in a process of its own."""
    beside = {**dict(every_address(mesh.installation)), "LYO_HOME": str(mesh.installation.home)}

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lyoctl", *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=60,
            env={**os.environ, **beside, **variables},
        )

    return run
