"""Is a message that ends its process each time given up after so many tries, and nothing else?"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceStub

from services.common.clients import files_of, open_channel
from services.common.lanes import Lanes
from services.common.mesh import Policy, Signer
from tests.database_fixtures import LyoDatabase
from tests.faults.invariants.limits import LANE_ATTEMPTS
from tests.faults.report import Report
from tests.faults.sender import opened_sender
from tests.faults.world import World
from tests.journeys.phone import BELLA
from tests.journeys.waiting import eventually
from tests.notifier.conftest import Tenant, a_phone
from tests.notifier.running import RunningNotifier

POINT = "notifier.message_taken"
OTHERS = 5

_DEAD = """
    SELECT m.tenant_id, m.message_id, j.dead_reason, m.attempts
      FROM notifier.lane_jobs j JOIN notifier.messages m ON j.dedup_key = m.message_id::text
     WHERE j.dead_reason IS NOT NULL AND ltrim(m.recipient, '+') = %s
"""

Opened = tuple[RunningNotifier, Tenant]


@pytest.fixture
async def idle(lyo_database: Callable[..., LyoDatabase], tmp_path: Path) -> AsyncIterator[Opened]:
    """A notifier that sends only while the test lets it."""
    async with opened_sender(lyo_database("notifier"), tmp_path, work=False) as opened:
        yield opened


async def test_a_message_that_ends_its_process_is_dead_and_seen_and_taken_up_again_once(
    idle: Opened,
) -> None:
    notifier, tenant = idle
    (poison,) = await tenant.sends("poison")
    for _ in range(LANE_ATTEMPTS):
        await dies_with_a_lane(notifier)
    (behind,) = await tenant.sends("behind it")
    others = [(await tenant.sends("other", to=a_phone()))[0] for _ in range(OTHERS)]
    async with notifier.working():
        for each in (behind, *others):
            await tenant.becomes(each, "ACCEPTED")
        (dead,) = await eventually(partial(dead_of, tenant))
        assert (dead.message.message_id, dead.dead_reason) == (poison, "ATTEMPTS_EXHAUSTED")
        assert "poison" not in await tenant.texts()
        assert await redriven(tenant.stub, tenant.tenant_id, poison) == 1
        await tenant.becomes(poison, "ACCEPTED")
        assert await redriven(tenant.stub, tenant.tenant_id, poison) == 0
    assert sorted(await tenant.texts()) == ["behind it", *["other"] * OTHERS, "poison"]
    assert await dead_of(tenant) == []


async def dies_with_a_lane(notifier: RunningNotifier) -> None:
    """A process takes what there is, and is never heard of again."""
    lanes = Lanes("notifier", per_tenant=True, database=notifier.database)
    async with notifier.database.autocommit() as connection:
        taken = await lanes.claim(connection, uuid.uuid4(), lanes=9, jobs_each=1, lease=timedelta())
    assert len(taken) == 1


async def dead_of(tenant: Tenant) -> list[pb.DeadMessage]:
    asked = pb.ListDeadRequest(tenant_id=tenant.tenant_id)
    return list((await tenant.stub.ListDead(asked)).messages)


async def redriven(stub: Any, tenant_id: object, message_id: object) -> int:
    request = pb.RedriveRequest(
        tenant_id=str(tenant_id), request_id=str(uuid.uuid4()), message_ids=[str(message_id)]
    )
    return int((await stub.Redrive(request)).redriven)


def called(world: World) -> grpc.aio.Channel:
    """A channel to the notifier, as the gateway's."""
    installation, keys = world.mesh.installation, world.mesh.keys
    signer, never = Signer(keys.mesh, "gateway"), Policy.load().never_repeated
    target = installation.listen["notifier"]
    return open_channel(target, signer, files=files_of("notifier"), never_repeated=never)


async def test_a_crash_loop_ends_by_itself_and_others_go_on(
    world: World, full: bool, report: Report
) -> None:
    if not full:
        pytest.skip("A CRASH LOOP OF A MINUTE is not run in a small run: make prove")
    poisoned = world.customer()
    crashes = 0
    world.arm(POINT)
    await world.platform.text(BELLA, poisoned, "help")
    while not await asyncio.to_thread(world.rows, _DEAD, poisoned):
        if not (world.faults / POINT).exists():
            crashes += 1
            world.arm(POINT)
        await asyncio.sleep(0.02)
    (world.faults / POINT).unlink()
    await world.ask(BELLA, world.customer(), "help", 1)
    ((tenant_id, message_id, reason, attempts),) = world.rows(_DEAD, poisoned)
    report("crash loop of one message", crashes=crashes, attempts=attempts, reason=reason)
    assert reason == "ATTEMPTS_EXHAUSTED"
    assert crashes == LANE_ATTEMPTS
    assert await world.town.journal(poisoned) == []
    async with called(world) as channel:
        stub = MessageServiceStub(channel)
        assert await redriven(stub, tenant_id, message_id) == 1
    await world.answer(poisoned, 1)
    await world.quiet()
    assert len(await world.town.journal(poisoned)) == 1
