"""Is a confirmation sent twice at most, and counted, when its sender dies after the call? (K11)"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1.booking_service_pb2_grpc import BookingServiceStub

from services.common.clients import files_of, open_channel
from services.common.fields import timestamp
from services.common.mesh import Policy, Signer
from tests.faults.conftest import Size
from tests.faults.conversation import free_hours
from tests.faults.invariants import check, insist
from tests.faults.report import Report
from tests.faults.world import World
from tests.journeys.phone import BELLA, Lines
from tests.journeys.waiting import eventually

POINT = "notifier.provider_answered"
ROME = ZoneInfo("Europe/Rome")

_WHO = """
    SELECT tenant_id, customer_id FROM tenant.identities
     WHERE kind = 'phone' AND ltrim(value, '+') = %s
"""
_CONFIRMATION = """
    SELECT message_id, state, attempts, purpose FROM notifier.messages
     WHERE customer_id = %s AND purpose <> 'reply'
"""
_ATTEMPTS = """
    SELECT number, outcome, duration_ms IS NULL FROM notifier.attempts
     WHERE message_id = %s ORDER BY number
"""
ENDS = {"accepted", "sent", "delivered", "read"}
ATTEMPTS = [(1, "", True), (2, "accepted", False)]
"""Nobody stored the end of the first call. There is a second one where its status does not come, or
comes too late: who records it was killed as well, and is not waited for as long as usual here."""


class Desk:
    """Members of the salon book for customers, who are told of it."""

    def __init__(self, world: World, stub: Any, hours: Iterator[tuple[datetime, str]]) -> None:
        self.world = world
        self.stub = stub
        self.hours = hours

    async def customer(self) -> tuple[str, UUID, UUID]:
        """Somebody who wrote: their phone, the tenant, their id."""
        phone = self.world.customer()
        await self.world.ask(BELLA, phone, "help", 1)
        await self.world.quiet()
        ((tenant_id, customer_id),) = self.world.rows(_WHO, phone)
        return phone, tenant_id, customer_id

    async def book(self, tenant_id: UUID, customer_id: UUID) -> None:
        day, clock = next(self.hours)
        start = datetime.fromisoformat(f"{day.date()}T{clock}").replace(tzinfo=ROME)
        await self.stub.CreateBooking(
            pb.CreateBookingRequest(
                tenant_id=str(tenant_id),
                request_id=str(uuid4()),
                customer_id=str(customer_id),
                start_time=timestamp(start),
                origin=pb.ORIGIN_API,
            )
        )


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    installation, keys = world.mesh.installation, world.mesh.keys
    async with open_channel(
        installation.listen["booking"],
        Signer(keys.mesh, "gateway"),
        files=files_of("booking"),
        never_repeated=Policy.load().never_repeated,
    ) as channel:
        yield Desk(world, BookingServiceStub(channel), free_hours(world))


@pytest.mark.parametrize("lost", [False, True], ids=["settled", "statuses_lost"])
async def test_a_confirmation_whose_sender_died_is_settled_by_its_status_or_sent_once_more(
    desk: Desk, lines: Lines, size: Size, report: Report, lost: bool
) -> None:
    world, rounds, twice = desk.world, size(1, 10), 0
    for _ in range(rounds):
        phone, tenant_id, customer_id = await desk.customer()
        if lost:
            match = f'"recipient_id":"{phone}"'
            await world.town.fault(match=match, action="drop", times=None)
        world.arm(POINT)
        await desk.book(tenant_id, customer_id)
        await world.struck(POINT, within=30)
        message_id, calls = await settled(world, customer_id, least=1 + lost)
        assert world.rows(_ATTEMPTS, message_id) == ATTEMPTS[:calls]
        assert len(await world.town.journal(phone)) == 1 + calls
        assert await repeated(world) == calls - 1
        twice += calls - 1
        await world.town.mend()
    findings = await check(world, lines.all)
    insist(findings)
    part = f"kill -9 at {POINT} (K11), confirmation, statuses {'lost' if lost else 'came'}"
    report(part, rounds=rounds, sent_twice=twice, lost=findings.lost, double=findings.double)


async def settled(world: World, customer_id: UUID, *, least: int) -> tuple[UUID, int]:
    """The id of the confirmation and its calls, once it was sent by so many at least."""

    def stands(rows: list[tuple[Any, ...]]) -> bool:
        return bool(rows) and rows[0][1] in ENDS and rows[0][2] >= least

    look = partial(asyncio.to_thread, world.rows, _CONFIRMATION, customer_id)
    await eventually(look, stands)
    await world.quiet()
    ((message_id, _, calls, purpose),) = await look()
    assert purpose == "confirmation"
    assert isinstance(message_id, UUID)
    return message_id, int(calls)


async def repeated(world: World) -> float:
    """How many messages it has sent again, not knowing better, since it was started anew."""
    url = f"http://{world.mesh.installation.metrics['notifier']}/metrics"
    told = (await world.platform.http.get(url)).text
    found = re.findall(r'outbound_ambiguous_total{outcome="unsettled",.*} (.+)', told)
    return sum(map(float, found))
