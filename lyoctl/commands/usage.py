"""`lyoctl usage`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from lyoctl.commands.beside import HOME, Home, Tenant, reached
from lyoctl.commands.resources import Output, Shown
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.showing import show_list
from lyoctl.resources.tenants import find_tenant
from lyoctl.resources.usage import Usage
from lyoctl.times import day_of


def usage(
    *,
    tenant: Tenant,
    since: Annotated[str, typer.Option("--from", help="2026-12-01; none: 30 days.")] = "",
    until: Annotated[str, typer.Option("--to", help="The last day, itself included.")] = "",
    output: Shown = Output.TABLE,
    home: Home = HOME,
) -> None:
    """Show what the calls of language models used, by day of UTC, and how far today's budget is."""
    asyncio.run(_usage(home, tenant, _day("--from", since), _day("--to", until), output))


async def _usage(home: Path, tenant: str, since: str, until: str, output: Output) -> None:
    async with reached(home) as stubs:
        kind = Usage(stubs, (await find_tenant(stubs.tenants, tenant)).tenant_id)
        show_list(kind, [each async for each in kind.all(since, until)], output.form)
        if output is Output.TABLE:
            print(kind.budget())


def _day(option: str, text: str) -> str:
    try:
        return day_of(text).isoformat() if text else ""
    except ValueError as error:
        raise ResourceError(f"{option}: {error}") from None
