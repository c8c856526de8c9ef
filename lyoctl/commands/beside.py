"""How a command finds the installation that it stands beside."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from lyoctl.installation import DEMO, ROOT, Installation
from lyoctl.operator import Stubs, calling
from services.common.settings import Keys, ServiceSettings

Home = Annotated[
    Path, typer.Option(envvar="LYO_HOME", help="Folder of the key file and the database.")
]
HOME = ROOT / ".lyo"
Tenant = Annotated[str, typer.Option("--tenant", "-t", help="Name or id of the tenant.")]


def default_to_development() -> None:
    """This command stands beside a development installation, unless LYO_ENV says otherwise."""
    if os.environ.setdefault("LYO_ENV", "development") == "development":
        for name, value in DEMO.items():
            os.environ.setdefault(name, value)


def installed(home: Path) -> tuple[Installation, Keys]:
    """The installation of this machine, and its key file."""
    default_to_development()
    installation = Installation.of_this_machine(home.absolute())
    return installation, Keys.read(installation.key_file, make=False)


def targets(installation: Installation) -> dict[str, str]:
    """Where the services are found: LYO_<SERVICE>_TARGET, else where they listen."""
    return {
        name: ServiceSettings.of(name).target or address
        for name, address in installation.listen.items()
    }


@asynccontextmanager
async def reached(home: Path) -> AsyncIterator[Stubs]:
    """Stubs of the services of the installation, while the block runs."""
    installation, keys = installed(home)
    async with calling(targets(installation), keys) as stubs:
        yield stubs
