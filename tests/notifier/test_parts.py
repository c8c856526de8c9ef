"""Is a text that is longer than the provider takes sent whole, in order, each part once?"""

import uuid

from lyo.notifier.v1 import message_service_pb2 as pb

from tests.notifier.answering import answering, responds
from tests.notifier.conftest import status

LONG = "\n".join(f"line {number:04}: " + "x" * 60 for number in range(80))
"""More than Meta takes of one message."""


async def test_a_long_text_is_sent_in_parts_in_order(tenant):
    (message_id,) = await tenant.sends(LONG)
    message = await tenant.becomes(message_id, "ACCEPTED")

    texts = await tenant.texts()
    assert len(texts) == 2
    assert "\n".join(texts) == LONG
    assert message.attempts == 2


async def test_only_the_last_part_is_what_statuses_tell_of(tenant):
    (message_id,) = await tenant.sends(LONG)
    message = await tenant.becomes(message_id, "ACCEPTED")

    first, last = await tenant.calls()
    assert first["body"]["biz_opaque_callback_data"] != message_id
    assert last["body"]["biz_opaque_callback_data"] == message_id
    await tenant.told(status("", "DELIVERED", message.provider_message_id))
    await tenant.becomes(message_id, "DELIVERED")


async def test_what_is_behind_a_long_text_comes_after_all_of_it(tenant):
    _, behind = await tenant.sends(LONG, "short")
    await tenant.becomes(behind, "ACCEPTED")

    assert [text[:5] for text in await tenant.texts()] == ["line ", "line ", "short"]


def accepts(wamid):
    return responds(200, {"messages": [{"id": wamid}]})


async def test_a_part_that_was_accepted_is_not_sent_again(open_notifier, new_tenant):
    answers = [accepts("wamid.1"), responds(503), accepts("wamid.2")]
    async with (
        answering(*answers) as somebody,
        open_notifier(graph_url=somebody.url) as notifier,
    ):
        tenant = await new_tenant(notifier.messages)
        (message_id,) = await tenant.sends(LONG)
        message = await tenant.becomes(message_id, "ACCEPTED")

    first, second, again = [each.json["text"]["body"] for each in somebody.requests]
    assert first != second == again
    assert (message.attempts, message.provider_message_id) == (3, "wamid.2")


async def test_a_long_text_that_is_called_back_between_its_parts_ends_there(
    open_notifier, new_tenant
):
    async def called_back_meanwhile(writer):
        request = pb.CancelRequest(
            tenant_id=tenant.tenant_id,
            request_id=str(uuid.uuid4()),
            message_ids=[asked.messages[0].message_id],
        )
        await tenant.stub.Cancel(request)
        await accepts("wamid.1")(writer)

    async with (
        answering(called_back_meanwhile) as somebody,
        open_notifier(graph_url=somebody.url) as notifier,
    ):
        tenant = await new_tenant(notifier.messages)
        asked = tenant.asks(LONG)
        await tenant.stub.Send(asked)
        await tenant.becomes(asked.messages[0].message_id, "CANCELLED")

    assert len(somebody.requests) == 1
