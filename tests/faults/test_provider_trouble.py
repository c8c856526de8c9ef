"""Is a message sent once, and never too soon, whatever becomes of its own calls?

All that fails counts for the number, which is then called by single calls for a while: what is
called here waits for that too, and others write to another number.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.beside import Others, beside, time_of
from tests.faults.conftest import PATIENCE, Size
from tests.faults.invariants import check, insist
from tests.faults.number import Number
from tests.faults.report import Report
from tests.faults.world import World
from tests.journeys.phone import BELLA, LA_TERRAZA
from tests.journeys.waiting import eventually

STATUS_SECONDS = float(PATIENCE["LYO_NOTIFIER_STATUS_WAIT_SECONDS"])
"""A call without an answer is repeated no sooner than that after it was given up."""

AT_LAST_SECONDS = 300.0
"""One call in two seconds is made while most of them fail."""

LOST: Mapping[str, Any] = {"action": "hang", "value": "accepted"}


@dataclass(frozen=True)
class Trouble:
    """What meets the message to one customer, and how its calls are answered because of it."""

    faults: Sequence[Mapping[str, Any]]
    calls: Sequence[int | None]
    pause: float = 0.0
    """Seconds from the first call to the second, at least."""
    shown: int = 1
    """How often the customer sees the message."""


def troubles(failures: int) -> dict[str, Trouble]:
    """All kinds that one recipient may have alone; where a while is meant, so many failures."""

    def failing(status: int) -> Trouble:
        fault = {"action": "status", "value": status, "times": failures}
        return Trouble([fault], [status] * failures + [200])

    return {
        "the call hangs": Trouble([{"action": "hang"}], [None, 200], pause=STATUS_SECONDS),
        "the answer is lost": Trouble([LOST], [None]),
        "answer and statuses are lost": Trouble(
            [LOST, {"action": "drop", "times": 3}], [None, 200], pause=STATUS_SECONDS, shown=2
        ),
        "500 for a while": failing(500),
        "503 for a while": failing(503),
    }


@pytest.fixture
async def salon(world: World) -> AsyncIterator[Number]:
    number = Number(world, BELLA)
    yield number
    await number.closes()


async def meet(world: World, trouble: Trouble) -> str:
    """A new customer writes and has this trouble; returns once the last call was made."""
    customer = world.customer()
    for fault in trouble.faults:
        await world.town.fault(match=customer, **fault)
    await world.platform.text(BELLA, customer, "help")
    await eventually(
        lambda: world.town.journal(customer),
        lambda calls: len(calls) >= len(trouble.calls),
        within=AT_LAST_SECONDS,
    )
    return customer


async def insist_on_calls(world: World, customer: str, trouble: Trouble) -> None:
    calls = await world.town.journal(customer)
    assert [call["status"] for call in calls] == list(trouble.calls)
    if trouble.pause:
        waited = time_of(calls[1]) - time_of(calls[0])
        assert waited >= trouble.pause, f"called again after {waited:.2f} s"
    path = f"/phones/whatsapp/{BELLA}/{customer}/messages"
    messages = (await world.town.http.get(path)).json()["messages"]
    assert sum(each["sender"] == "business" for each in messages) == trouble.shown


async def test_whatever_becomes_of_its_calls_a_message_is_sent_once_and_no_other_number_waits(
    world: World, salon: Number, size: Size, full: bool, report: Report
) -> None:
    kinds, others = troubles(failures=size(2, 3)), Others(world, LA_TERRAZA)
    names = list(kinds) * size(2, 6)
    met: list[tuple[str, str]] = []
    for _ in range(size(1, 2)):
        async with beside(others):
            customers = await asyncio.gather(*(meet(world, kinds[name]) for name in names))
        met += zip(names, customers, strict=True)
    others.insist(full=full)
    await world.quiet(within=AT_LAST_SECONDS)
    for name, customer in met:
        await insist_on_calls(world, customer, kinds[name])
    insist(await check(world))
    twice = sum(kinds[name].shown > 1 for name, _ in met)
    report("provider trouble of a recipient", messages=len(met), sent_twice=twice)
    report("provider trouble of a recipient", **others.figures())
