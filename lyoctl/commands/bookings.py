"""`lyoctl bookings`, `lyoctl week`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from lyo.booking.v1 import booking_service_pb2 as pb
from rich.console import Console

from lyoctl import bookings as desk
from lyoctl.commands.asking import ask
from lyoctl.commands.beside import HOME, Home, Tenant, reached
from lyoctl.commands.resources import Output, Shown
from lyoctl.resources.bookings import STATES, Bookings
from lyoctl.resources.customers import Customers
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.showing import content, show_list, show_one
from lyoctl.resources.tenants import find_tenant
from lyoctl.times import begin_of, day_of, end_of, instant_of, midnight
from lyoctl.week import Week, draw
from services.common.clock import utc_now
from services.common.fields import timestamp

app = typer.Typer(no_args_is_help=True, help="What was booked: look, approve, move, cancel.")

Which = Annotated[str, typer.Argument(help="Its id, the beginning of it, or external reference.")]


@dataclass(frozen=True)
class Asked:
    """Which bookings, as it was typed."""

    customer: str
    resource: str
    since: str
    until: str
    states: tuple[str, ...]

    async def filters(self, bookings: Bookings) -> dict[str, Any]:
        """The same for ListBookings."""
        found: dict[str, Any] = {
            "states": [STATES[each] for each in self.states],
            **self._window(bookings.zone),
        }
        if self.customer:
            known = Customers(bookings.stubs.customers, bookings.tenant_id)
            found["customer_id"] = (await known.named(self.customer)).customer_id
        if self.resource:
            found["resource_id"] = await bookings.resource_id(self.resource)
        return found

    def _window(self, zone: ZoneInfo) -> dict[str, Any]:
        named = self.since or f"{_today(zone)}"
        since = _read("--from", begin_of, named, zone)
        if not self.until:
            return {"ends_after": timestamp(since)}
        until = _read("--to", end_of, self.until, zone)
        if until <= since:
            today = "" if self.since else ", which is today: say --from"
            raise ResourceError(f"--to {self.until} is not after --from {named}{today}")
        return {"ends_after": timestamp(since), "starts_before": timestamp(until)}


@dataclass(frozen=True)
class Change:
    """What shall be otherwise, as it was typed."""

    to: str
    resource: str
    offering: str
    party: int

    async def wish(self, bookings: Bookings) -> desk.Wish:
        """The same for RescheduleBooking."""
        find_offering, find_resource = bookings.offering_id, bookings.resource_id
        return desk.Wish(
            start=_read("--to", instant_of, self.to, bookings.zone) if self.to else None,
            offering_id=await find_offering(self.offering) if self.offering else "",
            resource_id=await find_resource(self.resource) if self.resource else "",
            party_size=self.party or None,
        )


@app.command("list")
def list_(
    *,
    tenant: Tenant,
    customer: Annotated[str, typer.Option(help="Phone, external reference or id.")] = "",
    resource: Annotated[str, typer.Option(help="Who performs it.")] = "",
    since: Annotated[str, typer.Option("--from", help="2026-12-24, or with T15:30.")] = "",
    until: Annotated[str, typer.Option("--to", help="The same; of a day its end.")] = "",
    state: Annotated[list[str] | None, typer.Option(help="Of: " + ", ".join(STATES))] = None,
    output: Shown = Output.TABLE,
    limit: Annotated[int, typer.Option(help="How many at most; 0: all.", min=0)] = 200,
    home: Home = HOME,
) -> None:
    """List bookings by time, without --from those of today and later."""
    for each in state or ():
        if each not in STATES:
            raise ResourceError(f"--state {each}: say one of {', '.join(STATES)}")
    asked = Asked(customer, resource, since, until, tuple(state or ()))
    asyncio.run(_list(home, tenant, asked, output, limit))


@app.command()
def show(
    booking: Which, *, tenant: Tenant, output: Shown = Output.TABLE, home: Home = HOME
) -> None:
    """Show one with all that is known of it."""
    asyncio.run(_show(home, tenant, booking, output))


@app.command()
def approve(booking: Which, *, tenant: Tenant, home: Home = HOME) -> None:
    """Say yes to a request; its customer is told."""
    asyncio.run(_approve(home, tenant, booking))


@app.command()
def move(
    booking: Which,
    *,
    tenant: Tenant,
    to: Annotated[str, typer.Option(help="When instead: 2026-12-24T15:30.")] = "",
    resource: Annotated[str, typer.Option(help="Who shall perform it instead.")] = "",
    offering: Annotated[str, typer.Option(help="What instead.")] = "",
    party: Annotated[int, typer.Option(help="For how many people; 0: as it is.", min=0)] = 0,
    home: Home = HOME,
) -> None:
    """Give a booking another time, resource, offering or party; its customer is told."""
    if not (to or resource or offering or party):
        raise ResourceError("say what shall change: --to, --resource, --offering or --party")
    asyncio.run(_move(home, tenant, booking, Change(to, resource, offering, party)))


@app.command()
def cancel(
    booking: Which,
    *,
    tenant: Tenant,
    reason: Annotated[str, typer.Option(help="Why, in words; its customer reads it.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    home: Home = HOME,
) -> None:
    """Cancel a booking or refuse a request; its customer is told. Asks before."""
    asyncio.run(_cancel(home, tenant, booking, reason, yes=yes))


def week(
    *,
    tenant: Tenant,
    day: Annotated[str, typer.Option("--date", help="A day of the week; without it today.")] = "",
    resource: Annotated[str, typer.Option(help="Of one resource alone.")] = "",
    home: Home = HOME,
) -> None:
    """Draw a week: who is booked with whom, hour by hour."""
    asyncio.run(_week(home, tenant, day, resource))


async def _list(home: Path, tenant: str, asked: Asked, output: Output, limit: int) -> None:
    async with _of(home, tenant) as bookings:
        found: list[pb.Booking] = []
        async for each in bookings.all(**await asked.filters(bookings)):
            if limit and len(found) == limit:
                typer.echo(f"more than {limit}: --limit 0 lists all", err=True)
                break
            found.append(each)
        if output is Output.TABLE:
            await bookings.learn(found)
        show_list(bookings, found, output.form)


async def _show(home: Path, tenant: str, name: str, output: Output) -> None:
    async with _of(home, tenant) as bookings:
        one = await bookings.named(name)
        await bookings.learn([one])
        show_one({**content(one), **bookings.more(one)}, output.form)


async def _approve(home: Path, tenant: str, name: str) -> None:
    async with _of(home, tenant) as bookings:
        one = await bookings.named(name)
        await bookings.learn([one])
        print(bookings.line(await desk.approve(bookings, one)))


async def _move(home: Path, tenant: str, name: str, change: Change) -> None:
    async with _of(home, tenant) as bookings:
        one = await bookings.named(name)
        await bookings.learn([one])
        print(bookings.line(await desk.move(bookings, one, await change.wish(bookings))))


async def _cancel(home: Path, tenant: str, name: str, reason: str, *, yes: bool) -> None:
    async with _of(home, tenant) as bookings:
        one = await bookings.named(name)
        await bookings.learn([one])
        if not yes:
            ask(f"{bookings.line(one)}. Cancel it?", otherwise="nothing is cancelled")
        print(bookings.line(await desk.cancel(bookings, one, reason)))


async def _week(home: Path, tenant: str, day: str, resource: str) -> None:
    async with _of(home, tenant) as bookings:
        zone = bookings.zone
        shown = Week.of(_day("--date", day) if day else _today(zone), zone)
        filters: dict[str, Any] = {
            "ends_after": timestamp(midnight(shown.first, zone)),
            "starts_before": timestamp(midnight(shown.end, zone)),
            "states": Week.STATES,
        }
        if resource:
            filters["resource_id"] = await bookings.resource_id(resource)
        found = [each async for each in bookings.all(**filters)]
        await bookings.learn(found)
        draw(Console(markup=False, highlight=False), bookings, shown, found)


@asynccontextmanager
async def _of(home: Path, tenant: str) -> AsyncIterator[Bookings]:
    """The bookings of a tenant of the installation, while the block runs."""
    async with reached(home) as stubs:
        yield Bookings(stubs, await find_tenant(stubs.tenants, tenant))


def _today(zone: ZoneInfo) -> date:
    return utc_now().astimezone(zone).date()


def _day(option: str, text: str) -> date:
    try:
        return day_of(text)
    except ValueError as error:
        raise ResourceError(f"{option}: {error}") from None


def _read(
    option: str, read: Callable[[str, ZoneInfo], datetime], text: str, zone: ZoneInfo
) -> datetime:
    try:
        return read(text, zone)
    except ValueError as error:
        raise ResourceError(f"{option}: {error}") from None
