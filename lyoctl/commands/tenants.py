"""`lyoctl apply`, `lyoctl schema`."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from lyoctl.apply import apply_files, files_in
from lyoctl.apply_change import Options
from lyoctl.commands.beside import HOME, Home, installed, targets
from lyoctl.sandbox_numbers import register
from lyoctl.tenant_file import TenantFileError
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
    secrets: Annotated[
        bool, typer.Option("--secrets", help="Set every access token anew, for a changed one.")
    ] = False,
    home: Home = HOME,
) -> None:
    """Make tenants what their files say: shows what differs, then does it."""
    paths = files_in([*(files or []), *(file or [])])
    if not paths:
        raise TenantFileError("name a file: lyoctl apply -f tenant.yaml")
    installation, keys = installed(home)
    tell = partial(print, flush=True)
    options = Options(dry_run=dry_run, prune=prune, secrets=secrets)
    changes = asyncio.run(apply_files(paths, targets(installation), keys, tell, options=options))
    if dry_run:
        print(f"{len(paths)} compared, {changes or 'nothing'} would change")
        return
    if installation.env != "production":
        asyncio.run(register(paths, installation.sandbox_url))
    print(f"{len(paths)} applied, {changes or 'nothing'} changed")


def schema(
    write: Annotated[bool, typer.Option("--write", help="Write docs/tenant.schema.json.")] = False,
) -> None:
    """Print the JSON Schema of a tenant's file, by which editors complete it."""
    if write:
        PAGE.write_text(schema_page())
    else:
        print(schema_page(), end="")
