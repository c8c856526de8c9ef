"""Messages that nobody asked for, and who gets them."""

import uuid
from datetime import UTC, datetime, timedelta

from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from services.common.fields import timestamp
from tests.notifier.conftest import eventually

PHONE = customer_pb.IDENTITY_KIND_PHONE
START = datetime(2037, 12, 24, 14, 30, tzinfo=UTC)


def just_wrote(**more):
    """Of a message to somebody who wrote a moment ago."""
    return {"wrote_time": timestamp(datetime.now(UTC)), **more}


def silent(**more):
    """Of a message to somebody who did not write, as far as is known."""
    return {"wrote_time": None, **more}


def confirmation(**more):
    return {"purpose": pb.PURPOSE_CONFIRMATION, **more}


def campaign(**more):
    return {"purpose": pb.PURPOSE_CAMPAIGN, **more}


def tells(tenant, *, language="it", actions=(), **more):
    """A request that reminds somebody of a booking who did not write."""
    event = pb.BookingEvent(
        kind=pb.BOOKING_EVENT_KIND_REMINDER,
        language=language,
        time_zone="Europe/Rome",
        business_name="Bella Salon",
        offering_name="Taglio",
        offering="taglio",
        customer_name="Giulia",
        booking_id=str(uuid.uuid4()),
        start_time=timestamp(START),
        actions=[pb.BookingAction(kind=kind, link=f"link-{kind}") for kind in actions],
    )
    asked = {
        **silent(purpose=pb.PURPOSE_REMINDER),
        "expire_time": timestamp(datetime.now(UTC) + timedelta(hours=1)),
        "messages": [pb.OutboundMessage(message_id=str(uuid.uuid4()), event=event)],
    }
    return tenant.asks(**{**asked, **more})


async def sent(tenant, asked):
    """The id of the message, which was accepted by the notifier."""
    (message,) = (await tenant.stub.Send(asked)).messages
    return message.message_id


async def follower(tenant, message_id):
    """The message that is sent instead of this one, once there is one."""

    async def found():
        request = pb.ListMessagesRequest(tenant_id=tenant.tenant_id)
        listed = (await tenant.stub.ListMessages(request)).messages
        return next((each for each in listed if each.follows_message_id == message_id), None)

    return await eventually(found)


async def second_channel(tenant, customers):
    """The tenant has another WhatsApp number, and the customer a phone: the address of that number
    and the id of its channel."""
    address, token, channel_id = f"9{tenant.address[1:]}", f"second-{tenant.token}", uuid.uuid4()
    await tenant.meta.number(address, token)
    tenant.channels.add(tenant.tenant_id, str(channel_id), address, token)
    identity = customer_pb.Identity(kind=PHONE, value=tenant.phone)
    customer = customer_pb.Customer(customer_id=tenant.customer_id, identities=[identity])
    customers.add(tenant.tenant_id, customer)
    return address, str(channel_id)
