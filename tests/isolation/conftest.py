"""One installation with two tenants, every door of it open, its logs and spans kept."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from lyoctl.installation import Installation
from lyoctl.mesh import Mesh, running
from tests.isolation.collector import Collector, collecting
from tests.isolation.doors import TeamDoors, team_doors
from tests.isolation.sides import AMBER, COBALT, furnished
from tests.journeys.conftest import QUICK
from tests.journeys.phone import Lines, Town


@pytest.fixture(scope="session")
def lines() -> Lines:
    """What the processes say."""
    return Lines()


@pytest.fixture(scope="session")
def traced() -> Iterator[tuple[Collector, str]]:
    with collecting() as traced:
        yield traced


@pytest.fixture(scope="session")
def spans(traced: tuple[Collector, str]) -> list[str]:
    """What the processes traced."""
    return traced[0].spans


@pytest.fixture(scope="session")
async def mesh(lines: Lines, traced: tuple[Collector, str]) -> AsyncIterator[Mesh]:
    """Everything, running, for the two tenants."""
    home = Path(tempfile.mkdtemp(prefix="lyo-isolation-"))
    home.chmod(0o711)  # as root, PostgreSQL runs as nobody and must come through
    tenants = home / "tenants"
    tenants.mkdir()
    for side in (AMBER, COBALT):
        (tenants / f"{side.name}.yaml").write_text(side.file)
    told = {
        **QUICK,
        "LYO_LOG_LEVEL": "DEBUG",
        "LYO_SANDBOX_TENANTS": str(tenants),
        "OTEL_EXPORTER_OTLP_ENDPOINT": traced[1],
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    files = sorted(tenants.iterdir())
    try:
        installation = Installation.on_free_ports(home, told)
        async with running(installation, lines.take, tenants=files) as mesh:
            yield mesh
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
async def doors(mesh: Mesh) -> AsyncIterator[TeamDoors]:
    """The doors for internal teams."""
    async with team_doors(mesh.installation) as doors:
        yield doors


@pytest.fixture(scope="session")
async def town(mesh: Mesh) -> AsyncIterator[Town]:
    """The sandbox's API."""
    async with httpx.AsyncClient(
        base_url=mesh.installation.sandbox_url, timeout=30, trust_env=False
    ) as http:
        yield Town(http)


@pytest.fixture(scope="session")
async def ours(doors: TeamDoors, mesh: Mesh) -> dict[str, str]:
    """What amber has, by the names of fields."""
    return await furnished(doors, mesh, AMBER)


@pytest.fixture(scope="session")
async def theirs(doors: TeamDoors, mesh: Mesh) -> dict[str, str]:
    """What cobalt has."""
    return await furnished(doors, mesh, COBALT)


@pytest.fixture(scope="session")
async def our_key(doors: TeamDoors, ours: dict[str, str]) -> str:
    """A key for everything, of amber alone."""
    return await doors.key(["*"], ours["tenant_id"])
