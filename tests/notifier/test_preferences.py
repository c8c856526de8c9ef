"""Is what a customer wants to be written known, with all that was said of it?"""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from lyo.notifier.v1 import message_service_pb2 as message_pb
from lyo.notifier.v1 import preference_service_pb2 as pb

from services.common.errors import InvalidArgument
from services.common.fields import timestamp
from services.notifier.domain.preference import Category
from services.notifier.storage.preferences import Preferences
from tests.notifier.conftest import eventually
from tests.notifier.running import running_notifier

SERVICE, MARKETING = pb.MESSAGE_CATEGORY_SERVICE, pb.MESSAGE_CATEGORY_MARKETING
WORD, API = pb.PREFERENCE_SOURCE_WORD, pb.PREFERENCE_SOURCE_API
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
async def notifier(lyo_databases, tenant_service):
    """A notifier that only accepts: nothing is sent."""
    async with running_notifier(lyo_databases("notifier"), tenant_service, work=False) as running:
        yield running


class Customer:
    """A customer of a tenant, and what is said of being written to."""

    def __init__(self, notifier, tenant):
        self.stub = notifier.preferences
        self.tenant = tenant
        self.customer_id = str(uuid.uuid4())

    def asks(self, opted_out=True, at=None, **more):
        asked = {
            "tenant_id": self.tenant.tenant_id,
            "request_id": str(uuid.uuid4()),
            "customer_id": self.customer_id,
            "opted_out": opted_out,
            "source": WORD,
        }
        if at is not None:
            asked["change_time"] = timestamp(at)
        return pb.SetPreferencesRequest(**{**asked, **more})

    async def says(self, opted_out=True, at=None, **more):
        return await self.stub.SetPreferences(self.asks(opted_out, at, **more))

    async def stops(self):
        """STOP, written to the tenant's number."""
        return await self.says(receipt=self.receipt())

    async def starts(self):
        return await self.says(opted_out=False, receipt=self.receipt())

    def receipt(self, language="it"):
        kind = message_pb.RECIPIENT_KIND_PHONE
        return pb.PreferenceReceipt(
            channel_id=self.tenant.channel_id,
            recipient=message_pb.Recipient(kind=kind, value=self.tenant.phone),
            language=language,
            wrote_time=timestamp(datetime.now(UTC)),
        )

    async def found(self, tenant_id=""):
        return await self.stub.GetPreferences(
            pb.GetPreferencesRequest(
                tenant_id=tenant_id or self.tenant.tenant_id, customer_id=self.customer_id
            )
        )

    async def refuses(self):
        return {each.category for each in (await self.found()).preferences if each.opted_out}

    async def told(self):
        """What the customer is sent, the oldest first."""
        listed = await self.tenant.stub.ListMessages(
            message_pb.ListMessagesRequest(
                tenant_id=self.tenant.tenant_id, customer_id=self.customer_id
            )
        )
        return list(reversed(listed.messages))


@pytest.fixture
def customer(notifier, tenant):
    return Customer(notifier, tenant)


async def test_who_never_said_anything_wants_everything(customer):
    found = await customer.found()

    assert found == pb.GetPreferencesResponse(
        customer_id=customer.customer_id,
        preferences=[pb.Preference(category=SERVICE), pb.Preference(category=MARKETING)],
    )


async def test_without_a_kind_it_is_said_of_all(customer):
    answer = await customer.says(at=NOON, detail="STOP")

    assert answer.changed
    assert list(answer.preferences) == [
        pb.Preference(category=each, opted_out=True, change_time=timestamp(NOON), source=WORD)
        for each in (SERVICE, MARKETING)
    ]
    found = await customer.found()
    assert found.opted_out
    assert found.preferences == answer.preferences


async def test_who_wants_no_advertisements_is_still_reminded(customer):
    await customer.says(categories=[MARKETING])

    assert await customer.refuses() == {MARKETING}
    assert not (await customer.found()).opted_out


async def test_each_kind_changes_by_itself(customer):
    await customer.says()
    await customer.says(opted_out=False, categories=[SERVICE])

    assert await customer.refuses() == {MARKETING}


async def test_what_is_older_than_what_is_known_is_only_written_down(customer):
    await customer.says(opted_out=False, at=NOON, categories=[SERVICE])
    answer = await customer.says(
        at=NOON - timedelta(minutes=1), categories=[SERVICE], detail="late"
    )

    assert not answer.changed
    assert await customer.refuses() == set()
    changes = (await customer.found()).changes
    assert [(each.opted_out, each.detail) for each in changes] == [(True, "late"), (False, "")]


async def test_what_was_said_in_the_same_second_counts_as_said_later(customer):
    await customer.says(at=NOON + timedelta(milliseconds=700))
    answer = await customer.says(opted_out=False, at=NOON)

    assert answer.changed
    assert await customer.refuses() == set()


async def test_a_clock_that_is_ahead_does_not_make_deaf(customer):
    await customer.says(at=datetime.now(UTC) + timedelta(days=300))
    answer = await customer.says(opted_out=False)

    assert answer.changed
    assert await customer.refuses() == set()


@pytest.mark.parametrize(
    ("wishes", "changed"),
    [([True], True), ([False], False), ([True, True], False), ([True, False], True)],
)
async def test_it_is_told_whether_anything_is_other_than_it_was(customer, wishes, changed):
    answers = [await customer.says(wish) for wish in wishes]

    assert answers[-1].changed is changed


async def test_a_request_told_twice_is_written_down_once_and_answered_alike(customer):
    asked = customer.asks(categories=[SERVICE])
    first = await customer.stub.SetPreferences(asked)

    assert await customer.stub.SetPreferences(asked) == first
    assert len((await customer.found()).changes) == 1


async def test_the_same_request_id_for_something_else_is_refused(customer):
    asked = customer.asks()
    await customer.stub.SetPreferences(asked)
    asked.opted_out = False

    with pytest.raises(InvalidArgument) as refusal:
        await customer.stub.SetPreferences(asked)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_the_changes_are_the_newest_hundred(customer):
    for number in range(51):
        await customer.says(opted_out=bool(number % 2), detail=str(number), source=API)

    changes = (await customer.found()).changes
    assert len(changes) == 100
    assert (changes[0].detail, changes[-1].detail) == ("50", "1")
    assert {each.source for each in changes} == {API}


async def test_another_tenants_customer_of_the_same_id_is_somebody_else(customer, other_tenant):
    await customer.says()

    assert not (await customer.found(other_tenant.tenant_id)).opted_out


async def test_who_stops_is_told_that_it_is_done(customer):
    await customer.stops()

    (message,) = await customer.told()
    assert message.purpose == message_pb.PURPOSE_REPLY
    assert message.channel_id == customer.tenant.channel_id
    assert message.recipient.value == customer.tenant.phone
    assert "scrivere START" in message.content.text


async def test_a_receipt_is_in_a_language_that_is_spoken(customer):
    await customer.says(receipt=customer.receipt(language="hi"))

    (message,) = await customer.told()
    assert "write START" in message.content.text


async def test_who_stops_advertisements_is_told_that_all_else_comes(customer):
    await customer.says(categories=[MARKETING], receipt=customer.receipt("en"))

    (message,) = await customer.told()
    assert "no more advertisements" in message.content.text


async def test_who_wanted_nothing_and_stops_advertisements_is_told_that_nothing_comes(customer):
    await customer.says()
    await customer.says(categories=[MARKETING], receipt=customer.receipt("en"))

    (message,) = await customer.told()
    assert "write START" in message.content.text


async def test_who_stops_again_is_told_again(customer):
    await customer.stops()
    await customer.stops()

    assert len(await customer.told()) == 2


async def test_who_starts_again_is_told_so(customer):
    await customer.stops()
    await customer.starts()

    assert "scrivere STOP" in (await customer.told())[-1].content.text


async def test_who_was_written_to_anyway_is_not_told_so(customer):
    await customer.starts()

    assert await customer.told() == []


async def test_what_came_too_late_to_hold_is_not_confirmed(customer):
    await customer.says(opted_out=False, at=NOON)
    await customer.says(at=NOON - timedelta(minutes=1), receipt=customer.receipt())

    assert await customer.told() == []


async def test_a_request_told_twice_is_confirmed_once_even_in_another_language(customer):
    asked = customer.asks(receipt=customer.receipt("it"))
    first = await customer.stub.SetPreferences(asked)
    asked.receipt.language = "en"

    assert await customer.stub.SetPreferences(asked) == first
    assert len(await customer.told()) == 1


async def test_whoever_marks_a_message_as_sent_and_an_opt_out_wait_for_each_other(
    notifier, customer
):
    tenant_id, customer_id = UUID(customer.tenant.tenant_id), UUID(customer.customer_id)
    async with notifier.database.tenant_transaction(tenant_id) as connection:
        preferences = Preferences(connection, tenant_id)
        assert not await preferences.refuses([customer_id], Category.SERVICE)
        opting_out = asyncio.create_task(customer.says())
        await eventually(lambda: waits_for_lock(notifier))
        assert not opting_out.done()
    assert (await opting_out).changed
    async with notifier.database.tenant_transaction(tenant_id) as connection:
        assert await Preferences(connection, tenant_id).refuses([customer_id], Category.SERVICE)


async def waits_for_lock(notifier):
    async with notifier.database.autocommit() as connection:
        cursor = await connection.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database"
            " = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        row = await cursor.fetchone()
    return row[0]
