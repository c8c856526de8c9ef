"""Does anybody who waits for a reply stand behind what one tenant sends to thousands?"""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from tests.notifier.conftest import a_phone
from tests.notifier.test_schedule import schedule

AT_ONCE = 4
"""How many calls are under way at once: what may overtake the last reply."""
OTHERS = 9


async def queues(tenant, count: int, **more) -> list[str]:
    """Store so many messages of a tenant, each to somebody else."""
    sent = []
    for _ in range(count // 20):
        asked = [tenant.sends("Saldi", to=a_phone(), **more) for _ in range(20)]
        sent += [message_id for (message_id,) in await asyncio.gather(*asked)]
    return sent


async def sent_ids(meta) -> list[str]:
    """Our ids of the messages that the provider received of whomever, the oldest first."""
    journal = (await meta.http.get("/journal", params={"provider": "meta"})).json()
    return [entry["body"].get("biz_opaque_callback_data", "") for entry in journal]


async def replies(tenants) -> dict[str, str]:
    """Each of the tenants answers two of its customers; whose message is whose."""
    sent = {}
    for tenant in tenants * 2:
        (message_id,) = await tenant.sends("Ecco", to=a_phone())
        sent[message_id] = tenant
    return sent


@pytest.mark.parametrize("purpose", ["CONFIRMATION", "CAMPAIGN"])
async def test_replies_of_all_tenants_leave_before_the_thousands_that_one_queued(
    open_notifier, new_tenant, meta, purpose
):
    """Without any pace, so that all of it is due when the worker begins."""
    kind = pb.Purpose.Value(f"PURPOSE_{purpose}")
    settings = {"graph_url": meta.url, "rate_per_second": 0, "concurrency": AT_ONCE}
    async with open_notifier(**settings, work=False) as notifier:
        noisy = await new_tenant(notifier.messages)
        tenants = [noisy, *[await new_tenant(notifier.messages) for _ in range(OTHERS)]]
        queued = set(await queues(noisy, 400, purpose=kind))
        answered = await replies(tenants)

        async with notifier.working():
            for message_id, tenant in answered.items():
                await tenant.becomes(message_id, "ACCEPTED", within=60)

        sent = await sent_ids(meta)

    last = max(sent.index(message_id) for message_id in answered)
    assert len(queued.intersection(sent[:last])) <= 2 * AT_ONCE


async def test_what_is_scheduled_for_one_moment_leaves_one_after_the_other(
    open_notifier, new_tenant
):
    moment = datetime.now(UTC) + timedelta(hours=1)
    async with open_notifier(rate_per_second=40, work=False) as notifier:
        tenant = await new_tenant(notifier.messages)
        await schedule(tenant, moment, "Ciao", "Ciao", to=a_phone())
        await schedule(tenant, moment, "Ciao", to=a_phone())
        await schedule(tenant, moment, "News", to=a_phone(), purpose=pb.PURPOSE_CAMPAIGN)
        await schedule(tenant, moment, "You asked", to=a_phone(), purpose=pb.PURPOSE_REPLY)

        async with notifier.database.tenant_transaction(uuid.UUID(tenant.tenant_id)) as connection:
            cursor = await connection.execute("SELECT due_time FROM lane_jobs ORDER BY job_id")
            due = [time for (time,) in await cursor.fetchall()]

    later = [round((each - moment) / timedelta(seconds=1), 3) for each in due]
    assert later == [0, 0.033, 0.067, 0, 0]


async def test_what_one_tenant_queues_comes_due_at_its_numbers_pace(open_notifier, new_tenant):
    async with open_notifier(rate_per_second=40, work=False) as notifier:
        noisy = await new_tenant(notifier.messages)
        quiet = await new_tenant(notifier.messages)
        await queues(noisy, 200, purpose=pb.PURPOSE_NOTIFICATION)
        await quiet.sends("Confermato", purpose=pb.PURPOSE_CONFIRMATION)

        async with notifier.database.tenant_transaction(uuid.UUID(noisy.tenant_id)) as connection:
            cursor = await connection.execute("SELECT due_time FROM lane_jobs ORDER BY due_time")
            due = [time for (time,) in await cursor.fetchall()]
        async with notifier.database.tenant_transaction(uuid.UUID(quiet.tenant_id)) as connection:
            cursor = await connection.execute("SELECT due_time FROM lane_jobs")
            (alone,) = await cursor.fetchone() or ()

    assert len(due) == 200
    assert due[-1] - due[0] >= timedelta(seconds=199 / 30) - timedelta(seconds=0.5)
    assert alone <= datetime.now(UTC)
