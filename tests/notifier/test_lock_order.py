"""Do transactions that meet wait for each other, and is nothing lost where one is undone?

Each test holds a row, lets the code come so far as to wait for it, and takes the row that the code
may not have locked before: messages, customers, senders, recipients, breakers, lanes.
"""

import asyncio
import contextlib
import functools
import uuid
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg import errors as refused

from services.common.clock import utc_now
from services.common.database import Database
from services.common.lanes import Lanes, NewJob
from services.notifier.domain.preference import Category
from services.notifier.storage import parked
from services.notifier.storage.messages import MessageRepository
from services.notifier.storage.preferences import Preferences
from services.notifier.storage.recipients import Recipients
from services.notifier.storage.senders import SenderRepository
from services.notifier.usecases.errand import lane_key
from services.notifier.usecases.surely import surely
from tests.notifier.answering import answering, responds
from tests.notifier.conftest import eventually, status
from tests.notifier.gating import NOW, SECOND, Replica, message
from tests.notifier.running import running_notifier
from tests.notifier.test_parts import accepts
from tests.notifier.unasked import campaign, confirmation, follower, just_wrote

SECRET = b"notifier lanes"
LANES = Lanes("notifier", per_tenant=True)
STOPPED_MARKETING = {"error": {"code": 131050, "message": "the user stopped marketing"}}
UNREACHABLE = {"error": {"code": 131026, "message": "undeliverable"}}


@pytest.fixture
def database(lyo_database):
    return lyo_database("notifier")


@pytest.fixture
def open_notifier(database, tenant_service):
    """Opens notifiers on that database."""
    return functools.partial(running_notifier, database, tenant_service)


@pytest.fixture
async def opened(database):
    async with Database.opened(database.url("notifier"), schema="notifier") as opened:
        yield opened


async def waited_for(database, statement=""):
    """Return once somebody waits for a lock, in a statement that reads so."""

    async def waits():
        query = (
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query ~ %s"
        )
        return database.rows(query, statement)

    await eventually(waits)


@contextlib.asynccontextmanager
async def holding(opened, tenant_id):
    """A transaction that waits for nothing which somebody holds who waits for it."""
    async with opened.tenant_transaction(UUID(str(tenant_id))) as connection:
        await connection.execute("SET LOCAL lock_timeout = '500ms'")
        yield connection


async def adds_to(connection, key):
    """Lock the lane with this key."""
    await LANES.enqueue(connection, [NewJob(key, b"", due_time=utc_now() + timedelta(days=1))])


async def stored(opened, tenant, message_id):
    async with opened.tenant_transaction(UUID(tenant.tenant_id)) as connection:
        messages = MessageRepository(connection, UUID(tenant.tenant_id))
        return await messages.find(UUID(message_id))


async def key_of(opened, tenant, message_id):
    found = await stored(opened, tenant, message_id)
    return lane_key(found, UUID(tenant.tenant_id), SECRET)


async def test_what_a_deadlock_undid_is_stored_all_the_same(opened):
    met, tries = asyncio.Barrier(2), []

    async def stores(*locks):
        async with opened.transaction() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (locks[0],))
            tries.append(locks)
            if len(tries) <= 2:
                await met.wait()
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (locks[1],))

    await asyncio.gather(surely(lambda: stores(1, 2)), surely(lambda: stores(2, 1)))

    assert len(tries) == 3


async def test_an_outcome_is_not_lost_by_a_deadlock(open_notifier, new_tenant, database, opened):
    async with (
        answering(responds(400, STOPPED_MARKETING)) as somebody,
        open_notifier(graph_url=somebody.url) as notifier,
    ):
        tenant = await new_tenant(notifier.messages)
        tenant_id = UUID(tenant.tenant_id)
        with contextlib.suppress(refused.DeadlockDetected):  # one of both is undone
            async with opened.tenant_transaction(tenant_id) as connection:
                preferences = Preferences(connection, tenant_id)
                await preferences.refuses([UUID(tenant.customer_id)], Category.MARKETING)
                (news,) = await tenant.sends("News", **campaign(**just_wrote()))
                await waited_for(database)
                await MessageRepository(connection, tenant_id).lock(UUID(news))

        ended = await tenant.becomes(news, "SUPPRESSED")

    assert (ended.reason, len(somebody.requests)) == ("OPTED_OUT", 1)


async def test_statuses_take_the_tenants_lock_before_those_of_lanes(
    open_notifier, new_tenant, database, opened
):
    async with (
        answering(accepts("wamid.1")) as somebody,
        open_notifier(graph_url=somebody.url) as notifier,
    ):
        tenant = await new_tenant(notifier.messages)
        (known,) = await tenant.sends("Ciao", **confirmation(**just_wrote()))
        await tenant.becomes(known, "ACCEPTED")
        key = await key_of(opened, tenant, known)

        async with holding(opened, tenant.tenant_id) as connection:
            await parked.parked(connection, UUID(tenant.tenant_id), "SM1")
            failed = status(known, "FAILED", "wamid.1", error_code="131026")
            telling = asyncio.create_task(tenant.told(failed, status("", "SENT", "SM2")))
            await waited_for(database)
            await adds_to(connection, key)

        assert await telling == (1, 1)


async def test_an_outcome_takes_the_senders_row_before_lanes(
    open_notifier, new_tenant, database, opened
):
    called, may_answer = asyncio.Event(), asyncio.Event()

    async def slow(writer):
        called.set()
        await may_answer.wait()
        await responds(400, UNREACHABLE)(writer)

    async with (
        answering(slow) as somebody,
        open_notifier(graph_url=somebody.url) as notifier,
    ):
        tenant = await new_tenant(notifier.messages)
        channel_id = UUID(tenant.channel_id)
        async with opened.tenant_transaction(UUID(tenant.tenant_id)) as connection:
            senders = SenderRepository(connection, UUID(tenant.tenant_id))
            await senders.stop(channel_id, utc_now() - timedelta(seconds=1), "SENDER_BLOCKED")
        (sent,) = await tenant.sends("Ciao", **confirmation(**just_wrote()))
        await asyncio.wait_for(called.wait(), 15)
        key = await key_of(opened, tenant, sent)

        async with holding(opened, tenant.tenant_id) as connection:
            senders = SenderRepository(connection, UUID(tenant.tenant_id))
            await senders.pause_unasked(channel_id, utc_now())
            may_answer.set()
            await waited_for(database)
            await adds_to(connection, key)

        await tenant.becomes(sent, "FAILED")


async def test_a_message_takes_the_senders_row_before_its_recipients(database, opened):
    replica, asked = Replica(opened), message(to="+393330000009")
    tenant_id, channel_id = replica.tenant_id, asked.channel_id
    for _ in range(2):  # a place of the number's time is left to this process
        assert await replica.wait() is None
    async with opened.tenant_transaction(tenant_id) as connection:
        await SenderRepository(connection, tenant_id).stop(channel_id, NOW - SECOND, "BLOCKED")

    async with holding(opened, tenant_id) as connection:
        await SenderRepository(connection, tenant_id).pause_unasked(channel_id, NOW)
        waiting = asyncio.create_task(replica.wait(asked))
        await waited_for(database)
        await Recipients(connection, tenant_id).wrote(channel_id, asked.recipient, NOW)

    assert await waiting is None


async def test_lanes_are_locked_in_the_order_of_their_keys(
    open_notifier, new_tenant, database, opened
):
    """Of a message that goes from the first of two channels, which stands still, to the second."""
    ahead = timedelta()
    async with open_notifier(work=False, now=lambda: utc_now() + ahead) as notifier:
        tenant = await new_tenant(notifier.messages)
        tenant_id = UUID(tenant.tenant_id)
        (sent,) = await tenant.sends("Ciao", **confirmation(**just_wrote()))
        found = await stored(opened, tenant, sent)
        own, other = lane_key(found, tenant_id, SECRET), ""
        while other < own:
            second = uuid.uuid4()
            other = lane_key(replace(found, channel_id=second), tenant_id, SECRET)
        tenant.channels.add(tenant.tenant_id, str(second), "another number", "a token")
        async with opened.tenant_transaction(tenant_id) as connection:
            soon, senders = utc_now() + timedelta(hours=1), SenderRepository(connection, tenant_id)
            await senders.stop(found.channel_id, soon, "SENDER_BLOCKED")
            await Recipients(connection, tenant_id).wrote(second, found.recipient, utc_now())
        ahead = timedelta(seconds=61)

        async with contextlib.AsyncExitStack() as working:
            async with holding(opened, tenant_id) as lanes:
                async with holding(opened, tenant_id) as messages:
                    await MessageRepository(messages, tenant_id).lock(found.message_id)
                    await working.enter_async_context(notifier.working())
                    await waited_for(database)  # the lane is claimed, the message not read yet
                    await adds_to(lanes, own)
                await waited_for(database, "lane_")
                await adds_to(lanes, other)
            following = await follower(tenant, sent)

    assert following.channel_id == str(second)
