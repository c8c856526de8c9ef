"""What do customers and the provider see of a provider that was away for a while?"""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from tests.notifier.conftest import a_phone

OPEN = 0.5
FAILING = 9
MESSAGES = 12


@pytest.fixture
async def outage(open_notifier, new_tenant, meta):
    """The calls of a tenant whose first ones all failed, and its messages as they stand then."""
    settings = {"graph_url": meta.url, "breaker_seconds": OPEN, "concurrency": 4}
    async with open_notifier(**settings) as notifier:
        tenant = await new_tenant(notifier.messages)
        await tenant.fault("status", 500, times=FAILING)
        sent = [(await tenant.sends("Ciao", to=a_phone()))[0] for _ in range(MESSAGES)]
        messages = [await tenant.becomes(each, "ACCEPTED", within=60) for each in sent]
        return await tenant.calls(), messages


async def test_every_message_arrives_once_and_only_single_calls_are_made_to_see(outage):
    calls, messages = outage

    assert [each.state for each in messages] == [pb.MESSAGE_STATE_ACCEPTED] * MESSAGES
    assert [call["status"] for call in calls[:FAILING]] == [500] * FAILING
    assert [call["status"] for call in calls[FAILING:]] == [200] * MESSAGES
    assert len({call["body"]["biz_opaque_callback_data"] for call in calls[FAILING:]}) == MESSAGES
    assert sum(each.attempts for each in messages) / MESSAGES <= 3.5

    times = [datetime.fromisoformat(call["time"]) for call in calls]
    to_see = times[6 : FAILING + 1]  # five open it, and a sixth may be under way then
    apart = [later - earlier for earlier, later in pairwise(to_see)]
    assert min(apart) >= timedelta(seconds=OPEN)
