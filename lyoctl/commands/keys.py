"""`lyoctl keys create`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from lyoctl.commands.beside import HOME, Home, reached
from lyoctl.keys import WantedKey, create_key, lasting
from lyoctl.resources.kind import ResourceError
from services.common.clock import utc_now

app = typer.Typer(no_args_is_help=True, help="API keys of programs.")


@app.callback()
def keys() -> None:
    """API keys of programs. They are listed, described and revoked by get, describe, delete."""


@app.command()
def create(
    *,
    client: Annotated[str, typer.Option(help="Which program it is for, such as billing.")],
    scope: Annotated[list[str], typer.Option(help="What it may do, such as customers:read.")],
    tenant: Annotated[
        list[str] | None, typer.Option("--tenant", "-t", help="For which tenants.")
    ] = None,
    all_tenants: Annotated[bool, typer.Option("--all-tenants", help="For every tenant.")] = False,
    expires: Annotated[str, typer.Option(help="Ends after so long, such as 90d.")] = "",
    per_minute: Annotated[int, typer.Option(help="Calls in a minute; 0: 600.", min=0)] = 0,
    home: Home = HOME,
) -> None:
    """Make a key and print it, this once."""
    if bool(tenant) == all_tenants:
        raise ResourceError("say for whom: --tenant NAME, or --all-tenants")
    wanted = WantedKey(
        client=client,
        scopes=scope,
        tenants=tenant or (),
        calls_per_minute=per_minute,
        lasts=lasting(expires) if expires else None,
    )
    asyncio.run(_create(home, wanted))


async def _create(home: Path, wanted: WantedKey) -> None:
    async with reached(home) as stubs:
        made = await create_key(wanted, stubs, utc_now())
    typer.echo(f"key {made.api_key.api_key_id} of {wanted.client}, shown this once:", err=True)
    print(made.plain)
