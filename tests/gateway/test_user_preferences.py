"""Is what customers tell Meta of advertisements known to those who would send them some?"""

import itertools
import time

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from lyo.notifier.v1 import preference_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from services.gateway.channels import whatsapp
from services.gateway.channels.whatsapp_preferences import choices_in
from services.gateway.items import event_of, to_payload
from tests.gateway.payloads import PHONE, USER_ID, change, envelope, raw
from tests.gateway.running import running_gateway
from tests.gateway.town import SERVICES, eventually, running_town
from tests.tenant.running import new_id

_numbers = itertools.count(1)
MARKETING = pb.MESSAGE_CATEGORY_MARKETING


@pytest.fixture(scope="module")
async def town(lyo_databases):
    async with running_town(lyo_databases(*SERVICES)) as running:
        yield running


@pytest.fixture
async def gateway(town):
    async with running_gateway(town.database.url("gateway"), mesh=town.mesh()) as running:
        yield running


def choice(value="stop", ago=0, **more):
    """One of `user_preferences[]`."""
    made = {
        "wa_id": PHONE,
        "category": "marketing_messages",
        "value": value,
        "detail": "User asked to stop marketing messages",
        "timestamp": int(time.time()) - ago,
        **more,
    }
    return {name: part for name, part in made.items() if part is not None}


def told_to(address, *choices):
    """A webhook that names a number."""
    value = {"metadata": {"phone_number_id": address}, "user_preferences": list(choices)}
    return envelope(change(value, "user_preferences"))


def told_of(account, *choices):
    """A webhook that names an account only."""
    content = envelope(change({"user_preferences": list(choices)}, "user_preferences"))
    content["entry"][0]["id"] = account
    return content


async def ended(town, gateway, *contents):
    """Deliver these, one after the other; how they ended."""
    before = len(town.outcomes())
    for number, content in enumerate(contents, 1):
        await gateway.deliver(content)
        await eventually(lambda wanted=before + number: len(town.outcomes()) == wanted)
    return town.outcomes()[before:]


async def preferences(town, salon, kind=customer_pb.IDENTITY_KIND_PHONE, value=f"+{PHONE}"):
    """What the salon's customer with this identity wants."""
    listed = await town.tenant.customers.ListCustomers(
        customer_pb.ListCustomersRequest(tenant_id=salon.tenant_id)
    )
    (customer,) = [
        each
        for each in listed.customers
        if customer_pb.Identity(kind=kind, value=value) in each.identities
    ]
    request = pb.GetPreferencesRequest(tenant_id=salon.tenant_id, customer_id=customer.customer_id)
    return await town.notifier.preferences.GetPreferences(request)


def refused(found):
    return {each.category for each in found.preferences if each.opted_out}


async def test_who_stops_advertisements_at_meta_gets_none_and_is_still_reminded(gateway, town):
    salon, told = await town.salon(), choice()

    assert await ended(town, gateway, told_to(salon.address, told)) == ["told"]
    found = await preferences(town, salon)
    assert refused(found) == {MARKETING}
    assert not found.opted_out
    (said,) = found.changes
    assert said.source == pb.PREFERENCE_SOURCE_PLATFORM
    assert said.change_time.seconds == told["timestamp"]
    assert said.detail == "stop User asked to stop marketing messages"


async def test_nobody_is_told_that_meta_told_us(gateway, town):
    salon = await town.salon()

    await ended(town, gateway, told_to(salon.address, choice()))
    assert await town.sent(salon.tenant_id) == []


@pytest.mark.parametrize("word", ["resume", "signup"])
async def test_who_resumes_gets_them_again(gateway, town, word):
    salon = await town.salon()

    contents = [told_to(salon.address, each) for each in (choice(ago=9), choice(word))]
    await ended(town, gateway, *contents)
    assert refused(await preferences(town, salon)) == set()


async def test_what_comes_late_is_written_down_and_changes_nothing(gateway, town):
    salon = await town.salon()

    contents = [told_to(salon.address, each) for each in (choice("resume"), choice(ago=9))]
    await ended(town, gateway, *contents)
    found = await preferences(town, salon)
    assert refused(found) == set()
    assert [each.opted_out for each in found.changes] == [True, False]


async def test_a_customer_without_a_phone_is_known_by_the_user_id(gateway, town):
    salon = await town.salon()

    told = choice(wa_id=None, user_id=USER_ID)
    assert await ended(town, gateway, told_to(salon.address, told)) == ["told"]
    kind = customer_pb.IDENTITY_KIND_WHATSAPP_USER
    assert refused(await preferences(town, salon, kind, USER_ID)) == {MARKETING}


async def test_what_names_an_account_only_is_of_all_tenants_that_have_it(gateway, town):
    account = f"7{next(_numbers):014}"
    both = [await town.salon(), await town.salon()]
    for salon in both:
        request = channel_pb.UpdateChannelRequest(
            tenant_id=salon.tenant_id,
            request_id=new_id(),
            channel_id=salon.channel_id,
            channel=channel_pb.Channel(account_id=account),
            update_mask=FieldMask(paths=["account_id"]),
        )
        await town.tenant.channels.UpdateChannel(request)

    assert await ended(town, gateway, told_of(account, choice())) == ["told"]
    for salon in both:
        assert refused(await preferences(town, salon)) == {MARKETING}


async def test_an_address_and_an_account_that_nobody_has_are_unroutable(gateway, town):
    contents = told_to("999999999999998", choice()), told_of("799999999999999", choice())

    assert await ended(town, gateway, *contents) == ["unroutable", "unroutable"]


@pytest.mark.parametrize(
    "odd",
    [
        7,
        {},
        choice("pause"),
        choice(category="all"),
        choice(wa_id=None),
        choice(wa_id="no number"),
        choice(timestamp="soon"),
        choice(value=7),
    ],
    ids=["number", "empty", "value", "category", "nobody", "phone", "time", "shape"],
)
def test_one_that_cannot_be_read_does_not_stop_the_others(odd):
    (item,) = whatsapp.read(raw(told_to("1", odd, choice(timestamp="1795000000")))).items
    (read,) = choices_in(event_of(to_payload(item)))

    assert (read.opted_out, read.told_at) == (True, 1795000000)


@pytest.mark.parametrize("listed", [None, {}, "stop", 7])
def test_a_list_that_is_none_tells_of_nobody(listed):
    content = told_of("1")
    content["entry"][0]["changes"][0]["value"] = {"user_preferences": listed, "other": 1}
    (item,) = whatsapp.read(raw(content)).items

    assert choices_in(item) == []
