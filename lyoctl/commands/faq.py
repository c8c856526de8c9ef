"""`lyoctl faq`."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from lyoctl.commands.beside import HOME, Home, Tenant, reached
from lyoctl.commands.resources import Output, Shown
from lyoctl.operator import Stubs
from lyoctl.resources.faq import BANDS, Faq, Matches, Questions
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.showing import content, show_list, show_one
from lyoctl.resources.tenants import find_tenant

app = typer.Typer(no_args_is_help=True, help="Frequent questions, and what nobody answered.")

Work = Callable[[Stubs, tenant_pb.Tenant], Awaitable[None]]


@app.command("list")
def list_(
    *,
    tenant: Tenant,
    source: Annotated[str, typer.Option(help="Only what came from there.")] = "",
    output: Shown = Output.TABLE,
    home: Home = HOME,
) -> None:
    """List what is answered."""

    async def work(stubs: Stubs, of: tenant_pb.Tenant) -> None:
        faq = Faq(stubs, of)
        show_list(faq, [each async for each in faq.all(source)], output.form)

    asyncio.run(_with(home, tenant, work))


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="The question, as a customer puts it.")],
    *,
    tenant: Tenant,
    language: Annotated[str, typer.Option(help="Of the conversation, such as it.")] = "",
    output: Shown = Output.TABLE,
    home: Home = HOME,
) -> None:
    """Show what a customer would get for a question, and why. Nothing is sent or kept."""

    async def work(stubs: Stubs, of: tenant_pb.Tenant) -> None:
        found = await Faq(stubs, of).ask(text, language)
        if output is Output.TABLE:
            print(BANDS[found.band].format(choices=", ".join(found.choice_ids)))
            show_list(Matches(), found.matches, output.form)
        else:
            show_one(content(found), output.form)

    asyncio.run(_with(home, tenant, work))


@app.command()
def unanswered(*, tenant: Tenant, output: Shown = Output.TABLE, home: Home = HOME) -> None:
    """List what was asked and not answered, the most frequent first."""

    async def work(stubs: Stubs, of: tenant_pb.Tenant) -> None:
        questions = Questions(stubs, of)
        show_list(questions, await questions.all(), output.form)

    asyncio.run(_with(home, tenant, work))


@app.command()
def close(
    questions: Annotated[
        list[str] | None, typer.Argument(help="Their ids, or the beginnings of them.")
    ] = None,
    *,
    tenant: Tenant,
    everything: Annotated[bool, typer.Option("--all", help="All that there are.")] = False,
    home: Home = HOME,
) -> None:
    """Take questions off the list of those that were not answered."""
    if bool(questions) == everything:
        raise ResourceError("say which questions, or --all")

    async def work(stubs: Stubs, of: tenant_pb.Tenant) -> None:
        print(f"taken off the list: {await Questions(stubs, of).close(questions or [])}")

    asyncio.run(_with(home, tenant, work))


async def _with(home: Path, tenant: str, work: Work) -> None:
    """Do it with the services of the installation."""
    async with reached(home) as stubs:
        await work(stubs, await find_tenant(stubs.tenants, tenant))
