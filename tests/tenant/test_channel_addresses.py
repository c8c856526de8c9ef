"""How is an address written, on each platform?"""

import pytest
from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common.errors import InvalidArgument
from tests.tenant.test_channels import a_channel, address

__all__ = ["address"]

FORMS = {
    pb.PLATFORM_WHATSAPP: "{0}",
    pb.PLATFORM_TWILIO: "whatsapp:+39333{1}",
    pb.PLATFORM_INSTAGRAM: "{0}",
    pb.PLATFORM_CHATWOOT: "7/{0}",
    pb.PLATFORM_ZAPTRA: "salon-{0}@zaptra",
    pb.PLATFORM_WEB_CHAT: "salon-{0}",
}


@pytest.mark.parametrize("platform", [n for n in pb.Platform.values() if n])
async def test_every_platform_of_the_contract_is_known(tenant, salon, address, platform):
    given = FORMS[platform].format(address, address[:7])
    request = a_channel(salon.tenant_id, given, platform=platform)

    made = (await tenant.channels.CreateChannel(request)).channel
    assert (made.platform, made.address) == (platform, given)


async def test_a_twilio_sender_may_be_a_bare_number(tenant, salon, address):
    request = a_channel(salon.tenant_id, f"+39333{address[:7]}", platform=pb.PLATFORM_TWILIO)
    assert (await tenant.channels.CreateChannel(request)).channel.address == request.address


@pytest.mark.parametrize(
    ("platform", "wrong"),
    [
        (pb.PLATFORM_WHATSAPP, "+390655500001"),
        (pb.PLATFORM_WHATSAPP, "3000\uff11"),
        (pb.PLATFORM_TWILIO, "whatsapp:390655500001"),
        (pb.PLATFORM_TWILIO, "whatsapp:+39 06 5550 0001"),
        (pb.PLATFORM_TWILIO, "+999123456"),
        (pb.PLATFORM_INSTAGRAM, "@salon"),
        (pb.PLATFORM_CHATWOOT, "7"),
        (pb.PLATFORM_CHATWOOT, "7/inbox"),
        (pb.PLATFORM_ZAPTRA, "two words"),
        (pb.PLATFORM_WEB_CHAT, "Salon"),
        (pb.PLATFORM_WEB_CHAT, "s" * 41),
        (pb.PLATFORM_WEB_CHAT, "salon\n"),
    ],
)
async def test_an_address_that_its_platform_never_writes_is_refused(tenant, salon, platform, wrong):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.CreateChannel(a_channel(salon.tenant_id, wrong, platform=platform))

    [violation] = refusal.value.violations
    assert (violation.field, violation.reason) == ("address", "FIELD_INVALID")
    assert violation.message.startswith("is no ")
