"""Is what came in answered: once, in order, from the number that was written to?"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from lyo.assistant.v1 import conversation_service_pb2 as assistant_pb
from lyo.assistant.v1 import conversation_service_pb2_grpc as assistant_rpc
from lyo.notifier.v1 import message_service_pb2 as notifier_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from services.common.fields import derived
from services.common.metrics import CLIENT_STARTED, REGISTRY
from services.gateway import inbound
from services.gateway.channels import whatsapp
from services.gateway.directory import Directory
from tests.common.serving import calling
from tests.gateway.payloads import EVERY_KIND, PHONE, USER_ID, change, envelope, raw, status, text
from tests.gateway.running import running_gateway
from tests.gateway.town import SERVICES, eventually, running_town
from tests.tenant.running import new_id

WHATSAPP = {"channel": "whatsapp"}
RESOLVE = "lyo.tenant.v1.CustomerService/ResolveInbound"


@pytest.fixture(scope="module")
async def town(lyo_databases):
    async with running_town(lyo_databases(*SERVICES)) as running:
        yield running


@pytest.fixture
async def gateway(town):
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()) as running:
        yield running


@pytest.fixture
async def salon(town):
    return await town.salon()


def to(salon, *messages, statuses=()):
    """A webhook for the salon's number."""
    contacts = [{"profile": {"name": "Giulia"}, "wa_id": PHONE}]
    lists = {"contacts": contacts, "messages": list(messages), "statuses": list(statuses)}
    metadata = {"phone_number_id": salon.address}
    return envelope(change({"metadata": metadata, **{k: v for k, v in lists.items() if v}}))


def next_tuesday() -> datetime:
    today = datetime.now(ZoneInfo("Europe/Rome"))
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)


async def answers(town, salon, count=1):
    """What was sent, once there are so many."""

    async def enough():
        sent = await town.sent(salon.tenant_id)
        return sent if len(sent) >= count else None

    return await eventually(enough)


def replied() -> float:
    """How many answers the metric of their time has seen."""
    return float(REGISTRY.get_sample_value("inbox_to_reply_seconds_count", WHATSAPP) or 0)


async def test_a_booking_is_made_and_answered_from_the_number_that_was_written_to(
    gateway, town, salon
):
    day, before = next_tuesday(), replied()
    await gateway.deliver(to(salon, text(f"book {day:%m/%d} 15:30")))

    (answer,) = await answers(town, salon)
    await eventually(lambda: replied() == before + 1)
    assert "Taglio" in answer.content.text
    assert "15:30" in answer.content.text
    assert answer.channel_id == salon.channel_id
    assert answer.recipient.kind == notifier_pb.RECIPIENT_KIND_PHONE
    assert answer.recipient.value == f"+{PHONE}"
    assert answer.purpose == notifier_pb.PURPOSE_REPLY


async def test_a_customer_with_a_username_only_is_answered_by_the_user_id(gateway, town, salon):
    await gateway.deliver(to(salon, text("help", **{"from": None, "from_user_id": USER_ID})))

    (answer,) = await answers(town, salon)
    assert answer.recipient.kind == notifier_pb.RECIPIENT_KIND_WHATSAPP_USER
    assert answer.recipient.value == USER_ID


async def test_messages_that_wait_together_are_one_turn_in_their_order(town, salon):
    said = [text("help"), text("list"), text("help")]
    async with running_gateway(town.database.url("gateway")) as only_serving:
        await only_serving.deliver(to(salon, *said))
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()):
        await answers(town, salon)

    heard = await conversation(town, salon)
    inbound_ids = [each.provider_message_id for each in heard if each.provider_message_id]
    assert inbound_ids == [each["id"] for each in said]


async def conversation(town, salon) -> list[assistant_pb.Message]:
    """All messages with the salon's one customer, the oldest first."""
    (sent, *_) = await town.sent(salon.tenant_id)
    found = await town.conversations.GetConversation(
        assistant_pb.GetConversationRequest(tenant_id=salon.tenant_id, customer_id=sent.customer_id)
    )
    listed = await town.conversations.ListMessages(
        assistant_pb.ListMessagesRequest(
            tenant_id=salon.tenant_id, conversation_id=found.conversation.conversation_id
        )
    )
    return list(reversed(listed.messages))


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_every_kind_of_message_ends_answered_or_silent(gateway, town, salon, kind):
    before = len(town.outcomes())
    await gateway.deliver(to(salon, {**EVERY_KIND[kind], "id": f"wamid.{uuid4()}"}))

    await eventually(lambda: len(town.outcomes()) > before)
    silent = kind in {"reaction", "reaction_removed", "edit", "revoke", "system"}
    assert town.outcomes()[-1] == ("silent" if silent else "answered")
    assert bool(await town.sent(salon.tenant_id)) is not silent


async def test_a_hundred_deliveries_on_two_gateways_are_one_answer(gateway, town, salon):
    content = to(salon, text("help"))
    url = town.database.url("gateway")
    async with running_gateway(url, mesh=town.mesh()) as another:
        both = [gateway, another]
        sent = (both[number % 2].deliver(content) for number in range(100))
        assert {each.status_code for each in await asyncio.gather(*sent)} == {200}
        await answers(town, salon)
        await asyncio.sleep(0.3)

    assert len(await town.sent(salon.tenant_id)) == 1


async def test_the_whole_story_told_twice_is_one_turn_and_one_answer(town, salon):
    day = next_tuesday()
    messages = whatsapp.read(raw(to(salon, text(f"book {day:%m/%d} 16:30")))).items
    turn_id = derived("turn", messages[0].message_id)

    assert await inbound.answer(messages, turn_id, town.mesh()) == "answered"
    assert await inbound.answer(messages, turn_id, town.mesh()) == "answered"
    assert len(await town.sent(salon.tenant_id)) == 1


async def test_an_unknown_address_is_unroutable_and_nobody_is_answered(gateway, town, salon):
    before = len(town.outcomes())
    nobody = to(salon, text("hello"), statuses=[status()])
    nobody["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "999999999999999"
    await gateway.deliver(nobody)

    await eventually(lambda: len(town.outcomes()) == before + 2)
    assert town.outcomes()[-2:] == ["unroutable", "unroutable"]


async def test_an_address_that_gets_a_tenant_works_at_once(gateway, town):
    address = "444444444444444"
    salon = await town.salon()
    salon.channel.address = address
    await gateway.deliver(to(salon, text("help")))
    await eventually(lambda: town.outcomes()[-1:] == ["unroutable"])

    salon = await town.salon(address)
    await gateway.deliver(to(salon, text("help")))
    assert await answers(town, salon)


async def test_two_numbers_are_answered_each_from_its_own(gateway, town):
    one, two = await town.salon(), await town.salon()
    await asyncio.gather(
        gateway.deliver(to(one, text("help"))), gateway.deliver(to(two, text("help")))
    )

    for salon in (one, two):
        (answer,) = await answers(town, salon)
        assert answer.channel_id == salon.channel_id


async def test_statuses_come_to_the_messages_that_they_are_about(gateway, town, salon):
    await gateway.deliver(to(salon, text("help")))
    (answer,) = await answers(town, salon)
    town.accepted(answer.message_id)
    told = [
        status(state, biz_opaque_callback_data=answer.message_id, id="wamid.ours")
        for state in ("delivered", "sent", "read")
    ]
    await gateway.deliver(to(salon, statuses=told))

    async def is_read():
        (message,) = await town.sent(salon.tenant_id)
        return message if message.state == notifier_pb.MESSAGE_STATE_READ else None

    assert (await eventually(is_read)).provider_message_id == "wamid.ours"


async def test_what_a_message_costs_comes_to_it(gateway, town, salon):
    await gateway.deliver(to(salon, text("help")))
    (answer,) = await answers(town, salon)
    town.accepted(answer.message_id)
    pricing = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}
    told = status("sent", biz_opaque_callback_data=answer.message_id, pricing=pricing)
    await gateway.deliver(to(salon, statuses=[told]))

    async def priced():
        (message,) = await town.sent(salon.tenant_id)
        return message.pricing if message.HasField("pricing") else None

    assert await eventually(priced) == notifier_pb.Pricing(
        billable=True, category="utility", kind="regular", model="PMP"
    )


async def test_echoes_and_account_events_that_tell_of_other_things_are_noted(gateway, town, salon):
    before = len(town.outcomes())
    echo = {"metadata": {"phone_number_id": salon.address}, "message_echoes": [{"id": "wamid.e"}]}
    category = {"new_category": "UTILITY", "message_template_name": str(uuid4())}
    await gateway.deliver(
        envelope(change(echo, "smb_message_echoes"), change(category, "template_category_update"))
    )

    await eventually(lambda: len(town.outcomes()) == before + 2)
    assert town.outcomes()[-2:] == ["noted", "noted"]


def resolved() -> float:
    return float(CLIENT_STARTED.labels(RESOLVE)._value.get())


async def test_a_customer_who_was_deleted_is_there_again_once_they_write(gateway, town, salon):
    await gateway.deliver(to(salon, text("help")))
    (first,) = await answers(town, salon, 1)
    await town.tenant.customers.DeleteCustomer(
        customer_pb.DeleteCustomerRequest(
            tenant_id=salon.tenant_id, request_id=new_id(), customer_id=first.customer_id
        )
    )
    await gateway.deliver(to(salon, text("help")))
    await answers(town, salon, 2)

    wanted = customer_pb.GetCustomerRequest(
        tenant_id=salon.tenant_id, customer_id=first.customer_id
    )
    found = await town.tenant.customers.GetCustomer(wanted)
    assert not found.customer.HasField("delete_time")


class Later:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(("sender", "expected"), [(False, [1, 0, 1]), (True, [1, 1, 1])])
async def test_whose_an_address_is_is_believed_for_three_seconds_and_who_writes_never(
    town, salon, sender, expected
):
    clock = Later()
    directory = Directory(town.tenant.customers, clock=clock)
    item = whatsapp.read(raw(to(salon, text()))).items[0]
    asked = []
    for clock.seconds in (0, 2.9, 3.1):
        before = resolved()
        identities = item.identities if sender else ()
        await directory.find(uuid4(), item.platform, item.address, identities)
        asked.append(resolved() - before)

    assert asked == expected


async def test_while_a_service_is_away_the_message_waits_and_is_answered_later(town, salon):
    async with calling(9) as nowhere:
        mesh = town.mesh()
        broken = replace(mesh, conversations=assistant_rpc.ConversationServiceStub(nowhere))
        async with running_gateway(town.database.url("gateway"), mesh=broken) as gateway:
            await gateway.deliver(to(salon, text("help")))
            await asyncio.sleep(0.5)
            assert town.waiting() == 1
    assert await town.sent(salon.tenant_id) == []

    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()):
        assert await answers(town, salon)
