"""Does whoever the provider wants to pause do so to the second, and nobody else? (Test 8)"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.faults.beside import Others, beside, time_of
from tests.faults.conftest import Size
from tests.faults.invariants import check, insist
from tests.faults.report import Report
from tests.faults.world import World
from tests.journeys.phone import BELLA, LA_TERRAZA
from tests.journeys.waiting import eventually

PAIR_LIMIT, NUMBER_LIMIT, ACCOUNT_LIMIT, WINDOW_CLOSED = 131056, 130429, 80007, 131047
PAIR_SECONDS = 4.0
"""What Meta asks for after the first refusal for a pair."""

_RESTS = """
    SELECT extract(epoch FROM paused_until)::float8
      FROM notifier.senders JOIN tenant.channels USING (tenant_id, channel_id) WHERE address = %s
"""
_FAILED = """
    SELECT failure_time FROM notifier.breakers JOIN tenant.channels USING (tenant_id)
     WHERE provider = 'meta' AND address = %s
"""
_ENDED = "SELECT state, reason, attempts FROM notifier.messages WHERE ltrim(recipient, '+') = %s"


async def test_a_limited_pair_pauses_alone(
    world: World, size: Size, full: bool, report: Report
) -> None:
    others, limited = Others(world, BELLA), [world.customer() for _ in range(size(4, 60))]
    for customer in limited:
        await world.town.fault(match=customer, action="error_code", value=PAIR_LIMIT)
    async with beside(others):
        await asyncio.gather(*(world.platform.text(BELLA, each, "help") for each in limited))
        for customer in limited:
            await world.answer(customer, 1)
    calls = [await world.town.journal(customer) for customer in limited]
    assert [[call["status"] for call in each] for each in calls] == [[429, 200]] * len(limited)
    pauses = [time_of(again) - time_of(first) for first, again in calls]
    early = sum(pause < PAIR_SECONDS for pause in pauses)
    delayed = sum(wait >= PAIR_SECONDS for wait in others.waits)
    report(
        "131056, a limited pair (test 8)",
        limited=len(limited),
        early_calls=early,
        wrongly_delayed=delayed,
        shortest_pause_s=round(min(pauses), 2),
        **others.figures(),
    )
    assert early == 0
    others.insist(full=False)
    assert not (full and delayed)
    await world.quiet()
    insist(await check(world))


async def test_an_answer_for_which_the_window_has_closed_is_not_sent_again(
    world: World, size: Size, report: Report
) -> None:
    late = [world.customer() for _ in range(size(2, 40))]
    for customer in late:
        await world.town.fault(match=customer, action="error_code", value=WINDOW_CLOSED, times=9)
    await asyncio.gather(*(world.platform.text(BELLA, each, "help") for each in late))
    ended = [
        await eventually(
            lambda each=each: asyncio.to_thread(world.rows, _ENDED, each),
            lambda rows: rows and rows[0][0] == "failed",
        )
        for each in late
    ]
    await world.town.mend()
    assert ended == [[("failed", "WINDOW_CLOSED_NO_TEMPLATE", 1)]] * len(late)
    assert [len(await world.town.journal(each)) for each in late] == [1] * len(late)
    await world.quiet()
    insist(await check(world))
    report("131047, the window has closed (test 8)", messages=len(late), calls=len(late))


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


def of_number(_: int) -> Limit:
    """130429. It names no time: how long the number rests is ours to say."""
    return Limit({"action": "error_code", "value": NUMBER_LIMIT})


def of_account(_: int) -> Limit:
    """80007."""
    return Limit({"action": "error_code", "value": ACCOUNT_LIMIT})


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


@pytest.mark.parametrize("asked", [in_seconds, as_date, of_number, of_account])
async def test_a_limited_number_rests_as_long_as_it_was_told_to_and_other_numbers_go_on(
    world: World, size: Size, full: bool, report: Report, asked: Callable[[int], Limit]
) -> None:
    others, early = Others(world, BELLA), 0
    failed = world.rows(_FAILED, LA_TERRAZA)
    for _ in range(size(1, 2)):
        customers = [world.customer() for _ in range(size(5, 40))]
        async with beside(others):
            early += await rest(world, asked(size(2, 10)), customers)
    others.insist(full=full)
    await world.quiet()
    insist(await check(world))
    part = f"429 of a number, {asked.__name__.replace('_', ' ')} (test 8)"
    report(part, rounds=size(1, 2), early_calls=early, **others.figures())
    assert early == 0
    assert world.rows(_FAILED, LA_TERRAZA) == failed, "a limit was counted as a failure"
