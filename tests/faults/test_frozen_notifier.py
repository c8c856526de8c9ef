"""Does a notifier that was frozen before its call make it once it goes on?"""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import psutil

from lyoctl.children import Child
from lyoctl.installation import Installation
from lyoctl.mesh import BACK_PATIENCE
from lyoctl.readiness import Waiting
from tests.faults.invariants import check, insist
from tests.faults.world import BELLA, World

POINT = "notifier.message_taken"


@contextlib.asynccontextmanager
async def second_notifier(world: World) -> AsyncIterator[Child]:
    """Another notifier on the same database."""
    told = world.mesh.installation
    free = Installation.on_free_ports(told.home, told.variables)
    beside = replace(
        told,
        listen={**told.listen, "notifier": free.listen["notifier"]},
        metrics={**told.metrics, "notifier": free.metrics["notifier"]},
    )
    url = world.mesh.told("notifier")["LYO_NOTIFIER_DATABASE_URL"]
    command = beside.command("notifier")
    child = Child("notifier-2", command, beside.told("notifier", url), lambda *_: None)
    await child.start()
    try:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
            ready = f"http://{beside.metrics['notifier']}/readyz"
            await Waiting("notifier-2", ready, {}).until_ready(http)
        yield child
    finally:
        await child.stop(BACK_PATIENCE)


async def test_a_message_is_sent_once_though_who_took_it_froze_before_the_call(world: World):
    customer = world.customer()
    async with second_notifier(world) as second:
        world.freeze(POINT)
        await world.platform.text(BELLA, customer, "help")
        await world.struck(POINT)
        frozen = await stopped_of(world.mesh.children["notifier"], second)
        try:
            await world.answer(customer, 1)  # by the other one, after lease and status wait
        finally:
            frozen.send_signal(signal.SIGCONT)
        await asyncio.sleep(2)
        calls = await world.journal(customer)
        await world.quiet()

    assert len(calls) == 1
    insist(await check(world))


async def stopped_of(*children: Child) -> psutil.Process:
    """Whichever of them is frozen."""
    processes = [psutil.Process(child.pid) for child in children]
    for _ in range(200):
        for process in processes:
            if process.status() == psutil.STATUS_STOPPED:
                return process
        await asyncio.sleep(0.01)
    raise AssertionError("neither of the notifiers is frozen")
