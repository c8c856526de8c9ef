"""Does anything leave for a customer who opts out while a thousand messages to them are queued?"""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from tests.database_fixtures import LyoDatabase
from tests.faults.conftest import Size
from tests.faults.report import Report
from tests.faults.sender import opened_sender
from tests.journeys.waiting import eventually
from tests.notifier.conftest import Tenant, a_phone
from tests.notifier.running import RunningNotifier
from tests.notifier.test_opt_out_while_queued import opting_out, sends_many, texts_to, wrote

WAITING = {pb.MESSAGE_STATE_QUEUED, pb.MESSAGE_STATE_SENDING, pb.MESSAGE_STATE_AMBIGUOUS}
WITHIN = 300


@pytest.fixture
async def sending(
    lyo_database: Callable[..., LyoDatabase], tmp_path: Path
) -> AsyncIterator[tuple[RunningNotifier, Tenant]]:
    async with opened_sender(lyo_database("notifier"), tmp_path) as opened:
        yield opened


async def test_of_a_thousand_queued_messages_none_leaves_after_the_opt_out(
    sending: tuple[RunningNotifier, Tenant], size: Size, report: Report
) -> None:
    notifier, tenant = sending
    queued, people = size(30, 1000), [a_phone() for _ in range(size(10, 200))]
    await asyncio.gather(*(wrote(tenant, each) for each in (tenant.phone, *people)))
    await tenant.fault("delay", 0.1, times=queued + len(people))
    ours = await sends_many(tenant, queued)
    others = [
        (await sends_many(tenant, 1, to=phone, customer_id=str(uuid.uuid4())))[0]
        for phone in people
    ]
    await eventually(lambda: news(tenant), lambda texts: len(texts) >= 3)
    await notifier.preferences.SetPreferences(opting_out(tenant))
    before = await news(tenant)
    states = await ended(tenant, [*ours, *others])
    after = await news(tenant)
    confirmed = len(await texts_to(tenant, tenant.phone)) - len(after)
    report(
        "opt-out while messages are queued",
        queued=queued,
        sent_before=len(before),
        sent_after=len(after) - len(before),
        confirmations=confirmed,
        others_sent=sum(states[each] == pb.MESSAGE_STATE_ACCEPTED for each in others),
        others=len(others),
    )
    assert after == before
    assert confirmed == 1
    counts = Counter(states[each] for each in ours)
    assert counts[pb.MESSAGE_STATE_ACCEPTED] == len(before) < queued
    assert counts[pb.MESSAGE_STATE_SUPPRESSED] == queued - len(before)
    assert {states[each] for each in others} == {pb.MESSAGE_STATE_ACCEPTED}


async def news(tenant: Tenant) -> list[str]:
    """What Meta received for the customer, but for the confirmation."""
    return [each for each in await texts_to(tenant, tenant.phone) if each.startswith("news")]


async def ended(tenant: Tenant, message_ids: list[str]) -> dict[str, int]:
    """How each message stands, once none waits any more."""
    left, states = list(message_ids), dict[str, int]()

    async def all_ended() -> bool:
        for each in list(left):
            state = (await tenant.message(each)).state
            if state in WAITING:
                return False
            states[each] = state
            left.remove(each)
        return True

    await eventually(all_ended, within=WITHIN)
    return states
