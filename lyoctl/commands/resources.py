"""`lyoctl get`, `lyoctl describe`, `lyoctl delete`."""

import asyncio
import itertools
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from lyoctl.commands.asking import ask
from lyoctl.commands.beside import HOME, Home, Tenant, reached
from lyoctl.resources import KINDS, kind_of
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.showing import Form, content, show_list, show_one


class Output(StrEnum):
    """How it is shown."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"

    @property
    def form(self) -> Form:
        return self.value


What = Annotated[str, typer.Argument(help=f"One of: {', '.join(KINDS)}.")]
Name = Annotated[str, typer.Argument(help="Name, address, phone, e-mail or id.")]
Shown = Annotated[Output, typer.Option("--output", "-o", help="How it is shown.")]


def get(
    what: What,
    name: Name = "",
    *,
    tenant: Tenant = "",
    output: Shown = Output.TABLE,
    deleted: Annotated[
        bool, typer.Option("--deleted", help="Also what is deleted or revoked.")
    ] = False,
    limit: Annotated[int, typer.Option(help="How many at most; 0: all.", min=0)] = 1000,
    home: Home = HOME,
) -> None:
    """List tenants, channels, customers, members or keys, or show one in a line."""
    asyncio.run(_get(home, what, name, tenant, output.form, deleted=deleted, limit=limit))


def describe(
    what: What, name: Name, tenant: Tenant = "", output: Shown = Output.TABLE, home: Home = HOME
) -> None:
    """Show one with all that is known of it: flags of a tenant, health of a channel."""
    asyncio.run(_describe(home, what, name, tenant, output.form))


def delete(
    what: What,
    name: Name,
    *,
    tenant: Tenant = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    home: Home = HOME,
) -> None:
    """Delete one; a key is revoked. Asks before."""
    asyncio.run(_delete(home, what, name, tenant, yes=yes))


async def _get(
    home: Path, what: str, name: str, tenant: str, form: Form, *, deleted: bool, limit: int
) -> None:
    async with reached(home) as stubs:
        kind = await kind_of(_noun(what), stubs, tenant)
        if name:
            show_list(kind, [await kind.named(name)], form)
            return
        found: list[Any] = []
        async for each in kind.all(deleted_too=deleted):
            if limit and len(found) == limit:
                typer.echo(f"more than {limit}: --limit 0 lists all", err=True)
                break
            found.append(each)
        show_list(kind, found, form)


async def _describe(home: Path, what: str, name: str, tenant: str, form: Form) -> None:
    async with reached(home) as stubs:
        kind = await kind_of(_noun(what), stubs, tenant)
        one = await kind.named(name)
        show_one({**content(one), **await kind.more(one)}, form)


async def _delete(home: Path, what: str, name: str, tenant: str, *, yes: bool) -> None:
    noun = _noun(what)
    async with reached(home) as stubs:
        kind = await kind_of(noun, stubs, tenant)
        one = await kind.named(name)
        shown = " ".join(filter(None, itertools.islice(kind.row(one), 2)))
        if not yes:
            ask(f"{noun[:-1]} {shown}: {kind.end}. Delete it?")
        await kind.delete(one)
        print(f"{noun[:-1]} {shown} {'revoked' if noun == 'keys' else 'deleted'}")


def _noun(what: str) -> str:
    noun = what if what.endswith("s") else f"{what}s"
    if noun not in KINDS:
        raise ResourceError(f"{what}: say one of {', '.join(KINDS)}")
    return noun
