"""Is anything lost, booked twice or said twice when a process is killed in mid-conversation?"""

import asyncio
import itertools
import random
import time
from collections import defaultdict
from statistics import median

import httpx

from tests.faults.conftest import Size
from tests.faults.conversation import BOOKING, STEPS, Conversation
from tests.faults.invariants import check, insist
from tests.faults.report import Report
from tests.faults.world import BELLA, World

POINTS = {
    "gateway.webhook_signed": "K1",
    "gateway.inbox_committed": "K2",
    "gateway.webhook_answered": "K3",
    "gateway.lane_claimed": "K4",
    "assistant.booking_called": "K6",
    "booking.booking_committed": "K7",
    "assistant.turn_committed": "K9, the answer has not left",
    "gateway.turn_answered": "K9",
    "notifier.message_taken": "K10",
    "notifier.provider_answered": "K11",
    "notifier.outcome_stored": "K12",
}
"""All that a turn comes by, as notes and tests call it. K14 has a test of its own."""

WHERE_BOOKED = ("assistant.booking_called", "booking.booking_committed")
TALKS = 3
"""So many talks of four messages have room for all points, one before each message."""

CALL_MS = 8.0
"""A call of booking takes about so long: death comes before, during or after its commit."""


def dealt(chance: random.Random) -> list[dict[str, str]]:
    """For each talk, which point is armed before which message."""
    rooms = list(itertools.product(range(TALKS), STEPS))
    chance.shuffle(rooms)
    talks: list[dict[str, str]] = [{} for _ in range(TALKS)]
    for point in sorted(POINTS, key=lambda each: each not in WHERE_BOOKED):
        talk, step = next(room for room in rooms if _fits(point, room[1]))
        rooms.remove((talk, step))
        talks[talk][step] = point
    return talks


def _fits(point: str, step: str) -> bool:
    return point not in WHERE_BOOKED or step in BOOKING


async def test_a_process_killed_at_any_point_loses_nothing_and_does_nothing_twice(
    world: World, size: Size, report: Report, chance: random.Random
) -> None:
    waited: dict[str, list[float]] = defaultdict(list)
    rounds = size(1, 20)
    for number in range(rounds):
        for armed in dealt(chance):
            talk = Conversation(world, armed, after_ms=chance.uniform(0.1, CALL_MS))
            await talk.hold()
            for point, seconds in talk.waited.items():
                waited[point].append(seconds)
        print(f"round {number + 1} of {rounds}: every point struck once", flush=True)
    await world.quiet()
    findings = await check(world)
    insist(findings)
    for point, name in POINTS.items():
        report(
            f"kill -9 at {point} ({name})",
            rounds=len(waited[point]),
            answered_after_p50_s=round(median(waited[point]), 2),
            longest_s=round(max(waited[point]), 2),
        )
    counts = {"lost": findings.lost, "double": findings.double, "ambiguous": findings.ambiguous}
    report("kill -9, all points", **counts)


async def test_a_status_that_was_stored_and_not_acknowledged_counts_once(
    world: World, size: Size, report: Report
) -> None:
    rounds = size(1, 20)
    for _ in range(rounds):
        customer = world.customer()
        answer = await world.ask(BELLA, customer, "help", 1)
        await _until_read(world, answer)
        world.arm("gateway.inbox_committed")
        first = await _status(world, _wamid_of(world, answer))
        await world.struck("gateway.inbox_committed")
        assert first is None, "the gateway was to die before it answered"
        await world.quiet()
        assert _state_of(world, answer) == "read"
    insist(await check(world))
    report("kill -9 at gateway.inbox_committed, of a status (K14)", rounds=rounds, lost=0)


async def _until_read(world: World, answer: dict[str, object]) -> None:
    """The statuses that follow each message by themselves are all in."""
    end = time.monotonic() + 20
    while (state := _state_of(world, answer)) != "read":
        assert time.monotonic() < end, f"still {state} after 20 s"
        await asyncio.sleep(0.02)
    await world.quiet()


async def _status(world: World, wamid: str) -> int | None:
    """Meta says once more that it was delivered; what the gateway answered at first."""
    told = await world.sandbox.post("/statuses", json={"id": wamid, "status": "delivered"})
    assert told.status_code == httpx.codes.OK, told.text
    status: int | None = told.json()["gateway_status"]
    return status


def _wamid_of(world: World, answer: dict[str, object]) -> str:
    return str(_row_of(world, answer)[0])


def _state_of(world: World, answer: dict[str, object]) -> str:
    return str(_row_of(world, answer)[1])


def _row_of(world: World, answer: dict[str, object]) -> tuple[object, ...]:
    body = answer["body"]
    assert isinstance(body, dict)
    query = "SELECT provider_message_id, state FROM notifier.messages WHERE message_id = %s"
    (row,) = world.rows(query, body["biz_opaque_callback_data"])
    return row
