"""`lyoctl import customers`, `lyoctl import bookings`, `lyoctl import faq`."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from lyoctl import csv_bookings, csv_customers
from lyoctl.commands.beside import HOME, Home, Tenant, reached
from lyoctl.csv_bookings import BookingLine, CsvBookings
from lyoctl.csv_customers import CsvCustomers
from lyoctl.csv_file import CsvError, Line, mapping_of
from lyoctl.faq_csv import FIELDS as FAQ_FIELDS
from lyoctl.faq_file import lines_of
from lyoctl.import_bookings import BookingSender, known_names
from lyoctl.import_customers import CustomerSender, judged
from lyoctl.import_faq import Wanted, import_faq
from lyoctl.importing import Import, Tally, checked
from lyoctl.known_customers import KnownCustomers
from lyoctl.operator import Stubs
from lyoctl.phones import check_region
from lyoctl.resources.tenants import find_tenant, tenant_id_of

app = typer.Typer(no_args_is_help=True, help="Many things at once, from a file.")

CsvFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a header.")]
Region = Annotated[str, typer.Option(help="Country of phones without a +, such as IT.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only look for bad lines; the service may refuse more.")
]
LONGEST_SOURCE = 100
Name = Callable[[Line[Any]], None]
Tell = Callable[[Tally], None]


@app.callback()
def importing() -> None:
    """Many things at once, from a file."""


@app.command()
def customers(
    file: CsvFile,
    *,
    tenant: Tenant,
    columns: Annotated[
        str, typer.Option("--map", help="FIELD=COLUMN,…: phone, name, language, time_zone, …")
    ] = "",
    region: Region = "",
    dry_run: DryRun = False,
    home: Home = HOME,
) -> None:
    """Add or change customers, and name every line that cannot be taken."""
    mapped = mapping_of(columns, csv_customers.FIELDS)
    source = CsvCustomers(file, mapped, _region(region))
    with _progress("customers", file, source.size()) as (name, tell):
        if dry_run:
            tally = checked(map(judged, source.lines()), name)
        else:
            tally = asyncio.run(_customers(home, tenant, source, name, tell))
    _end(tally, dry_run=dry_run)


@app.command()
def bookings(
    file: CsvFile,
    *,
    tenant: Tenant,
    columns: Annotated[
        str, typer.Option("--map", help="FIELD=COLUMN,…: " + ", ".join(csv_bookings.FIELDS))
    ] = "",
    region: Region = "",
    times: Annotated[
        str, typer.Option(help="How times are written, such as '%d/%m/%Y %H:%M'.")
    ] = "",
    dry_run: DryRun = False,
    home: Home = HOME,
) -> None:
    """Add bookings of another system, and name every line that cannot be taken. Run again, it adds
    what is missing. Times are on the clocks of the tenant."""
    mapped = mapping_of(columns, csv_bookings.FIELDS)
    asked = Asked(file, mapped, _region(region), times, dry_run)
    _end(asyncio.run(_bookings(home, tenant, asked)), dry_run=dry_run)


@app.command()
def faq(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="YAML, CSV or Markdown.")
    ],
    *,
    tenant: Tenant,
    source: Annotated[
        str, typer.Option(help="What came from there is replaced. Without it the file's name.")
    ] = "",
    language: Annotated[str, typer.Option(help="Of entries that say none, such as it.")] = "",
    columns: Annotated[
        str, typer.Option("--map", help="CSV: FIELD=COLUMN,…: " + ", ".join(FAQ_FIELDS))
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change.")
    ] = False,
    home: Home = HOME,
) -> None:
    """Lay down frequent questions and their answers: the whole file, or, where something in it
    cannot be taken, nothing."""
    lines = lines_of(file, mapping_of(columns, FAQ_FIELDS), language)
    wanted = Wanted(lines, source or file.name[:LONGEST_SOURCE], dry_run)
    for line in wanted.bad:
        typer.echo(f"{file}:{line.number}: {line.reason}: {line.detail}", err=True)
    if wanted.bad:
        print(f"{len(wanted.bad)} to mend; nothing was laid down")
        raise typer.Exit(1)
    asyncio.run(_faq(home, tenant, wanted))


async def _faq(home: Path, tenant: str, wanted: Wanted) -> None:
    async with reached(home) as stubs:
        await import_faq(await tenant_id_of(stubs.tenants, tenant), stubs, wanted, print)


@dataclass(frozen=True)
class Asked:
    """What shall be imported, as it was typed."""

    file: Path
    columns: dict[str, str]
    region: str
    times: str
    dry_run: bool


async def _customers(
    home: Path, tenant: str, source: CsvCustomers, name: Name, tell: Tell
) -> Tally:
    async with reached(home) as stubs:
        tenant_id = await tenant_id_of(stubs.tenants, tenant)
        return await Import(CustomerSender(tenant_id, stubs), name, tell).run(source.lines())


async def _bookings(home: Path, tenant: str, asked: Asked) -> Tally:
    async with reached(home) as stubs:
        found = await find_tenant(stubs.tenants, tenant)
        known = await known_names(found.tenant_id, stubs)
        zone = ZoneInfo(found.time_zone)
        source = CsvBookings(asked.file, asked.columns, zone, known, asked.region, asked.times)
        return await _booked(found.tenant_id, stubs, source, dry_run=asked.dry_run)


async def _booked(tenant_id: str, stubs: Stubs, source: CsvBookings, *, dry_run: bool) -> Tally:
    customers = KnownCustomers(tenant_id, stubs)

    def known(line: BookingLine) -> BookingLine:
        return customers.refusal(line) or line

    with _progress("bookings", source.path, source.size()) as (name, tell):
        await customers.load()
        if dry_run:
            return checked(map(known, source.lines()), name)
        return await Import(BookingSender(tenant_id, stubs, customers), name, tell).run(
            source.lines()
        )


def _region(text: str) -> str:
    try:
        return check_region(text)
    except ValueError as error:
        raise CsvError(f"--region: {error}") from None


def _end(tally: Tally, *, dry_run: bool) -> None:
    print(f"{tally.read} lines, {tally.refused} cannot be taken" if dry_run else tally)
    raise typer.Exit(1 if tally.refused else 0)


@contextmanager
def _progress(what: str, path: Path, size: int) -> Iterator[tuple[Name, Tell]]:
    """A bar on a terminal; bad lines go above it, to stderr in any case."""
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    bar = Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(what, total=size)

        def name(line: Line[Any]) -> None:
            bar.console.print(f"{path}:{line.number}: {line.reason}: {line.detail}")

        yield name, lambda tally: bar.update(task, completed=tally.read)
