"""Is a customer found of whom the caller says nothing but who they are?"""

import asyncio
import uuid

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.common.errors import FailedPrecondition, NotFound
from tests.notifier.running import running_notifier
from tests.notifier.test_events import asking, event

PHONE = customer_pb.IDENTITY_KIND_PHONE
VISITOR = customer_pb.IDENTITY_KIND_WEB_VISITOR


@pytest.fixture(scope="module")
async def notifier(lyo_databases, tenant_service):
    """A notifier that only accepts: nothing is sent."""
    async with running_notifier(lyo_databases("notifier"), tenant_service, work=False) as running:
        yield running


@pytest.fixture
def knows(tenant, customers):
    """The tenant has a customer with these addresses."""

    def known(*identities, customer_id="", **more):
        customer = customer_pb.Customer(customer_id=customer_id or tenant.customer_id, **more)
        for kind, value in identities:
            customer.identities.add(kind=kind, value=value)
        customers.add(tenant.tenant_id, customer)

    return known


@pytest.fixture
def has_channel(tenant, channels):
    """The tenant has another channel; its id."""

    def added(platform, *, answers=True):
        channel_id, token = str(uuid.uuid4()), "a token" if answers else ""
        channels.add(tenant.tenant_id, channel_id, f"of {channel_id}", token, platform)
        return channel_id

    return added


async def sent(tenant, **changes) -> pb.Message:
    """The message as stored, of which neither channel nor address was said."""
    left_open = {"channel_id": "", "recipient": None, "purpose": pb.PURPOSE_NOTIFICATION}
    (message,) = (await tenant.stub.Send(tenant.asks("Ciao", **{**left_open, **changes}))).messages
    return message


async def test_the_customers_phone_is_written_to_by_the_channel_that_can(tenant, knows):
    knows((PHONE, "+393331234567"))

    message = await sent(tenant)

    assert message.channel_id == tenant.channel_id
    assert message.recipient == pb.Recipient(kind=pb.RECIPIENT_KIND_PHONE, value="+393331234567")


async def test_of_two_phones_the_newest_is_written_to(tenant, knows):
    knows((PHONE, "+393331234567"), (PHONE, "+393337654321"))

    assert (await sent(tenant)).recipient.value == "+393337654321"


async def test_the_channel_that_is_asked_for_goes_before_a_better_platform(
    tenant, knows, has_channel
):
    zaptra = has_channel(channel_pb.PLATFORM_ZAPTRA)
    knows((PHONE, "+393331234567"))

    assert (await sent(tenant)).channel_id == tenant.channel_id
    assert (await sent(tenant, channel_id=zaptra)).channel_id == zaptra


async def test_a_channel_that_writes_to_no_address_of_theirs_is_no_use(tenant, knows, has_channel):
    chat = has_channel(channel_pb.PLATFORM_WEB_CHAT)
    knows((PHONE, "+393331234567"))

    assert (await sent(tenant, channel_id=chat)).channel_id == tenant.channel_id


async def test_a_channel_that_cannot_answer_is_no_use(tenant, knows, has_channel):
    mute = has_channel(channel_pb.PLATFORM_TWILIO, answers=False)
    knows((PHONE, "+393331234567"))

    assert (await sent(tenant, channel_id=mute)).channel_id == tenant.channel_id


async def test_an_address_that_is_asked_for_is_written_to_by_a_channel_that_can(
    tenant, knows, has_channel
):
    chat = has_channel(channel_pb.PLATFORM_WEB_CHAT)
    visitor = pb.Recipient(kind=pb.RECIPIENT_KIND_WEB_VISITOR, value="visitor 1")

    message = await sent(tenant, recipient=visitor)

    assert (message.channel_id, message.recipient) == (chat, visitor)


async def test_whoever_was_merged_is_found_where_they_are_now(tenant, knows):
    now, between = str(uuid.uuid4()), str(uuid.uuid4())
    knows(merged_into_id=between)
    knows(customer_id=between, merged_into_id=now)
    knows((PHONE, "+393331234567"), customer_id=now)

    message = await sent(tenant)

    assert (message.customer_id, message.recipient.value) == (now, "+393331234567")


async def test_nobody_who_is_not_known_is_written_to(tenant):
    with pytest.raises(NotFound) as refusal:
        await sent(tenant)

    assert refusal.value.reason == "CUSTOMER_NOT_FOUND"


@pytest.mark.parametrize(
    "who",
    [
        {"identities": [customer_pb.Identity(kind=VISITOR, value="visitor 1")]},
        {
            "identities": [customer_pb.Identity(kind=PHONE, value="+393331234567")],
            "delete_time": {"seconds": 1},
        },
        {},
    ],
    ids=["whom no channel writes to", "who was deleted", "who has no address"],
)
async def test_nobody_is_written_to(tenant, customers, who):
    customers.add(tenant.tenant_id, customer_pb.Customer(customer_id=tenant.customer_id, **who))

    with pytest.raises(FailedPrecondition) as refusal:
        await sent(tenant)

    assert refusal.value.reason == "CUSTOMER_UNREACHABLE"


async def test_nothing_is_sent_in_the_name_of_a_tenant_that_was_deleted(tenant, knows, switches):
    gone = tenant_pb.Tenant(tenant_id=tenant.tenant_id, delete_time={"seconds": 1})
    switches.businesses[tenant.tenant_id] = gone
    knows((PHONE, "+393331234567"))

    with pytest.raises(FailedPrecondition) as refusal:
        await sent(tenant)

    assert refusal.value.reason == "CUSTOMER_UNREACHABLE"


async def test_a_reply_that_says_everything_asks_nobody(tenant, customers, switches):
    await tenant.sends("Ciao", wrote_time={"seconds": 1})
    await tenant.sends("Ciao")

    assert (customers.asked[tenant.customer_id], switches.asked[tenant.tenant_id]) == (0, 0)


async def test_many_at_once_ask_once_who_the_tenant_is(tenant, knows, switches):
    knows((PHONE, "+393331234567"))

    await asyncio.gather(*[sent(tenant) for _ in range(20)])
    await sent(tenant)

    assert switches.asked[tenant.tenant_id] == 1


async def test_a_customer_who_can_be_reached_from_now_on_is(tenant, knows):
    knows()
    with pytest.raises(FailedPrecondition):
        await sent(tenant)

    knows((PHONE, "+393331234567"))

    assert (await sent(tenant)).recipient.value == "+393331234567"


# What an event does not say


async def told(tenant, told_of: pb.BookingEvent) -> str:
    (message,) = (await tenant.stub.Send(asking(tenant, told_of))).messages
    return message.content.text


async def test_an_event_is_told_in_the_language_and_the_name_that_are_known(tenant, knows):
    knows(language="es")

    text = await told(tenant, event(language="", business_name=""))

    assert text.startswith("Su reserva en Bella Salon está confirmada:")


async def test_an_event_for_whoever_has_no_language_is_told_in_the_tenants_first(tenant, knows):
    knows()

    assert (await told(tenant, event(language=""))).startswith("La prenotazione presso Bella Salon")


async def test_what_an_event_says_itself_is_told(tenant, knows):
    knows(language="es")

    text = await told(tenant, event(language="en", business_name="The Salon"))

    assert text.startswith("Your booking at The Salon is confirmed:")


async def test_an_event_reaches_an_address_whose_customer_nobody_knows(tenant):
    assert "Bella Salon" in await told(tenant, event(business_name=""))


async def test_the_message_knows_which_booking_it_tells_of(tenant):
    booking_id = str(uuid.uuid4())

    (message,) = (await tenant.stub.Send(asking(tenant, event(booking_id=booking_id)))).messages

    assert message.booking_id == booking_id
    assert (await tenant.message(message.message_id)).booking_id == booking_id


# When it is night there


@pytest.fixture
async def zone_of(notifier):
    """Where the customer of a message lives, as far as is known."""

    async def stored(message: pb.Message, tenant) -> str:
        async with notifier.database.tenant_transaction(uuid.UUID(tenant.tenant_id)) as connection:
            query = "SELECT zone FROM messages WHERE message_id = %s"
            row = await (await connection.execute(query, (message.message_id,))).fetchone()
            return row[0]

    return stored


@pytest.mark.parametrize(
    ("asked", "known"),
    [("", ""), ("", "America/Lima"), ("Asia/Tokyo", "America/Lima")],
    ids=["as the tenant's", "as the customer's", "as the caller says"],
)
async def test_the_zone_of_the_customer_is_known(tenant, knows, zone_of, asked, known):
    knows((PHONE, "+393331234567"), time_zone=known)

    zone = await zone_of(await sent(tenant, time_zone=asked), tenant)

    assert zone == (asked or known or "Europe/Rome")


async def test_the_zone_of_an_event_goes_before_the_customers(tenant, knows, zone_of):
    knows(time_zone="America/Lima")

    (message,) = (await tenant.stub.Send(asking(tenant, event(time_zone="Europe/Madrid")))).messages

    assert await zone_of(message, tenant) == "Europe/Madrid"
