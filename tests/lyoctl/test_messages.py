"""Does an operator see what was sent and what became of it, and take up what was given up?"""

import io
import json
from uuid import uuid4

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from lyoctl.commands.messages import Asked
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.messages import DeadMessages, Messages
from lyoctl.resources.providers import Providers
from lyoctl.resources.showing import show_list
from lyoctl.resources.tenants import find_tenant

PHONE = "+393330000042"


@pytest.fixture
async def messages(mesh_of_two, salon):
    """What a salon sends by the WhatsApp number of its file; nothing leaves."""
    await mesh_of_two.apply(salon())
    return Messages(mesh_of_two.stubs, await find_tenant(mesh_of_two.stubs.tenants, salon.name))


async def sent(messages, text="Hello", **more):
    """A message to a phone, accepted to be sent."""
    stubs, tenant_id = messages.stubs, messages.tenant_id
    request = pb.SendRequest(
        tenant_id=tenant_id,
        request_id=str(uuid4()),
        channel_id=str(uuid4()),
        customer_id=str(uuid4()),
        recipient=pb.Recipient(kind=pb.RECIPIENT_KIND_PHONE, value=PHONE),
        messages=[pb.OutboundMessage(message_id=str(uuid4()), content=pb.Content(text=text))],
        purpose=pb.PURPOSE_REPLY,
        **more,
    )
    return (await stubs.messages.Send(request)).messages[0]


async def test_a_row_shows_what_became_of_it_and_no_phone(messages):
    one = await sent(messages, text="Your colour\nhas arrived. " + "x" * 100)
    row = dict(zip(messages.columns, messages.row(one), strict=True))

    assert (row["state"], row["why"], row["calls"]) == ("queued", "reply", "0")
    assert row["text"].startswith("Your colour has arrived. xxx")
    assert row["text"].endswith("…")
    assert PHONE not in str(row)


async def test_a_message_is_found_by_its_id_and_by_the_beginning_of_it(messages):
    one = await sent(messages)

    for name in (one.message_id, one.message_id.upper(), one.message_id[:8]):
        assert (await messages.named(name)).message == one


@pytest.mark.parametrize("name", ["0000", "nonsense", "5d2a7c3e-3f5e-4b6e-9f57-2f3e6f9f9f9f"])
async def test_what_is_not_there_is_told(messages, name):
    with pytest.raises(ResourceError, match=f"there is no message {name}"):
        await messages.named(name)


async def test_messages_are_listed_by_state(messages):
    one = await sent(messages)
    queued = await Asked("", "", ("queued",)).filters(messages)
    failed = await Asked("", "", ("failed", "expired")).filters(messages)

    assert [each async for each in messages.all(**queued)] == [one]
    assert [each async for each in messages.all(**failed)] == []


async def test_what_is_told_of_one_has_its_history_and_no_phone(messages):
    one = await sent(messages)
    told = messages.told(await messages.named(one.message_id))

    assert any("queued" in each for each in told["changes"])
    assert told["calls"] == []
    assert PHONE not in json.dumps(told)


async def test_what_was_given_up_is_listed_with_why_and_taken_up_again(messages, mesh_of_two):
    one = await sent(messages)
    mesh_of_two.notifier.rows(
        "UPDATE notifier.lane_jobs SET dead_time = now(), dead_reason = 'ZeroDivisionError'"
        " WHERE dedup_key LIKE %s RETURNING 1",
        f"{one.message_id}%",
    )
    out = io.StringIO()
    show_list(DeadMessages(messages), [each async for each in messages.dead()], "table", out)

    assert one.message_id[:8] in out.getvalue()
    assert "ZeroDivisionError" in out.getvalue()
    assert await messages.redrive([one.message_id]) == 1
    assert [each async for each in messages.dead()] == []


async def test_every_channel_that_sends_has_a_line_with_its_address(messages):
    kind = Providers(messages.stubs, messages.tenant)
    health = await kind.health()
    (row,) = [dict(zip(kind.columns, kind.row(each), strict=True)) for each in health.providers]

    assert (row["provider"], row["breaker"], row["calls"]) == ("meta", "closed", "0")
    assert row["channel"].startswith("77")
    assert kind.flag(health) == "notifications are on for 10 % of the customers"
