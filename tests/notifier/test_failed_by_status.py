"""What follows where a provider says only later, by a status, that a message failed?"""

import itertools
from datetime import timedelta
from uuid import UUID

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import preference_service_pb2 as preference_pb

from services.notifier.domain.remedy import Remedy
from services.notifier.providers.error_table import META
from tests.notifier.conftest import a_phone, eventually, status
from tests.notifier.templates import Templates
from tests.notifier.unasked import (
    confirmation,
    follower,
    second_channel,
    sent,
    tells,
)

PASSING = 131000
PAIR = 131056
NUMBER = 130429
BLOCKED = 131042
SPAM = 131048
STOPPED_MARKETING = 131050
PAUSED = 132015

FOLLOWED = {
    Remedy.RETRY,
    Remedy.WAIT_PAIR,
    Remedy.WAIT_NUMBER,
    Remedy.STOP_CHANNEL,
    Remedy.PAUSE_CAMPAIGNS,
    Remedy.USE_TEMPLATE,
}
"""What helps a text that no other channel of the tenant can carry."""


async def accepted(tenant, *texts, **more):
    """The last of these texts, which the provider took."""
    ids = await tenant.sends(*texts, **more)
    return [await tenant.becomes(each, "ACCEPTED") for each in ids][-1]


async def fails(tenant, message, code):
    """The provider says that it failed."""
    ours, wamid = message.message_id, message.provider_message_id
    await tenant.told(status(ours, "FAILED", wamid, error_code=str(code)))


async def row(notifier, tenant, query):
    """What a query finds of the tenant, once it finds anything."""

    async def found():
        async with notifier.database.tenant_transaction(UUID(tenant.tenant_id)) as connection:
            return await (await connection.execute(query, (tenant.tenant_id,))).fetchone()

    return await eventually(found)


async def test_every_code_that_passes_is_followed_by_another_message(
    open_notifier, new_tenant, meta
):
    codes = [code for code in META if not 200 < code < 300]  # those are all as 200 is
    async with open_notifier(graph_url=meta.url) as notifier:
        tenant = await new_tenant(notifier.messages)
        messages = {
            code: await accepted(tenant, "Hi", to=a_phone(), **confirmation()) for code in codes
        }
        for code, message in messages.items():
            await fails(tenant, message, code)

        async def all_followed():
            request = pb.ListMessagesRequest(tenant_id=tenant.tenant_id, page_size=200)
            listed = (await tenant.stub.ListMessages(request)).messages
            instead = {each.follows_message_id for each in listed}
            followed = {code for code, each in messages.items() if each.message_id in instead}
            return followed if len(followed) >= len(wanted) else None

        wanted = {code for code in codes if META[code].remedy in FOLLOWED}
        assert await eventually(all_followed) == wanted


async def test_what_passes_is_sent_again_by_the_same_channel_in_a_while(tenant):
    message = await accepted(tenant, "See you", **confirmation())

    await fails(tenant, message, PASSING)

    again = await follower(tenant, message.message_id)
    wait = again.send_time.ToDatetime() - again.create_time.ToDatetime()
    assert again.channel_id == message.channel_id
    assert timedelta(seconds=5) < wait <= timedelta(seconds=15)


async def test_a_stopped_channel_is_not_waited_for_where_there_is_another(tenant, customers):
    _, channel_id = await second_channel(tenant, customers)
    await accepted(tenant, "Hi", channel_id=channel_id)
    message = await accepted(tenant, "See you", **confirmation())

    await fails(tenant, message, BLOCKED)

    again = await follower(tenant, message.message_id)
    assert (again.channel_id, again.HasField("send_time")) == (channel_id, False)


async def test_after_three_that_failed_the_next_channel_is_tried(notifier, tenant, customers):
    _, channel_id = await second_channel(tenant, customers)
    await accepted(tenant, "Hi", channel_id=channel_id)
    chain = [await accepted(tenant, f"{n}", **confirmation()) for n in range(4)]
    async with notifier.database.tenant_transaction(UUID(tenant.tenant_id)) as connection:
        for before, after in itertools.pairwise(chain):
            await connection.execute(
                "UPDATE messages SET follows_id = %s WHERE tenant_id = %s AND message_id = %s",
                (before.message_id, tenant.tenant_id, after.message_id),
            )

    await fails(tenant, chain[-2], PASSING)
    await fails(tenant, chain[-1], PASSING)

    request = pb.ListMessagesRequest(tenant_id=tenant.tenant_id)

    async def by(message):
        async def found():
            listed = (await tenant.stub.ListMessages(request)).messages
            known = {each.message_id for each in chain}
            new = [each for each in listed if each.message_id not in known]
            return [x.channel_id for x in new if x.follows_message_id == message.message_id]

        return await eventually(found)

    assert [await by(each) for each in chain[-2:]] == [[tenant.channel_id], [channel_id]]


@pytest.mark.parametrize(
    ("code", "query"),
    [
        (PAIR, "SELECT 1 FROM recipients WHERE tenant_id = %s AND paused_until IS NOT NULL"),
        (NUMBER, "SELECT 1 FROM senders WHERE tenant_id = %s AND pause_reason <> ''"),
        (BLOCKED, "SELECT 1 FROM senders WHERE tenant_id = %s AND stopped"),
        (SPAM, "SELECT 1 FROM senders WHERE tenant_id = %s AND campaigns_paused_until > now()"),
    ],
    ids=["pair", "number", "channel", "campaigns"],
)
async def test_a_reply_that_failed_later_pauses_whom_it_concerns(notifier, tenant, code, query):
    message = await accepted(tenant, "You asked")

    await fails(tenant, message, code)

    assert await row(notifier, tenant, query)


async def test_a_reply_that_failed_later_is_followed_by_nothing(notifier, tenant):
    message = await accepted(tenant, "You asked")

    await fails(tenant, message, BLOCKED)
    await row(notifier, tenant, "SELECT 1 FROM senders WHERE tenant_id = %s AND stopped")

    request = pb.ListMessagesRequest(tenant_id=tenant.tenant_id)
    (only,) = (await tenant.stub.ListMessages(request)).messages
    assert only.message_id == message.message_id


async def test_a_reply_tells_that_advertisements_are_not_wanted(notifier, tenant):
    message = await accepted(tenant, "You asked")

    await fails(tenant, message, STOPPED_MARKETING)

    async def known():
        request = preference_pb.GetPreferencesRequest(
            tenant_id=tenant.tenant_id, customer_id=tenant.customer_id
        )
        told = await notifier.preferences.GetPreferences(request)
        return [each.category for each in told.preferences if each.opted_out]

    assert await eventually(known) == [preference_pb.MESSAGE_CATEGORY_MARKETING]


async def test_a_status_tells_people_that_a_template_is_paused(notifier, tenant):
    templates = Templates(tenant, notifier)
    await templates.has()
    await templates.sync()
    message = await tenant.becomes(await sent(tenant, tells(tenant)), "ACCEPTED")

    await fails(tenant, message, PAUSED)

    (kind,) = await row(notifier, tenant, "SELECT kind FROM account_events WHERE tenant_id = %s")
    assert kind == "template_paused"
