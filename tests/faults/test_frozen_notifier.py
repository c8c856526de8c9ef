"""Does a notifier that was frozen before its call make it once it goes on?"""

import signal

import psutil

from lyoctl.children import Child
from tests.faults.invariants import check, insist
from tests.faults.world import World
from tests.journeys.phone import BELLA, Lines
from tests.journeys.second import elsewhere, second_replicas
from tests.journeys.waiting import eventually

POINT = "notifier.message_taken"


async def test_a_message_is_sent_once_though_who_took_it_froze_before_the_call(
    world: World, lines: Lines
):
    customer = world.customer()
    told = elsewhere(world.mesh.installation, "notifier")
    async with second_replicas(world.mesh, told, "notifier", sink=lines.take) as second:
        world.freeze(POINT)
        await world.platform.text(BELLA, customer, "help")
        await world.struck(POINT)
        name, frozen = await stopped_of(world.mesh.children["notifier"], second["notifier"])
        before = said(lines, name, "lane_lost")
        try:
            # By the other one, after lease and status wait.
            answer = await world.answer(customer, 1)
        finally:
            frozen.send_signal(signal.SIGCONT)
        await eventually(lambda: said(lines, name, "lane_lost"), lambda now: len(now) > len(before))
        await world.quiet()

    message_id = answer["body"]["biz_opaque_callback_data"]
    # A call that it begins is often cancelled before Meta sees it: the journal is not enough.
    assert not [line for line in said(lines, name, "attempt") if message_id in line]
    assert len(await world.town.journal(customer)) == 1
    insist(await check(world, lines.all))


def said(lines: Lines, name: str, event: str) -> list[str]:
    """The lines of this process about the event."""
    return [line for line in lines.of(name) if f'"event": "{event}"' in line]


async def stopped_of(*children: Child) -> tuple[str, psutil.Process]:
    """Whichever of them is frozen, and its name."""
    processes = {child.name: psutil.Process(child.pid) for child in children}

    def stopped() -> list[tuple[str, psutil.Process]]:
        return [each for each in processes.items() if each[1].status() == psutil.STATUS_STOPPED]

    return (await eventually(stopped, within=2, what="who is frozen"))[0]
