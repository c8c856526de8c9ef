"""`lyoctl apply`, `lyoctl schema`."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from lyoctl.apply import Agree, apply_sources, files_in
from lyoctl.apply_change import Options
from lyoctl.commands.asking import ask
from lyoctl.commands.beside import HOME, Home, installed, targets
from lyoctl.operator import calling
from lyoctl.sandbox_numbers import register
from lyoctl.tenant_file import Source, TenantFileError, read
from lyoctl.tenant_schema import PAGE, schema_page

Files = Annotated[list[Path] | None, typer.Argument(help="Files of tenants, or folders of them.")]
MoreFiles = Annotated[list[Path] | None, typer.Option("--file", "-f", help="The same.")]


def apply(
    files: Files = None,
    *,
    file: MoreFiles = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what differs, no more.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Delete channels, members, flags not in the file.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before --prune.")] = False,
    secrets: Annotated[
        bool, typer.Option("--secrets", help="Set every access token anew, for a changed one.")
    ] = False,
    home: Home = HOME,
) -> None:
    """Make tenants what their files say: shows what differs, then does it."""
    paths = files_in([*(files or []), *(file or [])])
    if not paths:
        raise TenantFileError("name a file: lyoctl apply -f tenant.yaml")
    sources = [read(path) for path in paths]
    options = Options(dry_run=dry_run, prune=prune, secrets=secrets)
    agree = _agreed if yes else _ask_to_prune
    changes = asyncio.run(_apply(home, sources, options, agree))
    done, did = ("compared", "would change") if dry_run else ("applied", "changed")
    print(f"{len(paths)} {done}, {changes or 'nothing'} {did}")


async def _apply(home: Path, sources: Sequence[Source], options: Options, agree: Agree) -> int:
    installation, keys = installed(home)
    async with calling(targets(installation), keys) as stubs:
        tell = partial(print, flush=True)
        changes = await apply_sources(sources, stubs, tell, options, agree)
    if not options.dry_run and installation.env != "production":
        for note in await register(sources, installation.sandbox_url):
            typer.echo(note, err=True)
    return changes


def _ask_to_prune(going: Sequence[str]) -> None:
    listed = "".join(f"\n  {each}" for each in going)
    ask(
        f"--prune deletes what the file does not name:{listed}\nDelete {_counted(going)}?",
        otherwise="nothing is deleted; without --prune the rest is applied",
    )


def _counted(going: Sequence[str]) -> str:
    return "it" if len(going) == 1 else f"these {len(going)}"


def _agreed(_: Sequence[str]) -> None:
    """Said before, by --yes."""


def schema(
    write: Annotated[bool, typer.Option("--write", help="Write docs/tenant.schema.json.")] = False,
) -> None:
    """Print the JSON Schema of a tenant's file, by which editors complete it."""
    if write:
        PAGE.write_text(schema_page())
    else:
        print(schema_page(), end="")
