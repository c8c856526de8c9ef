"""Does nothing stay of a tenant that is purged, and does each go when its time is over?"""

import asyncio
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from lyo.tenant.v1 import access_service_pb2 as access_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import flag_pb2 as flag_pb
from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.errors import NotFound, Unavailable
from services.common.fields import request_key
from services.common.upkeep import Upkeep
from services.tenant.storage.tenant_rows import DIRECTORIES, KEPT, ROWS, SECRETS
from services.tenant.usecases.purges import PurgeUseCases
from tests.tenant.endings import Calendar, deleted, got, meant, purged, tables, tables_of
from tests.tenant.people import added
from tests.tenant.running import running_tenant
from tests.tenant.senders import PHONE, wrote

MONTH = timedelta(days=30)


@pytest.fixture
def calendar():
    return Calendar()


@pytest.fixture
async def installation(lyo_database, calendar):
    """A tenant service of its own, whose clock is set by the test, and its database."""
    database = lyo_database("tenant")
    async with running_tenant(database, now=calendar) as running:
        yield running, database


@pytest.fixture
def upkeep(installation, calendar):
    """What the worker does now and then; answers how many tenants went."""
    running, _ = installation
    purges = PurgeUseCases(running.database, calendar)

    async def once():
        worker = Upkeep(running.database, [purges.purge_due], now=calendar, kept=timedelta())
        return await worker.purged(purges.purge_due)

    return once


async def full(tenant):
    """A tenant that has something in every table."""
    opened = await tenant.open(token="its-token")
    await tenant.customers.ResolveInbound(wrote(opened, PHONE))
    await added(tenant, opened, phone="+393331234567")
    await tenant.tenants.SetFlag(flag_pb.SetFlagRequest(**meant(opened), name="assistant"))
    await tenant.access.CreateApiKey(
        access_pb.CreateApiKeyRequest(**meant(opened), client="billing", scopes=["customers:read"])
    )
    problem = channel_pb.ReportChannelHealthRequest(
        **meant(opened),
        channel_id=opened.channel_id,
        kind=channel_pb.CHANNEL_PROBLEM_KIND_TOKEN_REFUSED,
        seen_time=opened.channel.create_time,
    )
    await tenant.channels.ReportChannelHealth(problem)
    return opened


async def waiting(database):
    """Return once a transaction of this database waits for another one."""
    query = """SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    async with asyncio.timeout(10):
        while not database.rows(query):  # noqa: ASYNC110 (PostgreSQL tells nobody)
            await asyncio.sleep(0.01)


def test_every_table_of_the_service_is_thought_of(tenant_database):
    assert tables(tenant_database) == {*SECRETS, *ROWS, *DIRECTORIES, *KEPT, "tenants"}


async def test_nothing_stays_of_what_is_purged_and_all_of_the_others(tenant, tenant_database):
    ours, theirs = await full(tenant), await full(tenant)
    assert tables_of(tenant_database, ours) == tables(tenant_database)

    await purged(tenant, ours)

    assert tables_of(tenant_database, ours) == set(KEPT)
    assert tables_of(tenant_database, theirs) == tables(tenant_database)


async def test_many_rows_go_bit_by_bit(tenant, tenant_database, salon):
    for n in range(7):
        await added(tenant, salon, display_name=f"Member {n}")
    await deleted(tenant, salon)
    purges = PurgeUseCases(tenant.database, Calendar(), at_once=2)

    request = pb.PurgeTenantRequest(**meant(salon))
    await purges.purge_tenant(UUID(salon.tenant_id), request_key(request))

    assert tables_of(tenant_database, salon) == set(KEPT)


async def test_of_two_who_purge_at_once_neither_leaves_anything(tenant, tenant_database, salon):
    for n in range(20):
        await added(tenant, salon, display_name=f"Member {n}")
    await deleted(tenant, salon)

    answers = await asyncio.gather(
        *(tenant.tenants.PurgeTenant(pb.PurgeTenantRequest(**meant(salon))) for _ in range(4)),
        return_exceptions=True,
    )

    reasons = {each.reason for each in answers if isinstance(each, Exception)}
    assert reasons <= {"TENANT_NOT_FOUND"}  # who came when it was gone
    assert tables_of(tenant_database, salon) == set(KEPT)


async def test_who_is_cut_off_has_removed_the_key_and_the_worker_goes_on(installation, upkeep):
    tenant, database = installation
    salon = await tenant.open(token="its-token")
    await added(tenant, salon)
    await deleted(tenant, salon)

    with psycopg.connect(database.superuser_url) as someone:
        someone.execute("SELECT 1 FROM tenant.members FOR UPDATE")
        request = pb.PurgeTenantRequest(**meant(salon))
        with pytest.raises(Unavailable):
            await tenant.tenants.PurgeTenant(request, timeout=0.5)
        assert not tables_of(database, salon) & set(SECRETS)
        with pytest.raises(NotFound):
            await tenant.tenants.UndeleteTenant(pb.UndeleteTenantRequest(**meant(salon)))

    assert await upkeep() == 1
    assert tables_of(database, salon) == set(KEPT)


async def test_it_goes_when_its_time_is_over_and_not_before(installation, upkeep, calendar):
    tenant, _ = installation
    salon, other = await tenant.open(), await tenant.open()
    await deleted(tenant, salon)

    calendar.time += MONTH - timedelta(seconds=1)
    assert await upkeep() == 0
    assert (await got(tenant, salon)).HasField("delete_time")

    calendar.time += timedelta(seconds=1)
    assert await upkeep() == 1
    with pytest.raises(NotFound):
        await got(tenant, salon)
    assert await got(tenant, other) == other.tenant


async def test_what_was_taken_back_stays(installation, upkeep, calendar):
    tenant, _ = installation
    salon = await tenant.open()
    await deleted(tenant, salon)
    undelete = pb.UndeleteTenantRequest(**meant(salon))
    back = (await tenant.tenants.UndeleteTenant(undelete)).tenant

    calendar.time += 2 * MONTH

    assert await upkeep() == 0
    assert await got(tenant, salon) == back


async def test_what_is_taken_back_in_the_last_moment_stays(installation, upkeep, calendar):
    tenant, database = installation
    salon = await tenant.open()
    await deleted(tenant, salon)
    calendar.time += MONTH

    with psycopg.connect(database.superuser_url) as undeleting:
        undeleting.execute("UPDATE tenant.tenants SET delete_time = NULL, purge_time = NULL")
        worker = asyncio.create_task(upkeep())
        await waiting(database)
        undeleting.commit()

    assert await worker == 0
    assert not (await got(tenant, salon)).HasField("delete_time")


async def test_nothing_is_taken_back_after_its_time(installation, calendar):
    tenant, _ = installation
    salon = await tenant.open()
    await deleted(tenant, salon)

    calendar.time += MONTH

    with pytest.raises(NotFound) as refusal:
        await tenant.tenants.UndeleteTenant(pb.UndeleteTenantRequest(**meant(salon)))
    assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_one_that_cannot_go_keeps_no_other(installation, upkeep, calendar):
    tenant, database = installation
    stuck, salon = await tenant.open(), await tenant.open()
    for each in (stuck, salon):
        await deleted(tenant, each)
    database.run("tenant", "CREATE TABLE forgotten (tenant_id uuid REFERENCES tenants)")
    with psycopg.connect(database.superuser_url) as someone:
        someone.execute("INSERT INTO tenant.forgotten VALUES (%s)", (stuck.tenant_id,))

    calendar.time += MONTH

    assert await upkeep() == 1
    assert (await got(tenant, stuck)).HasField("delete_time")
    with pytest.raises(NotFound):
        await got(tenant, salon)
