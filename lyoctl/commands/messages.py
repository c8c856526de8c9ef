"""`lyoctl messages`, `lyoctl providers`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from lyo.notifier.v1 import message_service_pb2 as pb

from lyoctl.commands.asking import ask
from lyoctl.commands.beside import HOME, Home, Tenant, reached
from lyoctl.commands.resources import Output, Shown
from lyoctl.resources.customers import Customers
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.messages import STATES, DeadMessages, Messages
from lyoctl.resources.providers import Providers
from lyoctl.resources.showing import content, show_list, show_one
from lyoctl.resources.tenants import find_tenant

app = typer.Typer(no_args_is_help=True, help="What is sent: look, and take up what was given up.")


@dataclass(frozen=True)
class Asked:
    """Which messages, as it was typed."""

    customer: str
    booking_id: str
    states: tuple[str, ...]

    async def filters(self, messages: Messages) -> dict[str, Any]:
        """The same for ListMessages."""
        found: dict[str, Any] = {
            "states": [STATES[each] for each in self.states],
            "booking_id": self.booking_id,
        }
        if self.customer:
            known = Customers(messages.stubs.customers, messages.tenant_id)
            found["customer_id"] = (await known.named(self.customer)).customer_id
        return found


@app.command("list")
def list_(
    *,
    tenant: Tenant,
    customer: Annotated[str, typer.Option(help="Phone, external reference or id.")] = "",
    booking: Annotated[str, typer.Option(help="Those that tell of this booking: its id.")] = "",
    state: Annotated[list[str] | None, typer.Option(help="Of: " + ", ".join(STATES))] = None,
    output: Shown = Output.TABLE,
    limit: Annotated[int, typer.Option(help="How many at most; 0: all.", min=0)] = 50,
    home: Home = HOME,
) -> None:
    """List what was sent or waits to be, the newest first; phones are masked."""
    for each in state or ():
        if each not in STATES:
            raise ResourceError(f"--state {each}: say one of {', '.join(STATES)}")
    asked = Asked(customer, booking, tuple(state or ()))
    asyncio.run(_list(home, tenant, asked, output, limit))


@app.command()
def show(
    message: Annotated[str, typer.Argument(help="Its id, or the beginning of it.")],
    *,
    tenant: Tenant,
    output: Shown = Output.TABLE,
    home: Home = HOME,
) -> None:
    """Show one with all that happened to it, and every call of a provider."""
    asyncio.run(_show(home, tenant, message, output))


@app.command()
def dead(*, tenant: Tenant, output: Shown = Output.TABLE, home: Home = HOME) -> None:
    """List those whose sending was given up because it failed on a bug again and again."""
    asyncio.run(_dead(home, tenant, output))


@app.command()
def redrive(
    messages: Annotated[
        list[str] | None, typer.Argument(help="Their ids, or the beginnings of them.")
    ] = None,
    *,
    tenant: Tenant,
    everything: Annotated[bool, typer.Option("--all", help="All that were given up.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    home: Home = HOME,
) -> None:
    """Take up again what was given up. What is too late by now ends as expired."""
    if bool(messages) == everything:
        raise ResourceError("say which messages, or --all")
    asyncio.run(_redrive(home, tenant, messages or [], yes=yes))


def providers(*, tenant: Tenant, output: Shown = Output.TABLE, home: Home = HOME) -> None:
    """Show how the providers of a tenant do: breakers, rates, pauses."""
    asyncio.run(_providers(home, tenant, output))


async def _list(home: Path, tenant: str, asked: Asked, output: Output, limit: int) -> None:
    async with _of(home, tenant) as messages:
        found: list[pb.Message] = []
        async for each in messages.all(**await asked.filters(messages)):
            if limit and len(found) == limit:
                typer.echo(f"more than {limit}: --limit 0 lists all", err=True)
                break
            found.append(each)
        show_list(messages, found, output.form)


async def _show(home: Path, tenant: str, name: str, output: Output) -> None:
    async with _of(home, tenant) as messages:
        show_one(messages.told(await messages.named(name)), output.form)


async def _dead(home: Path, tenant: str, output: Output) -> None:
    async with _of(home, tenant) as messages:
        show_list(DeadMessages(messages), [each async for each in messages.dead()], output.form)


async def _redrive(home: Path, tenant: str, names: list[str], *, yes: bool) -> None:
    async with _of(home, tenant) as messages:
        found = [each.message.message_id async for each in messages.dead()]
        wanted = [each for each in found if not names or each.startswith(tuple(names))]
        unknown = [name for name in names if not any(each.startswith(name) for each in found)]
        if unknown:
            raise ResourceError(f"not given up, or not there: {', '.join(unknown)}")
        if not wanted:
            print("nothing was given up")
            return
        if not yes:
            ask(f"Take {len(wanted)} up again?", otherwise="nothing is taken up")
        print(f"taken up again: {await messages.redrive(wanted)}")


async def _providers(home: Path, tenant: str, output: Output) -> None:
    async with reached(home) as stubs:
        kind = Providers(stubs, await find_tenant(stubs.tenants, tenant))
        health = await kind.health()
        if output is Output.TABLE:
            print(kind.flag(health))
            show_list(kind, health.providers, output.form)
        else:
            show_one(content(health), output.form)


@asynccontextmanager
async def _of(home: Path, tenant: str) -> AsyncIterator[Messages]:
    """The messages of a tenant of the installation, while the block runs."""
    async with reached(home) as stubs:
        yield Messages(stubs, await find_tenant(stubs.tenants, tenant))
