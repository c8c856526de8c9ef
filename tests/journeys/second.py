"""Second replicas of services: on the database and with the keys of the first ones."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx

from lyoctl.children import Child, Sink, first_failure, stop_all
from lyoctl.installation import Installation
from lyoctl.mesh import BACK_PATIENCE, FRONT_PATIENCE, Mesh
from lyoctl.readiness import Waiting


def elsewhere(first: Installation, *names: str) -> Installation:
    """The same installation, but with free ports for these services."""
    free = Installation.on_free_ports(first.home, {})
    return replace(
        first,
        listen={**first.listen, **{name: free.listen[name] for name in names}},
        metrics={**first.metrics, **{name: free.metrics[name] for name in names}},
        team={**first.team, **{name: free.team[name] for name in names if name in free.team}},
    )


@contextlib.asynccontextmanager
async def second_replicas(
    mesh: Mesh, second: Installation, *names: str, sink: Sink
) -> AsyncIterator[dict[str, Child]]:
    """One more process of each of these services, where `second` says; `sink` takes its lines."""
    children = {name: _child(mesh, second, name, sink) for name in names}
    try:
        for child in children.values():
            await child.start()
        await first_failure(list(children.values()), _all_ready(second, names))
        yield children
    finally:
        back = {name: child for name, child in children.items() if name != "gateway"}
        await stop_all([children[name] for name in children.keys() - back.keys()], FRONT_PATIENCE)
        await stop_all(list(back.values()), BACK_PATIENCE)


def ready_url(installation: Installation, name: str) -> str:
    return f"http://{installation.metrics[name]}/readyz"


def _child(mesh: Mesh, second: Installation, name: str, sink: Sink) -> Child:
    database_url = mesh.told(name)[f"LYO_{name.upper()}_DATABASE_URL"]
    return Child(f"{name}-2", second.command(name), second.told(name, database_url), sink)


async def _all_ready(second: Installation, names: tuple[str, ...]) -> None:
    waiting = [Waiting(f"{name}-2", ready_url(second, name), {}) for name in names]
    async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
        await asyncio.gather(*(each.until_ready(http) for each in waiting))
