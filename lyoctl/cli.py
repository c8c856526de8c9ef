"""What the operator's command can do, and how it tells what went wrong."""

import asyncio
import sys
from typing import Annotated

import typer

from lyoctl import configuration as variables
from lyoctl import secrets
from lyoctl.addresses import CannotStart
from lyoctl.chat import ChatError
from lyoctl.chat import chat as talk
from lyoctl.children import Refused
from lyoctl.cli_beside import FAILURES as OF_THE_OTHERS
from lyoctl.cli_beside import app, told
from lyoctl.commands.beside import HOME, Home, default_to_development
from lyoctl.console import Console
from lyoctl.doctor import examine
from lyoctl.embedded_files import EmbeddedError
from lyoctl.foreign import DatabaseRefused
from lyoctl.installation import SERVICES, Installation
from lyoctl.mesh import prepare_database
from lyoctl.readiness import NotReady
from lyoctl.up import up as start_everything
from services.common.revisions import new_revision
from services.common.settings import BadSettings, Keys, ProcessSettings

app.add_typer(secrets.app, name="secrets")

FAILURES = (
    *OF_THE_OTHERS,
    CannotStart,
    ChatError,
    DatabaseRefused,
    EmbeddedError,
    NotReady,
    Refused,
)
"""What is told in one line; anything else is a bug and shows where it happened."""


@app.command()
def up(home: Home = HOME) -> None:
    """Start everything with the sandbox, until Ctrl-C."""
    start_everything(home.absolute(), Console())


@app.command()
def chat(
    words: Annotated[list[str] | None, typer.Argument(help="Messages to send; none: type.")] = None,
    *,
    tenant: Annotated[str, typer.Option(help="Whom to write to.")] = "bella-salon",
    number: Annotated[str, typer.Option(help="The same, by phone_number_id.")] = "",
    customer: Annotated[str, typer.Option(help="Who writes: a phone number.")] = "393331234567",
    home: Home = HOME,
) -> None:
    """Write to a tenant as one of its customers, through the sandbox."""
    installation = Installation.of_this_machine(home.absolute())
    said, url = words or [], installation.sandbox_url
    asyncio.run(talk(url, tenant, customer, said, sys.stdout, number=number))


@app.command()
def doctor(home: Home = HOME) -> None:
    """Say line by line what is wrong with this installation."""
    default_to_development()
    installation = Installation.of_this_machine(home.absolute())

    async def report() -> int:
        sick = 0
        async for finding in examine(installation):
            mark = "ok  " if finding.well else "BAD "
            print(mark, finding.what + ("" if finding.well else f"\n     -> {finding.advice}"))
            sick += not finding.well
        return sick

    sick = asyncio.run(report())
    print("all is well" if not sick else f"{sick} to mend, the first one first")
    raise typer.Exit(1 if sick else 0)


@app.command()
def migrate() -> None:
    """Bring the database of DATABASE_URL to the newest schema, all services."""
    settings = ProcessSettings()
    if settings.database_url is None:
        raise BadSettings("DATABASE_URL: set it; `make run` migrates the embedded one by itself")
    keys = Keys.read(settings.key_file, make=not settings.production)
    prepare_database(None, settings.database_url.get_secret_value(), keys)
    print(f"migrated: {', '.join(SERVICES)}")


@app.command()
def migration(service: str, message: str) -> None:
    """Write the next, empty revision of a service."""
    if service not in SERVICES or not message:
        raise BadSettings(f'say: make migration S=<{"|".join(SERVICES)}> M="what changes"')
    print(new_revision(service, message))


@app.command()
def configuration(
    write: Annotated[bool, typer.Option(help="Write docs/configuration.md.")] = False,
) -> None:
    """Print the table of all variables."""
    if write:
        variables.write()
    else:
        print(variables.page())


def run() -> None:
    """Do what the arguments say, with all commands."""
    told(app, FAILURES)
