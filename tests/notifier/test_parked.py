"""Does a status count that comes before the message is known by its provider's id?"""

import asyncio
import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb

from services.notifier.domain.message import Status
from services.notifier.domain.states import State
from services.notifier.storage import parked
from tests.notifier.answering import answering, responds
from tests.notifier.conftest import a_phone, eventually, status
from tests.notifier.running import running_notifier
from tests.notifier.unasked import campaign

STATES = ["SENT", "DELIVERED", "READ", "FAILED"]
ORDERS = list(itertools.permutations(STATES))


class Slow:
    """A provider that gives each message an id of its own, and answers when it is let."""

    def __init__(self) -> None:
        self.sids = [f"SM{number:032x}" for number in range(100)]
        self.asked, self.let_go = 0, asyncio.Event()

    async def __call__(self, writer) -> None:
        answer = responds(201, {"sid": self.sids[self.asked]})
        self.asked += 1
        await self.let_go.wait()
        await answer(writer)

    async def has(self, calls: int) -> None:
        async def called() -> bool:
            return self.asked == calls

        await eventually(called)


@pytest.fixture
async def twilio(open_notifier, new_tenant, channels):
    """A provider that names its own ids alone, and a tenant whose channel is with it."""
    provider = Slow()
    async with (
        answering(provider) as somebody,
        open_notifier(twilio_url=somebody.url) as notifier,
    ):
        tenant = await new_tenant(notifier.messages)
        channels.add(
            tenant.tenant_id,
            tenant.channel_id,
            "whatsapp:+390655500001",
            "an auth token",
            channel_pb.PLATFORM_TWILIO,
            account_id=f"AC{uuid.uuid4().hex}",
        )
        yield tenant, provider
        provider.let_go.set()


async def test_a_status_that_comes_before_our_own_commit_counts(twilio):
    tenant, provider = twilio
    (message_id,) = await tenant.sends("Ciao")
    await provider.has(1)

    assert await tenant.told(status("", "DELIVERED", provider.sids[0])) == (0, 1)
    provider.let_go.set()

    message = await tenant.becomes(message_id, "DELIVERED")
    assert message.provider_message_id == provider.sids[0]


async def test_a_failure_that_comes_before_our_own_commit_says_why(twilio):
    tenant, provider = twilio
    (message_id,) = await tenant.sends("Ciao")
    await provider.has(1)

    failure = status("", "FAILED", provider.sids[0], error_code="63016", error_detail="no window")
    await tenant.told(failure)
    provider.let_go.set()

    message = await tenant.becomes(message_id, "FAILED")
    assert message.provider_detail == "63016: no window"


async def test_a_reply_that_failed_before_we_knew_its_id_pauses_the_channel_too(twilio):
    tenant, provider = twilio
    (message_id,) = await tenant.sends("You asked")
    await provider.has(1)
    await tenant.told(status("", "FAILED", provider.sids[0], error_code="63007"))
    provider.let_go.set()
    await tenant.becomes(message_id, "FAILED")

    (news,) = await tenant.sends("News", to=a_phone(), **campaign())

    await eventually(lambda: tenant.says(news, "SENDER_BLOCKED"))


async def test_all_orders_of_four_statuses_half_of_them_before_our_own_commit(twilio):
    tenant, provider = twilio
    for _ in ORDERS:
        await tenant.sends("Ciao", to=a_phone())
    await provider.has(len(ORDERS))
    told = list(zip(provider.sids, ORDERS, strict=False))

    for step in range(2):
        await tenant.told(*[status("", order[step], sid) for sid, order in told])
    provider.let_go.set()
    sent = {sid: await known_as(tenant, sid) for sid, _ in told}
    for step in (2, 3):
        await tenant.told(*[status("", order[step], sid) for sid, order in told])

    for sid, order in told:
        failed = {"SENT", "FAILED"} == set(order[:2])
        await tenant.becomes(sent[sid], "FAILED" if failed else "READ", within=0)


async def known_as(tenant, sid: str) -> str:
    """The message to which the provider gave this id, once it has it."""

    async def found() -> str | None:
        request = pb.ListMessagesRequest(tenant_id=tenant.tenant_id)
        listed = (await tenant.stub.ListMessages(request)).messages
        return next((each.message_id for each in listed if each.provider_message_id == sid), None)

    return await eventually(found)


async def test_what_was_told_of_another_tenants_message_is_not_taken(twilio, channels, new_tenant):
    tenant, provider = twilio
    other = await new_tenant(tenant.stub)
    (message_id,) = await tenant.sends("Ciao")
    await provider.has(1)

    await other.told(status("", "READ", provider.sids[0]))
    provider.let_go.set()

    await tenant.becomes(message_id, "ACCEPTED")


# In the database


@pytest.fixture(scope="module")
def database(lyo_databases):
    return lyo_databases("notifier")


@pytest.fixture(scope="module")
async def idle(database, tenant_service):
    """A notifier that only accepts: nothing is sent."""
    async with running_notifier(database, tenant_service, work=False) as running:
        yield running


@pytest.fixture
async def waiting(idle, new_tenant):
    return await new_tenant(idle.messages)


def told_of(sid: str) -> Status:
    return Status(None, sid, State.DELIVERED)


async def waited_for(database) -> None:
    """Return once somebody waits for the tenant's lock."""

    async def waits() -> bool:
        query = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return bool(database.rows(query))

    await eventually(waits)


async def test_a_status_that_comes_while_the_id_is_being_stored_counts(idle, waiting, database):
    tenant_id, sid = uuid.UUID(waiting.tenant_id), "SM of a message"
    (message_id,) = await waiting.sends("Ciao")

    async with idle.database.tenant_transaction(tenant_id) as connection:
        assert await parked.parked(connection, tenant_id, sid) == []
        telling = asyncio.create_task(waiting.told(status("", "DELIVERED", sid)))
        await waited_for(database)
        query = (
            "UPDATE messages SET provider_message_id = %s, state = 'accepted', attempts = 1"
            " WHERE message_id = %s"
        )
        await connection.execute(query, (sid, message_id))

    assert await telling == (1, 0)
    await waiting.becomes(message_id, "DELIVERED", within=0)


async def test_who_stores_the_id_while_its_status_is_kept_waits_and_finds_it(
    idle, waiting, database
):
    tenant_id, sid = uuid.UUID(waiting.tenant_id), "SM of a message"

    async def stores() -> list[Status]:
        async with idle.database.tenant_transaction(tenant_id) as connection:
            return await parked.parked(connection, tenant_id, sid)

    async with idle.database.tenant_transaction(tenant_id) as connection:
        assert await parked.park(connection, tenant_id, [told_of(sid)], datetime.now(UTC))
        storing = asyncio.create_task(stores())
        await waited_for(database)

    assert await storing == [told_of(sid)]


async def test_what_is_taken_is_gone(idle, waiting):
    tenant_id = uuid.UUID(waiting.tenant_id)
    await waiting.told(status("", "READ", "SM1"))

    async with idle.database.tenant_transaction(tenant_id) as connection:
        first = await parked.parked(connection, tenant_id, "SM1")
        again = await parked.parked(connection, tenant_id, "SM1")

    assert ([each.state for each in first], again) == ([State.READ], [])


async def test_the_same_status_twice_is_kept_once(waiting, database):
    await waiting.told(status("", "READ", "SM1"), status("", "READ", "SM1"))
    await waiting.told(status("", "READ", "SM1"))

    assert kept(database, waiting) == [("SM1", "read")]


async def test_what_a_provider_says_of_an_unknown_message_is_kept_in_short(waiting, database):
    await waiting.told(status("", "FAILED", "SM1", error_code="1", error_detail="x" * 2000))

    query = "SELECT length(error_detail) FROM notifier.parked_statuses WHERE tenant_id = %s"
    assert database.rows(query, waiting.tenant_id) == [(parked.DETAIL_AT_MOST,)]


def kept(database, tenant) -> list[tuple[object, ...]]:
    query = (
        "SELECT provider_message_id, state FROM notifier.parked_statuses"
        " WHERE tenant_id = %s ORDER BY 1, 2"
    )
    return database.rows(query, tenant.tenant_id)


@pytest.mark.parametrize(("days", "left"), [(7, [("SM1", "read")]), (9, [])])
async def test_what_never_came_is_forgotten_after_eight_days(
    lyo_databases, tenant_service, new_tenant, days, left
):
    database, moment = lyo_databases("notifier"), datetime.now(UTC)
    async with running_notifier(
        database, tenant_service, work=False, now=lambda: moment
    ) as notifier:
        tenant = await new_tenant(notifier.messages)
        await tenant.told(status("", "READ", "SM1"))
        moment += timedelta(days=days)

        await notifier.notifier.upkeep.purged(parked.purge)

    assert kept(database, tenant) == left
