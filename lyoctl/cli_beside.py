"""The commands that speak with a running installation. They are what an operator types all day, so
they load without what only starts or mends one: half a second instead of one."""

import sys
from collections.abc import Callable

import typer
from dotenv import load_dotenv

from lyoctl.apply import ApplyError
from lyoctl.commands import bookings, faq, importing, keys, messages, resources, tenants, usage
from lyoctl.commands.asking import NotAgreed
from lyoctl.csv_file import CsvError
from lyoctl.faq_file import FaqFileError
from lyoctl.importing import ImportFailed
from lyoctl.installation import ROOT
from lyoctl.resources.kind import ResourceError
from lyoctl.tenant_file import TenantFileError
from services.common.errors import MeshError
from services.common.settings import BadSettings

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

FAILURES: tuple[type[Exception], ...] = (
    ApplyError,
    BadSettings,
    CsvError,
    FaqFileError,
    ImportFailed,
    NotAgreed,
    ResourceError,
    TenantFileError,
    TimeoutError,
)
"""What is told in one line; anything else is a bug and shows where it happened."""

app.command()(tenants.apply)
app.command()(tenants.schema)
app.command()(resources.get)
app.command()(resources.describe)
app.command()(resources.delete)
app.command()(bookings.week)
app.command()(messages.providers)
app.command()(usage.usage)
app.add_typer(bookings.app, name="bookings")
app.add_typer(messages.app, name="messages")
app.add_typer(faq.app, name="faq")
app.add_typer(keys.app, name="keys")
app.add_typer(importing.app, name="import")

NAMES = frozenset(
    {each.name or getattr(each.callback, "__name__", "") for each in app.registered_commands}
    | {each.name for each in app.registered_groups}
)
"""Of these commands, as they are typed."""


def run() -> None:
    """Do what the arguments say, with these commands."""
    told(app, FAILURES)


def told(commands: Callable[..., object], failures: tuple[type[Exception], ...]) -> None:
    """Do what the arguments say, and tell what went wrong in lines that a person can act on."""
    load_dotenv(ROOT / ".env")
    try:
        commands(prog_name="lyoctl")
    except failures as error:
        sys.exit(f"lyo: {error}")
    except MeshError as error:
        away = error.reason == "UPSTREAM_UNREACHABLE"
        advice = (
            "; does the installation run? `make run`, or see LYO_<SERVICE>_TARGET" if away else ""
        )
        sys.exit(f"lyo: {error.reason}: {error}{advice}")
