"""Are messages found whose sending was given up, and can it be taken up again?"""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import InvalidArgument
from services.common.fields import timestamp
from services.common.lanes import Lanes
from tests.notifier.conftest import eventually
from tests.notifier.running import running_notifier


@pytest.fixture(scope="module")
async def idle(lyo_databases, tenant_service, meta):
    """A notifier that sends only while a test lets it."""
    async with running_notifier(
        lyo_databases("notifier"), tenant_service, graph_url=meta.url, work=False
    ) as running:
        yield running


@pytest.fixture
async def tenant(idle, new_tenant):
    return await new_tenant(idle.messages)


@pytest.fixture
def dies(idle, tenant):
    """Sends a text whose sending is given up, as after a bug; the message's id."""

    async def given_up(text: str, reason: str = "KeyError", **changes) -> str:
        (message_id,) = await tenant.sends(text, **changes)
        lanes = Lanes("notifier", per_tenant=True, database=idle.database)
        async with idle.database.autocommit() as connection:
            claims = await lanes.claim(
                connection, uuid.uuid4(), lanes=99, jobs_each=1, lease=timedelta(minutes=1)
            )
        for claim in claims:
            async with idle.database.tenant_transaction(claim.tenant_id) as connection:
                if claim.tenant_id == uuid.UUID(tenant.tenant_id):
                    await lanes.bury(connection, claim, reason)
                else:
                    await lanes.release(connection, claim, timedelta(), give_back=True)
        return message_id

    return given_up


async def page(tenant, **asked) -> pb.ListDeadResponse:
    return await tenant.stub.ListDead(pb.ListDeadRequest(tenant_id=tenant.tenant_id, **asked))


async def dead(tenant) -> list[str]:
    """What the dead messages say, the newest first."""
    return [each.message.content.text for each in (await page(tenant)).messages]


async def redrive(tenant, *message_ids: str, request_id: str = "") -> int:
    request = pb.RedriveRequest(
        tenant_id=tenant.tenant_id,
        request_id=request_id or str(uuid.uuid4()),
        message_ids=message_ids,
    )
    return (await tenant.stub.Redrive(request)).redriven


async def test_a_dead_message_is_listed_with_when_and_why_it_was_given_up(tenant, dies):
    begun = datetime.now(UTC)
    message_id = await dies("Ciao", "KeyError")

    (found,) = (await page(tenant)).messages

    assert found.message == await tenant.message(message_id)
    assert found.dead_reason == "KeyError"
    assert begun < found.dead_time.ToDatetime(tzinfo=UTC) <= datetime.now(UTC)


async def test_the_newest_come_first_a_page_at_a_time(tenant, dies):
    for text in ("1", "2", "3"):
        await dies(text)

    first = await page(tenant, page_size=2)
    second = await page(tenant, page_size=2, page_token=first.next_page_token)

    assert [each.message.content.text for each in first.messages] == ["3", "2"]
    assert [each.message.content.text for each in second.messages] == ["1"]
    assert second.next_page_token == ""


async def test_what_waits_is_not_dead(tenant, dies):
    await dies("dead")
    await tenant.sends("waits")

    assert await dead(tenant) == ["dead"]


async def test_another_tenant_sees_nothing_of_it(idle, new_tenant, dies):
    await dies("Ciao")

    assert await dead(await new_tenant(idle.messages)) == []


async def test_a_token_of_another_listing_is_refused(idle, tenant, new_tenant, dies):
    for text in ("1", "2"):
        await dies(text)
    token = (await page(tenant, page_size=1)).next_page_token

    with pytest.raises(InvalidArgument) as refusal:
        await page(await new_tenant(idle.messages), page_token=token)
    assert refusal.value.reason == "PAGE_TOKEN_INVALID"


# Taken up again


async def test_a_message_that_is_taken_up_again_is_sent(idle, tenant, dies):
    message_id = await dies("Ciao")

    assert await redrive(tenant, message_id) == 1

    async with idle.working():
        await tenant.becomes(message_id, "ACCEPTED")
    assert await dead(tenant) == []


async def test_a_message_that_is_too_late_by_then_ends_as_expired(idle, tenant, dies):
    end = datetime.now(UTC) + timedelta(seconds=1)
    message_id = await dies("Ciao", expire_time=timestamp(end))

    async def is_over():
        return datetime.now(UTC) >= end

    await eventually(is_over)

    await redrive(tenant, message_id)

    async with idle.working():
        await tenant.becomes(message_id, "EXPIRED")


async def test_only_those_that_are_asked_for_are_taken_up(tenant, dies):
    first, _ = await dies("first"), await dies("second")

    await redrive(tenant, first)

    assert await dead(tenant) == ["second"]


async def test_what_is_not_dead_is_not_counted(tenant, dies):
    message_id = await dies("dead")
    (waiting,) = await tenant.sends("waits")

    assert await redrive(tenant, waiting, message_id, str(uuid.uuid4())) == 1


async def test_the_same_request_again_takes_nothing_more_up(tenant, dies):
    request_id, message_id = str(uuid.uuid4()), await dies("Ciao")

    assert await redrive(tenant, message_id, request_id=request_id) == 1
    assert await redrive(tenant, message_id, request_id=request_id) == 1
    assert await redrive(tenant, message_id) == 0


async def test_the_same_request_id_for_another_message_is_refused(tenant, dies):
    request_id, message_id = str(uuid.uuid4()), await dies("Ciao")
    await redrive(tenant, message_id, request_id=request_id)

    with pytest.raises(InvalidArgument) as refusal:
        await redrive(tenant, str(uuid.uuid4()), request_id=request_id)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_another_tenant_takes_nothing_of_it_up(idle, tenant, new_tenant, dies):
    message_id = await dies("Ciao")

    assert await redrive(await new_tenant(idle.messages), message_id) == 0
    assert await dead(tenant) == ["Ciao"]
