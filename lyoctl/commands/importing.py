"""`lyoctl import customers`."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from lyoctl.commands.beside import HOME, Home, Tenant, reached
from lyoctl.csv_customers import CsvCustomers, CsvError, Line, mapping_of
from lyoctl.importing import Import, Tally, checked
from lyoctl.phones import check_region
from lyoctl.resources.tenants import tenant_id_of

app = typer.Typer(no_args_is_help=True, help="Many things at once, from a file.")


@app.callback()
def importing() -> None:
    """Many things at once, from a file."""


@app.command()
def customers(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a header.")],
    *,
    tenant: Tenant,
    columns: Annotated[
        str, typer.Option("--map", help="FIELD=COLUMN,…: phone, name, language, time_zone, …")
    ] = "",
    region: Annotated[str, typer.Option(help="Country of phones without a +, such as IT.")] = "",
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only look for bad lines; the service may refuse more."),
    ] = False,
    home: Home = HOME,
) -> None:
    """Add or change customers, and name every line that cannot be taken."""
    try:
        source = CsvCustomers(file, mapping_of(columns), check_region(region))
    except ValueError as error:
        raise CsvError(f"--region: {error}") from None
    with _progress(source) as (name, tell):
        tally = (
            checked(source, name)
            if dry_run
            else asyncio.run(_sent(home, tenant, source, name, tell))
        )
    print(f"{tally.read} lines, {tally.refused} cannot be taken" if dry_run else tally)
    raise typer.Exit(1 if tally.refused else 0)


async def _sent(
    home: Path,
    tenant: str,
    source: CsvCustomers,
    name: Callable[[Line], None],
    tell: Callable[[Tally], None],
) -> Tally:
    async with reached(home) as stubs:
        tenant_id = await tenant_id_of(stubs.tenants, tenant)
        return await Import(tenant_id, stubs, name, tell).run(source)


@contextmanager
def _progress(
    source: CsvCustomers,
) -> Iterator[tuple[Callable[[Line], None], Callable[[Tally], None]]]:
    """A bar on a terminal; bad lines go above it, to stderr in any case."""
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    bar = Progress(
        TextColumn("customers"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task("customers", total=source.size())

        def name(line: Line) -> None:
            bar.console.print(f"{source.path}:{line.number}: {line.reason}: {line.detail}")

        yield name, lambda tally: bar.update(task, completed=tally.read)
