"""Does nothing leave for a customer once it is answered that they opted out?"""

import uuid
from datetime import UTC, datetime

from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import preference_service_pb2 as preference_pb

from services.common.fields import timestamp
from tests.notifier.conftest import a_phone, eventually

QUEUED = 40
OTHERS = 20


async def wrote(tenant, phone):
    """The customer wrote just now: they may be written to freely."""
    kind = pb.RECIPIENT_KIND_PHONE
    request = pb.RecordInboundRequest(
        tenant_id=tenant.tenant_id,
        request_id=str(uuid.uuid4()),
        channel_id=tenant.channel_id,
        recipient=pb.Recipient(kind=kind, value=phone),
        wrote_time=timestamp(datetime.now(UTC)),
    )
    await tenant.stub.RecordInbound(request)


def opting_out(tenant, **more):
    kind = pb.RECIPIENT_KIND_PHONE
    return preference_pb.SetPreferencesRequest(
        tenant_id=tenant.tenant_id,
        request_id=str(uuid.uuid4()),
        customer_id=tenant.customer_id,
        opted_out=True,
        source=preference_pb.PREFERENCE_SOURCE_WORD,
        receipt=preference_pb.PreferenceReceipt(
            channel_id=tenant.channel_id,
            recipient=pb.Recipient(kind=kind, value=tenant.phone),
            language="en",
            wrote_time=timestamp(datetime.now(UTC)),
        ),
        **more,
    )


async def texts_to(tenant, phone):
    """What Meta received for this phone, oldest first."""
    calls = await tenant.calls()
    return [each["body"]["text"]["body"] for each in calls if each["to"].endswith(phone[1:])]


async def sends_many(tenant, count, **more):
    """Messages that nobody asked for, one after the other to the same person."""
    sent = []
    for first in range(0, count, 20):
        texts = [f"news {number}" for number in range(first, min(first + 20, count))]
        sent += await tenant.sends(*texts, purpose=pb.PURPOSE_CONFIRMATION, **more)
    return sent


async def ended(tenant, message_ids):
    """The messages, once nothing more becomes of them by itself."""

    async def all_ended():
        found = [await tenant.message(each) for each in message_ids]
        waiting = {pb.MESSAGE_STATE_QUEUED, pb.MESSAGE_STATE_SENDING, pb.MESSAGE_STATE_AMBIGUOUS}
        return found if not waiting & {each.state for each in found} else None

    return await eventually(all_ended, within=30)


async def test_from_the_answer_on_nothing_leaves_but_the_confirmation(notifier, tenant):
    await wrote(tenant, tenant.phone)
    others = [a_phone() for _ in range(OTHERS)]
    for phone in others:
        await wrote(tenant, phone)
    await tenant.fault("delay", 0.1, times=QUEUED + OTHERS)
    queued = await sends_many(tenant, QUEUED)
    to_others = [
        (await sends_many(tenant, 1, to=phone, customer_id=str(uuid.uuid4())))[0]
        for phone in others
    ]
    await eventually(lambda: left(tenant, 3))

    await notifier.preferences.SetPreferences(opting_out(tenant))
    before = [each for each in await texts_to(tenant, tenant.phone) if "news" in each]

    messages = await ended(tenant, queued)
    confirmed = await eventually(lambda: confirmations(tenant))
    assert [each for each in await texts_to(tenant, tenant.phone) if "news" in each] == before
    assert 3 <= len(before) < QUEUED
    assert len(confirmed) == 1
    states = [each.state for each in messages]
    suppressed = [each for each in messages if each.state == pb.MESSAGE_STATE_SUPPRESSED]
    assert {each.reason for each in suppressed} == {"OPTED_OUT"}
    assert states.count(pb.MESSAGE_STATE_ACCEPTED) + len(suppressed) == QUEUED
    for message_id in to_others:
        await tenant.becomes(message_id, "ACCEPTED")


async def left(tenant, count):
    return len(await texts_to(tenant, tenant.phone)) >= count


async def confirmations(tenant):
    return [each for each in await texts_to(tenant, tenant.phone) if "write START" in each]


async def test_a_call_that_is_under_way_is_waited_for(notifier, tenant):
    await wrote(tenant, tenant.phone)
    await tenant.fault("delay", 0.4)
    (message_id,) = await sends_many(tenant, 1)
    await tenant.becomes(message_id, "SENDING")

    await notifier.preferences.SetPreferences(opting_out(tenant))

    assert (await tenant.message(message_id)).state != pb.MESSAGE_STATE_SENDING


async def test_a_reply_is_sent_all_the_same(notifier, tenant):
    await notifier.preferences.SetPreferences(opting_out(tenant))

    (message_id,) = await tenant.sends("You asked", wrote_time=timestamp(datetime.now(UTC)))
    await tenant.becomes(message_id, "ACCEPTED")


async def test_who_wants_no_advertisements_gets_what_is_of_their_booking(notifier, tenant):
    await wrote(tenant, tenant.phone)
    request = opting_out(tenant, categories=[preference_pb.MESSAGE_CATEGORY_MARKETING])
    await notifier.preferences.SetPreferences(request)

    (advertised,) = await tenant.sends("Half price", purpose=pb.PURPOSE_CAMPAIGN)
    (confirmed,) = await sends_many(tenant, 1)
    await tenant.becomes(confirmed, "ACCEPTED")
    message = await tenant.becomes(advertised, "SUPPRESSED")
    assert message.reason == "OPTED_OUT"


async def test_who_starts_again_gets_what_is_sent_from_then_on(notifier, tenant):
    await wrote(tenant, tenant.phone)
    await notifier.preferences.SetPreferences(opting_out(tenant))
    (withheld,) = await sends_many(tenant, 1)
    await tenant.becomes(withheld, "SUPPRESSED")

    request = opting_out(tenant)
    request.opted_out = False
    await notifier.preferences.SetPreferences(request)
    (sent,) = await sends_many(tenant, 1)

    await tenant.becomes(sent, "ACCEPTED")
    assert (await tenant.message(withheld)).state == pb.MESSAGE_STATE_SUPPRESSED
