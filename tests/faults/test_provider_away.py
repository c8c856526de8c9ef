"""Is everything sent once, and the provider left alone, while all calls of a number fail?"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.faults.beside import Others, beside
from tests.faults.conftest import Size
from tests.faults.invariants import check, insist
from tests.faults.number import Number, writing
from tests.faults.report import Report
from tests.faults.world import World
from tests.journeys.conftest import QUICK
from tests.journeys.phone import BELLA, LA_TERRAZA, STELLA
from tests.journeys.waiting import eventually

FAILURES = (500, 502, 503)
CALLS_A_MESSAGE = 3.5
AT_ONCE = 40
"""More than a number may have calls under way."""

TIMEOUT_MS = int(QUICK["WHATSAPP_TIMEOUT_MS"])
STALLED_MS = 5000
"""What a loaded machine may add in a small run: a call that is not ended hangs for minutes."""

_ENDED = """
    SELECT duration_ms FROM notifier.attempts JOIN tenant.channels USING (tenant_id, channel_id)
     WHERE address = %s AND reason = 'PROVIDER_TIMEOUT' AND begin_time >= to_timestamp(%s)
     ORDER BY duration_ms
"""


@pytest.fixture
async def terraza(world: World) -> AsyncIterator[Number]:
    number = Number(world, LA_TERRAZA)
    yield number
    await world.town.mend()
    await number.closes()


@pytest.fixture
async def stella(world: World) -> AsyncIterator[Number]:
    number = Number(world, STELLA)
    yield number
    await world.town.mend()
    await number.closes()


async def test_calls_that_hang_end_in_time_and_soon_only_single_ones_are_made_to_see(
    terraza: Number, size: Size, full: bool, report: Report
) -> None:
    world, others, probes = terraza.world, Others(terraza.world, BELLA), size(1, 12)
    await world.town.fault(match=terraza.path, action="hang", times=None)
    async with beside(others):
        await asyncio.gather(*(terraza.customer() for _ in range(size(AT_ONCE, 200))))
        await terraza.opens()
        await eventually(terraza.to_see, lambda times: len(times) > probes, within=30 * probes)
        await world.town.mend()
        await terraza.answered(within=120)
    each = await terraza.insist_on_calls((None,))
    shortest = await terraza.insist_on_probes(probes)
    durations = [row[0] for row in world.rows(_ENDED, LA_TERRAZA, terraza.since)]
    assert len(durations) >= probes
    slow = durations[-1 - len(durations) // 100]
    report(
        "provider hangs (test 6)",
        messages=len(terraza.customers),
        hung=len(durations),
        attempt_p99_ms=slow,
        probes=len(await terraza.to_see()) - 1,
        shortest_between_probes_s=round(shortest, 2),
        calls_per_message=round(each, 2),
        **others.figures(),
    )
    assert slow <= TIMEOUT_MS + (500 if full else STALLED_MS)
    assert each <= CALLS_A_MESSAGE
    others.insist(full=full)
    insist(await check(world))


async def test_after_errors_for_a_while_every_message_is_delivered_once(
    stella: Number, size: Size, full: bool, report: Report
) -> None:
    world, others, lately = stella.world, Others(stella.world, BELLA), await stella.taken_lately()
    for status, times in zip(FAILURES, (lately + 5, size(2, 25), size(2, 25)), strict=True):
        await world.town.fault(match=stella.path, action="status", value=status, times=times)
    async with beside(others):
        async with writing(stella):
            await stella.opens()
            await eventually(lambda: no_fault_left(world), within=600)
        await stella.answered(within=120)
    each = await stella.insist_on_calls(FAILURES)
    shortest = await stella.insist_on_probes(1)
    report(
        "500, 502 and 503 for a while (test 7)",
        messages=len(stella.customers),
        delivered=len(stella.customers),
        failed_calls=lately + 5 + 2 * size(2, 25),
        probes=len(await stella.to_see()) - 1,
        shortest_between_probes_s=round(shortest, 2),
        calls_per_message=round(each, 2),
        **others.figures(),
    )
    assert each <= CALLS_A_MESSAGE
    assert await asyncio.to_thread(stella.open_until) is None
    others.insist(full=full)
    insist(await check(world))


async def no_fault_left(world: World) -> bool:
    return not (await world.town.http.get("/faults")).json()
