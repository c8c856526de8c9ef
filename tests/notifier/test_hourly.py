"""Does the log tell once an hour how each tenant's providers did, and do all replicas show it?"""

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.common.clock import utc_now
from services.common.logs import JsonLines
from services.common.metrics import REGISTRY
from services.notifier.usecases.hourly import AWAY, HOUR, Hourly
from tests.notifier.conftest import a_phone, eventually


@pytest.fixture
def told() -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """The lines of health of a tenant."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines("notifier"))
    logger = logging.getLogger("services.notifier.usecases.hourly")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)

    def of(tenant_id: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in stream.getvalue().splitlines()]
        found = [line for line in lines if line["event"] == "provider_health"]
        return [line for line in found if line["tenant"] == tenant_id]

    yield of
    logger.removeHandler(handler)
    logger.setLevel(level)


def this_hour() -> datetime:
    return utc_now().replace(minute=0, second=0, microsecond=0)


def in_an_hour() -> datetime:
    return utc_now() + HOUR


async def sent(tenant: Any) -> datetime:
    """Two calls, one of them in vain; the hour in which they were made."""
    await tenant.fault("status", 500)
    hour = this_hour()
    (message_id,) = await tenant.sends("Ciao", to=a_phone())
    await tenant.becomes(message_id, "ACCEPTED")
    return hour if hour == this_hour() else await sent(tenant)


async def test_a_tenant_with_traffic_gets_a_line_with_its_figures(notifier, tenant, told):
    hour = await sent(tenant)

    await Hourly(notifier.database, utc_now).tell(hour)

    (line,) = told(tenant.tenant_id)
    assert (line["provider"], line["channel_id"]) == ("meta", tenant.channel_id)
    assert (line["calls"], line["accepted"], line["success_rate"]) == (2, 1, 0.5)
    assert (line["breaker"], line["queued"], line["failed"]) == ("closed", 0, 0)
    assert (line["hour"], line["average_ms"] > 0) == (hour.isoformat(), True)


async def test_replicas_that_tell_at_the_same_time_tell_each_tenant_once(notifier, tenant, told):
    hour = await sent(tenant)

    await asyncio.gather(*[Hourly(notifier.database, utc_now).tell(hour) for _ in range(4)])

    assert len(told(tenant.tenant_id)) == 1


async def test_a_channel_that_had_two_accounts_in_the_hour_has_a_line_for_each(
    notifier, tenant, told
):
    hour = await sent(tenant)
    async with notifier.database.tenant_transaction(UUID(tenant.tenant_id)) as connection:
        await connection.execute(
            "UPDATE attempts SET account = 'the one before' WHERE tenant_id = %s"
            " AND outcome = 'accepted'",
            (tenant.tenant_id,),
        )

    await Hourly(notifier.database, utc_now).tell(hour)

    lines = told(tenant.tenant_id)
    assert [(line["calls"], line["accepted"]) for line in lines] == [(1, 0), (1, 1)]


async def test_a_tenant_without_traffic_gets_no_line(notifier, tenant, told):
    hour = await sent(tenant)

    await Hourly(notifier.database, utc_now).tell(hour - HOUR)

    assert told(tenant.tenant_id) == []


async def test_the_worker_tells_of_an_hour_once_it_is_over(notifier, tenant, told):
    await sent(tenant)
    stop = asyncio.Event()

    running = asyncio.create_task(Hourly(notifier.database, in_an_hour).run(stop))
    try:
        await eventually(lambda: asyncio.sleep(0, told(tenant.tenant_id)))
    finally:
        stop.set()
        await running

    (line,) = told(tenant.tenant_id)
    assert line["calls"] >= 2


async def test_every_replica_shows_how_many_accounts_are_not_called(
    open_notifier, new_tenant, meta
):
    async with open_notifier(graph_url=meta.url) as broken:
        hourly = Hourly(broken.database, utc_now)
        await hourly.observe()
        before = REGISTRY.get_sample_value("breaker_state", {"provider": "meta"})
        tenant = await new_tenant(broken.messages)
        await tenant.fault("status", 500, times=100)
        for _ in range(5):
            await tenant.sends("Ciao", to=a_phone())

        async def shown() -> bool:
            await hourly.observe()
            return REGISTRY.get_sample_value("breaker_state", {"provider": "meta"}) == 1

        await eventually(shown)
        await Hourly(broken.database, lambda: utc_now() + AWAY).observe()
        later = REGISTRY.get_sample_value("breaker_state", {"provider": "meta"})

    assert (before, later) == (0, 0)
