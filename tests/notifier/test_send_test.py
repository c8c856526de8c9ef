"""Does a test message show a tenant whether anything arrives?"""

import uuid

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import preference_service_pb2 as preference_pb
from lyo.notifier.v1 import provider_service_pb2 as provider_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from services.common.errors import FailedPrecondition, InvalidArgument, NotFound
from tests.notifier.conftest import a_phone


@pytest.fixture
def tests(notifier, tenant):
    """Sends a test message; the message as stored."""

    async def sent(phone="", **more) -> pb.Message:
        asked = {"request_id": str(uuid.uuid4()), "phone": phone or a_phone(), **more}
        request = provider_pb.SendTestRequest(tenant_id=tenant.tenant_id, **asked)
        return (await notifier.providers.SendTest(request)).message

    return sent


def has_channel(tenant, channels, platform) -> str:
    channel_id = str(uuid.uuid4())
    channels.add(tenant.tenant_id, channel_id, f"of {channel_id}", "a token", platform)
    return channel_id


async def stop(notifier, tenant, customer_id: str) -> None:
    """The customer wants nothing any more."""
    request = preference_pb.SetPreferencesRequest(
        tenant_id=tenant.tenant_id,
        request_id=str(uuid.uuid4()),
        customer_id=customer_id,
        opted_out=True,
        source=preference_pb.PREFERENCE_SOURCE_WORD,
    )
    await notifier.preferences.SetPreferences(request)


async def wrote(tenant, phone: str) -> None:
    """The phone has just written, so that it may be written to."""
    (message_id,) = await tenant.sends("Ciao", to=phone)
    await tenant.becomes(message_id, "ACCEPTED")


async def test_it_is_sent_by_the_first_channel_that_writes_to_phones(tenant, tests):
    phone = a_phone()
    await wrote(tenant, phone)

    message = await tests(phone)

    assert message.channel_id == tenant.channel_id
    await tenant.becomes(message.message_id, "ACCEPTED")
    assert (await tenant.texts())[-1] == message.content.text != ""


async def test_it_says_what_the_caller_wants(tests):
    assert (await tests(text="Prova 1")).content.text == "Prova 1"


async def test_it_may_be_a_template(tests):
    use = pb.TemplateUse(name="greeting", language="it", parameters=["Anna"])

    assert (await tests(template=use)).content == pb.Content(template=use)


async def test_it_says_that_it_is_a_test_in_the_language_wanted_or_the_tenants_first(tests):
    spoken = {
        language: (await tests(language=language)).content.text for language in ("", "it", "en")
    }

    assert spoken[""] == spoken["it"] != spoken["en"]


async def test_it_is_sent_while_notifications_are_off(tenant, tests, switches):
    switches.percentages[tenant.tenant_id] = 0
    phone = a_phone()
    await wrote(tenant, phone)

    message = await tests(phone)

    await tenant.becomes(message.message_id, "ACCEPTED")


@pytest.mark.parametrize("said_as", ["themselves", "who was merged into them"])
async def test_who_wants_nothing_is_not_tested_either(notifier, tenant, tests, customers, said_as):
    phone, former = a_phone(), str(uuid.uuid4())
    has_it = customer_pb.Customer(customer_id=tenant.customer_id, merged_customer_ids=[former])
    has_it.identities.add(kind=customer_pb.IDENTITY_KIND_PHONE, value=phone)
    customers.add(tenant.tenant_id, has_it)
    await stop(notifier, tenant, tenant.customer_id if said_as == "themselves" else former)

    with pytest.raises(FailedPrecondition) as refusal:
        await tests(phone)

    assert refusal.value.reason == "OPTED_OUT"
    assert (await tests()).state == pb.MESSAGE_STATE_QUEUED


async def test_who_refused_a_test_is_not_tested_again_though_nobody_has_the_phone(
    notifier, tenant, tests
):
    phone = a_phone()
    await stop(notifier, tenant, (await tests(phone)).customer_id)

    with pytest.raises(FailedPrecondition) as refusal:
        await tests(phone)

    assert refusal.value.reason == "OPTED_OUT"


async def test_the_same_phone_is_the_same_customer(tests):
    phone = a_phone()

    first, again, other = await tests(phone), await tests(phone), await tests()

    assert first.customer_id == again.customer_id != other.customer_id
    assert uuid.UUID(first.customer_id).version == 5


async def test_a_test_does_not_claim_that_the_customer_wrote(tenant, tests):
    phone = a_phone()
    await tests(phone)

    (message_id,) = await tenant.sends(
        "Ciao", to=phone, purpose=pb.PURPOSE_NOTIFICATION, wrote_time=None
    )

    assert (await tenant.becomes(message_id, "FAILED")).reason == "WINDOW_CLOSED_NO_TEMPLATE"


async def test_the_same_request_again_sends_nothing_more(tests):
    request_id, phone = str(uuid.uuid4()), a_phone()

    first = await tests(phone, request_id=request_id)

    assert (await tests(phone, request_id=request_id)).message_id == first.message_id


async def test_the_same_request_id_for_another_phone_is_refused(tests):
    request_id = str(uuid.uuid4())
    await tests(request_id=request_id)

    with pytest.raises(InvalidArgument) as refusal:
        await tests(request_id=request_id)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_a_text_that_says_nothing_is_named(tests):
    with pytest.raises(InvalidArgument) as refusal:
        await tests(text="  ")

    assert refusal.value.reason == "CONTENT_MISSING"
    assert [each.field for each in refusal.value.violations] == ["text"]


@pytest.mark.parametrize("phone", ["333 1234567", "+39", "+3933312"])
async def test_a_phone_that_is_not_international_is_named(tests, phone):
    with pytest.raises(InvalidArgument) as refusal:
        await tests(phone)

    assert refusal.value.reason == "NOT_E164"
    assert [each.field for each in refusal.value.violations] == ["phone"]


async def test_the_channel_wanted_is_taken(tenant, tests, channels):
    zaptra = has_channel(tenant, channels, channel_pb.PLATFORM_ZAPTRA)

    assert (await tests(channel_id=zaptra)).channel_id == zaptra


async def test_a_channel_of_another_tenant_is_not_found(tests, other_tenant):
    with pytest.raises(NotFound) as refusal:
        await tests(channel_id=other_tenant.channel_id)

    assert refusal.value.reason == "CHANNEL_NOT_FOUND"


async def test_a_channel_that_writes_to_no_phones_is_no_use(tenant, tests, channels):
    chat = has_channel(tenant, channels, channel_pb.PLATFORM_WEB_CHAT)

    with pytest.raises(FailedPrecondition) as refusal:
        await tests(channel_id=chat)
    assert refusal.value.reason == "CUSTOMER_UNREACHABLE"


async def test_a_tenant_without_a_channel_reaches_nobody(notifier, tenant):
    request = provider_pb.SendTestRequest(
        tenant_id=str(uuid.uuid4()), request_id=str(uuid.uuid4()), phone=a_phone()
    )

    with pytest.raises(FailedPrecondition) as refusal:
        await notifier.providers.SendTest(request)
    assert refusal.value.reason == "CUSTOMER_UNREACHABLE"
