"""`lyoctl secrets`: the keys under which credentials are sealed, and the change to new ones."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lyoctl.embedded import Embedded
from lyoctl.installation import DATABASE, ROOT, Installation
from services.common import failpoints
from services.common.clock import utc_now
from services.common.database import Database
from services.common.envelope import KeyRing
from services.common.settings import (
    BadSettings,
    Keys,
    ProcessSettings,
    ServiceSettings,
    runtime_url,
)
from services.tenant.settings import Settings
from services.tenant.storage.data_keys import key_ring
from services.tenant.usecases.rotation import RotationUseCases, Step

app = typer.Typer(help="The keys under which credentials are sealed.", no_args_is_help=True)

OF_THE_KEY_FILE = "installation/tenant/data-keys"
"""What the tenant service's own key is derived for: as Process.installation_key names it."""

TO_THE_MICROSECOND = "%Y-%m-%dT%H:%M:%S.%f"
"""So that whoever goes on counts no key as new that is old."""


@app.callback()
def secrets() -> None:
    """The keys under which credentials are sealed."""


@app.command()
def rotate(
    data_keys: Annotated[
        bool, typer.Option("--data-keys", help="Make new data keys too, and seal all anew.")
    ] = False,
    made_before: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", TO_THE_MICROSECOND],
            help="With --data-keys: go on with those older than this, UTC.",
        ),
    ] = None,
    home: Annotated[Path, typer.Option(envvar="LYO_HOME", help="Folder of the key file.")] = ROOT
    / ".lyo",
) -> None:
    """Bring all secrets under the first key of LYO_TENANT_KEYS, while everything is served.

    It may be stopped, or killed, and run again: it goes on with what is left.
    """
    troubled = asyncio.run(_rotate(home.absolute(), data_keys=data_keys, made_before=made_before))
    for each in troubled:
        print(f"tenant {each.tenant_id} keeps its old keys: {each.trouble}", file=sys.stderr)
    raise typer.Exit(1 if troubled else 0)


async def _rotate(home: Path, *, data_keys: bool, made_before: datetime | None) -> list[Step]:
    """Change all keys and tell what came of it; the tenants whose keys could not be changed."""
    settings = ProcessSettings()
    failpoints.arm(settings.fault)
    keys = Keys.read(Installation.of_this_machine(home).key_file, make=False)
    given = Settings().key_encryption_keys
    ring = key_ring(keys.derived(OF_THE_KEY_FILE), given)
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    before = _cut(made_before)
    async with _opened(_url(settings, keys, home), ring) as rotation:
        console.print(f"the current key is {ring.current}")
        if data_keys:
            console.print(
                f"if this is ended: --data-keys --made-before {before:{TO_THE_MICROSECOND}}"
            )
        total = sum(each.data_keys for each in await rotation.in_use())
        steps = rotation.renew(before) if data_keys else rotation.rewrap()
        troubled = await _shown(console, steps, total)
        await _tell(console, rotation, ring, given)
    return troubled


def _cut(made_before: datetime | None) -> datetime:
    """Which data keys are old: those from before then, or from before now."""
    now = utc_now()
    if made_before is None:
        return now
    before = made_before.replace(tzinfo=made_before.tzinfo or UTC)
    if before > now:
        raise BadSettings("--made-before: that is still to come")
    return before


def _url(settings: ProcessSettings, keys: Keys, home: Path) -> str:
    """The tenant service's database, as the tenant service; none named: that of `make run`."""
    named = settings.database_url or ServiceSettings.of("tenant").database_url
    own = None if named else Embedded.standing(home / "postgres")
    return own.url("lyo_tenant", DATABASE) if own else runtime_url("tenant", settings, keys)


@asynccontextmanager
async def _opened(url: str, ring: KeyRing) -> AsyncIterator[RotationUseCases]:
    async with Database.opened(url, schema="tenant", min_size=1, max_size=2) as database:
        yield RotationUseCases(database, ring, utc_now)


async def _shown(console: Console, steps: AsyncIterator[Step], total: int) -> list[Step]:
    """Go through the steps behind a bar; those that could not be taken."""
    troubled, done, tenants = [], 0, 0
    columns = (TextColumn("tenants"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("tenants", total=total)
        async for step in steps:
            done, tenants = done + step.data_keys, tenants + bool(step.data_keys)
            if step.trouble:
                troubled.append(step)
            progress.update(bar, advance=step.data_keys)
    console.print(f"{done} data keys of {tenants} tenants changed")
    return troubled


async def _tell(
    console: Console, rotation: RotationUseCases, ring: KeyRing, given: dict[str, bytes]
) -> None:
    """Which keys are needed, and which can go."""
    in_use = await rotation.in_use()
    for each in in_use:
        where = "" if each.kek_id in ring.keys else ", which is NOT on the ring"
        console.print(f"key {each.kek_id} wraps {each.data_keys} data keys{where}")
    needed = {ring.current, *(each.kek_id for each in in_use)}
    if free := [each for each in given if each not in needed]:
        console.print(f"can be taken off LYO_TENANT_KEYS: {', '.join(free)}")
        console.print("keep them for as long as you keep backups from before today")
    else:
        console.print("no key can be taken off LYO_TENANT_KEYS")
