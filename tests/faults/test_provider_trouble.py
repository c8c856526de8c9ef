"""Is everything sent once, and never too soon, when the provider hangs, fails or wants a pause?"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.faults.beside import Others, beside, time_of
from tests.faults.conftest import PATIENCE, Size
from tests.faults.invariants import check, insist
from tests.faults.report import Report
from tests.faults.world import World
from tests.journeys.phone import BELLA, LA_TERRAZA
from tests.journeys.waiting import eventually

PAIR_LIMIT, NUMBER_LIMIT = 131056, 130429
PAIR_SECONDS = 4.0
"""What Meta asks for after the first refusal for a pair."""

STATUS_SECONDS = float(PATIENCE["LYO_NOTIFIER_STATUS_WAIT_SECONDS"])
"""A call without an answer is repeated no sooner than that after it was given up."""

LOST: Mapping[str, Any] = {"action": "hang", "value": "accepted"}

_RESTS = """
    SELECT extract(epoch FROM paused_until)::float8
      FROM notifier.senders JOIN tenant.channels USING (tenant_id, channel_id) WHERE address = %s
"""


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
        "the pair is limited": Trouble(
            [{"action": "error_code", "value": PAIR_LIMIT}], [429, 200], pause=PAIR_SECONDS
        ),
    }


async def meet(world: World, trouble: Trouble) -> str:
    """A new customer writes and has this trouble; returns once the last call was made."""
    customer = world.customer()
    for fault in trouble.faults:
        await world.town.fault(match=customer, **fault)
    await world.platform.text(BELLA, customer, "help")
    await eventually(
        lambda: world.town.journal(customer), lambda calls: len(calls) >= len(trouble.calls)
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


async def test_whatever_becomes_of_its_calls_a_message_is_sent_once_and_no_other_waits(
    world: World, size: Size, full: bool, report: Report
) -> None:
    kinds, others = troubles(failures=size(2, 4)), Others(world, BELLA)
    names = list(kinds) * size(2, 6)
    met: list[tuple[str, str]] = []
    for _ in range(size(1, 2)):
        async with beside(others):
            customers = await asyncio.gather(*(meet(world, kinds[name]) for name in names))
        met += zip(names, customers, strict=True)
    others.insist(full=full)
    await world.quiet()
    for name, customer in met:
        await insist_on_calls(world, customer, kinds[name])
    findings = await check(world)
    insist(findings)
    twice = sum(kinds[name].shown > 1 for name, _ in met)
    report("provider trouble of a recipient", messages=len(met), sent_twice=twice)
    report("provider trouble of a recipient", **others.figures())


async def test_a_number_whose_calls_all_hang_leaves_room_for_other_numbers(
    world: World, size: Size, full: bool, report: Report
) -> None:
    hanging, others = size(130, 200), Others(world, LA_TERRAZA)
    trouble = troubles(failures=1)["the call hangs"]
    async with beside(others):
        await asyncio.gather(*(meet(world, trouble) for _ in range(hanging)))
    await world.quiet()
    insist(await check(world))
    report("provider hangs for a number", hanging=hanging, **others.figures())
    others.insist(full=full)


@dataclass(frozen=True)
class Limit:
    """How Meta says that a number shall rest; `until`, where it names a time."""

    fault: Mapping[str, Any]
    seconds: float = 0.0
    until: float = 0.0


def in_seconds(pause: int) -> Limit:
    value = {"status": 429, "retry_after": str(pause)}
    return Limit({"action": "status", "value": value}, seconds=pause)


def as_date(pause: int) -> Limit:
    """HTTP dates have whole seconds."""
    until = (datetime.now(UTC) + timedelta(seconds=pause + 1)).replace(microsecond=0)
    value = {"status": 429, "retry_after": format_datetime(until, usegmt=True)}
    return Limit({"action": "status", "value": value}, until=until.timestamp())


def by_code(_: int) -> Limit:
    """It names no time: how long the number rests is ours to say."""
    return Limit({"action": "error_code", "value": NUMBER_LIMIT})


async def calls_since(world: World, since: float) -> list[dict[str, Any]]:
    """What left by the limited number."""
    calls = await world.town.journal()
    return [each for each in calls if LA_TERRAZA in each["path"] and time_of(each) >= since]


async def rest(world: World, limit: Limit, customers: Sequence[str]) -> int:
    """One customer meets the limit, then the others write; how many calls came too soon."""
    begun = datetime.now(UTC).timestamp()
    await world.town.fault(match=f"/{LA_TERRAZA}/", **limit.fault)
    await world.platform.text(LA_TERRAZA, customers[0], "help")
    ((paused,),) = await eventually(
        lambda: asyncio.to_thread(world.rows, _RESTS, LA_TERRAZA),
        lambda rows: rows and rows[0][0] > begun,
    )
    await asyncio.gather(*(world.platform.text(LA_TERRAZA, each, "help") for each in customers[1:]))
    for customer in customers:
        await world.answer(customer, 1)
    refused, *calls = await calls_since(world, begun)
    assert refused["status"] == 429
    assert [each["status"] for each in calls] == [200] * len(customers)
    named = limit.until or (time_of(refused) + limit.seconds if limit.seconds else paused)
    assert paused >= named
    return sum(time_of(each) < named for each in calls)


@pytest.mark.parametrize("asked", [in_seconds, as_date, by_code])
async def test_a_limited_number_rests_as_long_as_it_was_told_to_and_other_numbers_go_on(
    world: World, size: Size, full: bool, report: Report, asked: Any
) -> None:
    others, early = Others(world, BELLA), 0
    for _ in range(size(1, 2)):
        customers = [world.customer() for _ in range(size(5, 40))]
        async with beside(others):
            early += await rest(world, asked(size(2, 10)), customers)
    others.insist(full=full)
    await world.quiet()
    insist(await check(world))
    part = f"429 of a number ({asked.__name__.replace('_', ' ')})"
    report(part, rounds=size(1, 2), early_calls=early, **others.figures())
    assert early == 0
