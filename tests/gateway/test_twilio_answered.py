"""Is whoever writes by Twilio answered from the number that they wrote to, and what then?"""

import itertools

import pytest
from lyo.notifier.v1 import message_service_pb2 as notifier_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from tests.gateway.running import running_gateway
from tests.gateway.town import SERVICES, eventually, running_town
from tests.gateway.twilio import ACCOUNT, BASE_URL, PATH, TOKEN, a_message, a_status, posts
from tests.tenant.running import new_id

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
async def town(lyo_databases):
    async with running_town(lyo_databases(*SERVICES)) as running:
        yield running


@pytest.fixture(scope="module")
async def gateway(town):
    async with running_gateway(
        town.database.url("gateway"),
        mesh=town.mesh(),
        TWILIO_AUTH_TOKEN=TOKEN,
        PUBLIC_BASE_URL=BASE_URL,
    ) as running:
        yield running


@pytest.fixture
async def salon(town):
    """A salon with a number of Meta's, and one of Twilio's whose channel it is."""
    opened = await town.salon()
    request = channel_pb.CreateChannelRequest(
        tenant_id=opened.tenant_id,
        request_id=new_id(),
        account_id=ACCOUNT,
        platform=channel_pb.PLATFORM_TWILIO,
        address=f"whatsapp:+3906555{next(_numbers):05}",
    )
    return opened.tenant_id, (await town.tenant.channels.CreateChannel(request)).channel


async def answer_to(gateway, town, salon, **said):
    tenant_id, channel = salon
    asked = await posts(gateway.http, a_message(To=channel.address, **said))
    assert asked.status_code == 200
    (answer, *_) = await eventually(lambda: town.sent(tenant_id))
    return answer


async def test_a_text_is_answered_by_the_channel_that_it_came_by(gateway, town, salon):
    answer = await answer_to(gateway, town, salon, Body="help")

    assert answer.channel_id == salon[1].channel_id
    assert answer.recipient.kind == notifier_pb.RECIPIENT_KIND_PHONE
    assert answer.recipient.value == "+393331234567"


async def test_a_picture_is_answered_too(gateway, town, salon):
    said = {"NumMedia": "1", "MediaContentType0": "image/png", "Body": "", "MessageType": "image"}

    assert (await answer_to(gateway, town, salon, **said)).channel_id == salon[1].channel_id


async def test_a_status_of_twilio_is_recorded_by_our_id(gateway, town, salon):
    answer = await answer_to(gateway, town, salon, Body="help")
    town.accepted(answer.message_id)
    told = a_status("delivered", From=salon[1].address)

    await posts(gateway.http, told, path=f"{PATH}?message_id={answer.message_id}")

    async def stands():
        (message, *_) = await town.sent(salon[0])
        return message if message.state == notifier_pb.MESSAGE_STATE_DELIVERED else None

    assert (await eventually(stands)).provider_message_id == told["MessageSid"]


# Whose account it is

THEIRS = "AC" + "1" * 32


@pytest.fixture(scope="module")
async def shared(town):
    """A gateway that two accounts send to."""
    async with running_gateway(
        town.database.url("gateway"),
        mesh=town.mesh(),
        TWILIO_AUTH_TOKEN=f"{ACCOUNT}:{TOKEN}, {THEIRS}:theirs",
        PUBLIC_BASE_URL=BASE_URL,
    ) as running:
        yield running


async def comes_from_theirs(http, form, **more):
    """Signed by the owner of the other account."""
    answer = await posts(http, {**form, "AccountSid": THEIRS}, token="theirs", **more)
    assert answer.status_code == 200


async def test_nobody_speaks_for_customers_of_a_number_of_another_account(shared, town, salon):
    tenant_id, channel = salon
    forged = a_message(To=channel.address, From="whatsapp:+393339999999", WaId="393339999999")
    before = len(town.outcomes())
    await comes_from_theirs(shared.http, forged)
    await eventually(lambda: len(town.outcomes()) > before)
    await answer_to(shared, town, salon, Body="help")

    listed = await town.tenant.customers.ListCustomers(
        customer_pb.ListCustomersRequest(tenant_id=tenant_id)
    )
    assert [each.identities[0].value for each in listed.customers] == ["+393331234567"]
    assert len(await town.sent(tenant_id)) == 1


async def test_nobody_says_what_became_of_messages_of_another_account(shared, town, salon):
    answer = await answer_to(shared, town, salon, Body="help")
    town.accepted(answer.message_id)
    at = f"{PATH}?message_id={answer.message_id}"
    read, delivered = (a_status(each, From=salon[1].address) for each in ("read", "delivered"))
    await comes_from_theirs(shared.http, read, path=at)
    await posts(shared.http, delivered, path=at)

    async def stands():
        (message, *_) = await town.sent(salon[0])
        return message if message.state >= notifier_pb.MESSAGE_STATE_DELIVERED else None

    assert (await eventually(stands)).provider_message_id == delivered["MessageSid"]
