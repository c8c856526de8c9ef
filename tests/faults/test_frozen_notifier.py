"""Does a notifier that was frozen before its call make it once it goes on?"""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import psutil

from lyoctl.children import Child, first_failure
from lyoctl.installation import Installation
from lyoctl.mesh import BACK_PATIENCE
from lyoctl.readiness import Waiting
from tests.faults.beside import eventually
from tests.faults.invariants import check, insist
from tests.faults.world import BELLA, World
from tests.journeys.phone import Lines

POINT = "notifier.message_taken"


@contextlib.asynccontextmanager
async def second_notifier(world: World, lines: Lines) -> AsyncIterator[Child]:
    """Another notifier on the same database; `lines` keeps what it says."""
    told = world.mesh.installation
    free = Installation.on_free_ports(told.home, told.variables)
    beside = replace(
        told,
        listen={**told.listen, "notifier": free.listen["notifier"]},
        metrics={**told.metrics, "notifier": free.metrics["notifier"]},
    )
    url = world.mesh.told("notifier")["LYO_NOTIFIER_DATABASE_URL"]
    command = beside.command("notifier")
    child = Child("notifier-2", command, beside.told("notifier", url), lines.take)
    await child.start()
    try:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
            ready = f"http://{beside.metrics['notifier']}/readyz"
            await first_failure([child], Waiting(child.name, ready, {}).until_ready(http))
        yield child
    finally:
        await child.stop(BACK_PATIENCE)


async def test_a_message_is_sent_once_though_who_took_it_froze_before_the_call(
    world: World, lines: Lines
):
    customer = world.customer()
    async with second_notifier(world, lines) as second:
        world.freeze(POINT)
        await world.platform.text(BELLA, customer, "help")
        await world.struck(POINT)
        name, frozen = await stopped_of(world.mesh.children["notifier"], second)
        before = lost(lines, name)
        try:
            await world.answer(customer, 1)  # by the other one, after lease and status wait
        finally:
            frozen.send_signal(signal.SIGCONT)
        await eventually(lambda: noticed(lines, name, before))
        calls = await world.journal(customer)
        await world.quiet()

    assert len(calls) == 1
    insist(await check(world, [line for _, line in lines.said]))


def lost(lines: Lines, name: str) -> int:
    """How often this process has said that a lane is not its own any more."""
    return sum('"event": "lane_lost"' in line for line in lines.of(name))


async def noticed(lines: Lines, name: str, before: int) -> bool:
    return lost(lines, name) > before


async def stopped_of(*children: Child) -> tuple[str, psutil.Process]:
    """Whichever of them is frozen, and its name."""
    processes = {child.name: psutil.Process(child.pid) for child in children}
    for _ in range(200):
        for name, process in processes.items():
            if process.status() == psutil.STATUS_STOPPED:
                return name, process
        await asyncio.sleep(0.01)
    raise AssertionError("neither of the notifiers is frozen")
