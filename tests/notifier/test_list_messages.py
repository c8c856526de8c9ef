"""Which messages does a tenant see, and in which order?"""

import uuid

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound
from tests.notifier.running import running_notifier
from tests.notifier.test_events import asking, event


@pytest.fixture(scope="module")
async def notifier(lyo_databases, tenant_service):
    """A notifier that only accepts: nothing is sent."""
    async with running_notifier(lyo_databases("notifier"), tenant_service, work=False) as running:
        yield running


async def page(caller, **asked):
    request = pb.ListMessagesRequest(tenant_id=caller.tenant_id, **asked)
    answer = await caller.stub.ListMessages(request)
    return [message.content.text for message in answer.messages], answer.next_page_token


async def test_the_newest_come_first_a_page_at_a_time(tenant):
    await tenant.sends("1", "2", "3")
    await tenant.sends("4", "5")

    first, token = await page(tenant, page_size=2)
    second, token = await page(tenant, page_size=2, page_token=token)
    third, end = await page(tenant, page_size=2, page_token=token)

    assert (first, second, third, end) == (["5", "4"], ["3", "2"], ["1"], "")


async def test_a_page_that_ends_with_the_last_message_has_no_next_one(tenant):
    await tenant.sends("1", "2")

    assert await page(tenant, page_size=2) == (["2", "1"], "")


async def test_messages_sent_meanwhile_do_not_shift_the_pages(tenant):
    await tenant.sends("1", "2", "3")
    _, token = await page(tenant, page_size=2)
    await tenant.sends("4")

    assert await page(tenant, page_size=2, page_token=token) == (["1"], "")


async def test_the_messages_of_one_customer_alone(tenant):
    await tenant.sends("mine")
    await tenant.sends("another's", customer_id=str(uuid.uuid4()))

    assert await page(tenant, customer_id=tenant.customer_id) == (["mine"], "")


async def test_those_in_some_states_alone(tenant):
    (cancelled,) = await tenant.sends("cancelled")
    await tenant.sends("waits")
    await tenant.stub.Cancel(
        pb.CancelRequest(
            tenant_id=tenant.tenant_id, request_id=str(uuid.uuid4()), message_ids=[cancelled]
        )
    )

    waiting, gone = pb.MESSAGE_STATE_QUEUED, pb.MESSAGE_STATE_CANCELLED
    assert await page(tenant, states=[gone]) == (["cancelled"], "")
    assert await page(tenant, states=[waiting]) == (["waits"], "")
    assert await page(tenant, states=[waiting, gone]) == (["waits", "cancelled"], "")
    assert await page(tenant, states=[pb.MESSAGE_STATE_READ]) == ([], "")


async def test_those_of_one_booking_alone(tenant):
    booking_id = str(uuid.uuid4())
    await tenant.stub.Send(asking(tenant, event(booking_id=booking_id)))
    await tenant.stub.Send(asking(tenant, event(booking_id=str(uuid.uuid4()))))
    await tenant.sends("of none")

    (text,), end = await page(tenant, booking_id=booking_id)

    assert text.startswith("Your booking")
    assert end == ""


async def test_pages_of_a_filtered_listing_go_on_where_the_last_one_ended(tenant):
    for text in ("1", "2", "3"):
        await tenant.sends(text)
        await tenant.sends("another's", customer_id=str(uuid.uuid4()))
    asked = {"customer_id": tenant.customer_id, "states": [pb.MESSAGE_STATE_QUEUED]}

    first, token = await page(tenant, page_size=2, **asked)

    assert first == ["3", "2"]
    assert await page(tenant, page_size=2, page_token=token, **asked) == (["1"], "")


async def test_a_token_of_another_listing_is_refused(tenant, other_tenant):
    await tenant.sends("1", "2")
    _, token = await page(tenant, page_size=1)

    for caller, asked in ((other_tenant, {}), (tenant, {"customer_id": tenant.customer_id})):
        with pytest.raises(InvalidArgument) as refusal:
            await page(caller, page_token=token, **asked)
        assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_tenants_do_not_see_each_other(tenant, other_tenant):
    (mine,) = await tenant.sends("mine")

    assert await page(other_tenant) == ([], "")
    with pytest.raises(NotFound) as refusal:
        await other_tenant.message(mine)
    assert refusal.value.reason == "MESSAGE_NOT_FOUND"


async def test_two_tenants_may_use_the_same_message_id(tenant, other_tenant):
    asked = tenant.asks("mine")
    theirs = other_tenant.asks("theirs")
    theirs.messages[0].message_id = asked.messages[0].message_id

    await tenant.stub.Send(asked)
    await other_tenant.stub.Send(theirs)

    assert (await tenant.message(asked.messages[0].message_id)).content.text == "mine"
    assert (await other_tenant.message(asked.messages[0].message_id)).content.text == "theirs"
