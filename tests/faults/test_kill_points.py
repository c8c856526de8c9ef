"""Is anything lost, booked twice or said twice when a process is killed in mid-conversation?"""

import itertools
import random
import re
from collections import defaultdict
from functools import partial
from statistics import median

import httpx

from tests.faults.conftest import Size
from tests.faults.conversation import BOOKING, STEPS, Conversation, rooms
from tests.faults.invariants import check, insist
from tests.faults.report import Report
from tests.faults.world import World
from tests.journeys.phone import BELLA, Lines
from tests.journeys.waiting import eventually

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

MAY_DOUBLE = {"notifier.provider_answered"}
"""Where nobody can know that the provider took the message, until its status comes."""

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
    world: World, lines: Lines, size: Size, report: Report, chance: random.Random
) -> None:
    waited: dict[str, list[float]] = defaultdict(list)
    asked_twice: set[str] = set()
    rounds, room, before = size(1, 20), rooms(world), await check(world)
    for number in range(rounds):
        for armed in dealt(chance):
            after_ms = chance.uniform(0.1, CALL_MS)
            talk = Conversation(world, next(room), armed, after_ms=after_ms)
            await talk.hold()
            for point, seconds in talk.waited.items():
                waited[point].append(seconds)
            asked_twice |= {talk.struck[point] for point in MAY_DOUBLE & talk.struck.keys()}
        print(f"round {number + 1} of {rounds}: every point struck once", flush=True)
    await world.quiet()
    findings = await check(world, lines.all)
    insist(findings)
    ambiguous = findings.ambiguous_ids - before.ambiguous_ids
    assert ambiguous <= asked_twice, f"twice, and nobody was killed at it: {ambiguous}"
    assert waited.keys() == POINTS.keys()
    for point, name in POINTS.items():
        report(f"kill -9 at {point} ({name})", **waits(waited[point]))
    counts = {"lost": findings.lost, "double": findings.double, "ambiguous": len(ambiguous)}
    report("kill -9, all points", **counts)


def waits(waited: list[float]) -> dict[str, float]:
    """How often it was done, and how long customers waited for the answer."""
    return {
        "rounds": len(waited),
        "answered_after_p50_s": round(median(waited), 2),
        "longest_s": round(max(waited), 2),
    }


async def test_a_status_that_was_stored_and_not_acknowledged_counts_once(
    world: World, lines: Lines, size: Size, report: Report
) -> None:
    rounds = 0
    for _ in range(size(1, 20)):
        answer = await _accepted_only(world)
        known = _status_jobs(world)
        world.arm("gateway.inbox_committed")
        first = await _status(world, _wamid_of(world, answer))
        await world.struck("gateway.inbox_committed")
        assert first is None, f"the gateway was to die before it answered {first}"
        await eventually(
            partial(_state_of, world, answer), lambda state: state == "delivered", within=20
        )
        await eventually(lambda: _came_again(world))
        await world.quiet()
        assert _state_of(world, answer) == "delivered"
        assert _status_jobs(world) == known + 1
        rounds += 1
    findings = await check(world, lines.all)
    insist(findings)
    part = "kill -9 at gateway.inbox_committed, of a status (K14)"
    report(part, rounds=rounds, lost=findings.lost, double=findings.double)


async def _accepted_only(world: World) -> dict[str, object]:
    """An answer of which Meta tells nothing but that it took it."""
    customer = world.customer()
    await world.town.fault(match=f'"recipient_id":"{customer}"', action="drop", times=3)
    answer = await world.ask(BELLA, customer, "help", 1)
    await eventually(lambda: _no_fault_left(world))
    await world.quiet()
    assert _state_of(world, answer) == "accepted"
    return answer


async def _no_fault_left(world: World) -> bool:
    return not (await world.town.http.get("/faults")).json()


async def _came_again(world: World) -> bool:
    """Whether the gateway, started anew, was told what it knew."""
    url = f"http://{world.mesh.installation.metrics['gateway']}/metrics"
    told = (await world.platform.http.get(url)).text
    return any(map(float, re.findall(r"inbox_redelivered_total{.*} (.+)", told)))


def _status_jobs(world: World) -> int:
    """How many statuses the gateway has stored, ever."""
    ((count,),) = world.rows("SELECT count(*) FROM gateway.lane_jobs WHERE key LIKE 'status:%'")
    return int(count)


async def _status(world: World, wamid: str) -> int | None:
    """Meta says that it was delivered; what the gateway answered at first."""
    told = await world.town.http.post("/statuses", json={"id": wamid, "status": "delivered"})
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
