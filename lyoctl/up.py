"""`lyoctl up`: the whole product on this machine, until Ctrl-C."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.table import Table

from lyoctl.addresses import CannotStart, check_free, every_address
from lyoctl.console import Console
from lyoctl.installation import Installation
from lyoctl.mesh import running
from lyoctl.watch import keep_postgres


def up(home: Path, console: Console) -> None:
    """Start, print where to look, show the log, end on SIGINT or SIGTERM."""
    begun = time.monotonic()
    os.environ.setdefault("LYO_ENV", "development")
    installation = Installation.of_this_machine(home)
    if installation.env == "production":
        raise CannotStart("make run is for development, it brings a sandbox: unset LYO_ENV")
    check_writable(home)
    for name, address in every_address(installation):
        check_free(name, address)
    asyncio.run(_up(installation, console, begun))


async def _up(installation: Installation, console: Console, begun: float) -> None:
    """Run until a signal; one that comes while things start cancels the starting."""
    stop = asyncio.Event()
    work = asyncio.create_task(_run(installation, console, begun, stop))
    loop = asyncio.get_running_loop()

    def end() -> None:
        if stop.is_set():
            return
        console.say("\nlyo: ending, this takes a few seconds")
        stop.set()

    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, end)
    await work
    console.say("lyo: all ended")


async def _run(
    installation: Installation, console: Console, begun: float, stop: asyncio.Event
) -> None:
    def progress(what: str) -> None:
        console.say(f"lyo: starting {what}")

    log = HeldBack(console)
    async with contextlib.AsyncExitStack() as stack:
        start = asyncio.ensure_future(
            stack.enter_async_context(
                running(
                    installation,
                    log.line,
                    database_url=os.environ.get("DATABASE_URL") or None,
                    progress=progress,
                )
            )
        )
        stopped = asyncio.ensure_future(stop.wait())
        await asyncio.wait([start, stopped], return_when=asyncio.FIRST_COMPLETED)
        if not start.done():
            start.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await start
            return
        mesh = await start
        welcome(console, installation, time.monotonic() - begun)
        log.release()
        watch = None
        if mesh.postgres:
            watch = asyncio.create_task(keep_postgres(mesh.postgres, console.line))
        await stopped
        if watch:
            watch.cancel()


WELCOMED = "sandbox: http"
"""How the line begins in which the sandbox says what stands in the table."""


class HeldBack:
    """Keeps what is worth reading of the start until the table was printed."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.kept: list[tuple[str, str]] | None = []

    def line(self, name: str, line: str) -> None:
        if self.kept is None:
            self.console.line(name, line)
        elif not line.startswith(WELCOMED) and '"level": "info"' not in line:
            self.kept.append((name, line))

    def release(self) -> None:
        kept, self.kept = self.kept or [], None
        for name, line in kept:
            self.console.line(name, line)


def welcome(console: Console, installation: Installation, seconds: float) -> None:
    """The short table of addresses, and what to try."""
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for what, where in rows(installation):
        table.add_row(what, where)
    console.table(table)
    console.say(f"\nready after {seconds:.1f} s. Ctrl-C ends everything. Try:")
    for line in to_try(installation, datetime.now(ZoneInfo("Europe/Rome"))):
        console.say(f"  {line}")
    console.say("")


def rows(installation: Installation) -> Iterator[tuple[str, str]]:
    yield "", ""
    yield "phones", f"{installation.sandbox_url}/"
    yield "gateway", f"{installation.gateway_url}/  (webhooks on /webhooks/whatsapp)"
    for name, address in installation.listen.items():
        if name != "gateway":
            yield name, f"{address}  gRPC, reflection"
    team = ", ".join(f"{name} {address}" for name, address in installation.team.items())
    yield "for teams", f"{team}  gRPC with an API key"
    metrics = ", ".join(address.rpartition(":")[2] for address in installation.metrics.values())
    yield "metrics", f"/metrics, /livez, /readyz on ports {metrics}"
    yield "data", str(installation.home)


def to_try(installation: Installation, now: datetime) -> Iterator[str]:
    day = next_open_day(now)
    yield f"open {installation.sandbox_url}/ and write to bella-salon:  book {day:%m/%d} 15:30"
    yield f'.venv/bin/lyoctl chat --tenant bella-salon "book {day:%m/%d} 15:30" list cancel'
    yield ".venv/bin/lyoctl doctor"


def next_open_day(now: datetime) -> datetime:
    """The next day, from tomorrow, on which the demo salon is open: Tuesday to Saturday."""
    day = now + timedelta(days=1)
    while day.isoweekday() not in range(2, 7):
        day += timedelta(days=1)
    return day


def check_writable(home: Path) -> None:
    try:
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
        probe = home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"{home} cannot be written ({error.strerror}): change its owner, or set LYO_HOME to a "
            "folder of your own"
        ) from None
