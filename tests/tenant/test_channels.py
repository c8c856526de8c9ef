"""At which addresses is a tenant reached?"""

import asyncio
from uuid import UUID

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound
from tests.tenant.running import new_id


def a_channel(tenant_id, address, **changes):
    """The request to give an address to a tenant."""
    values = {
        "tenant_id": tenant_id,
        "request_id": new_id(),
        "platform": pb.PLATFORM_WHATSAPP,
        "address": address,
        "account_id": "900000000000001",
        "display_address": "+39 06 5550 0001",
    }
    return pb.CreateChannelRequest(**(values | changes))


def a_change(tenant, *paths, etag="", **values):
    """The request to change what `paths` name."""
    return pb.UpdateChannelRequest(
        tenant_id=tenant.tenant_id,
        request_id=new_id(),
        channel_id=tenant.channel_id,
        channel=pb.Channel(**values),
        update_mask=FieldMask(paths=paths or list(values)),
        etag=etag,
    )


@pytest.fixture
def address():
    """An address that nobody has."""
    return str(UUID(new_id()).int)[:15]


async def test_a_channel_is_as_it_was_asked_for(tenant, salon, address):
    made = (await tenant.channels.CreateChannel(a_channel(salon.tenant_id, address))).channel

    assert (made.platform, made.address, made.account_id, made.display_address) == (
        pb.PLATFORM_WHATSAPP,
        address,
        "900000000000001",
        "+39 06 5550 0001",
    )
    request = pb.GetChannelRequest(tenant_id=salon.tenant_id, channel_id=made.channel_id)
    assert (await tenant.channels.GetChannel(request)).channel == made


async def test_a_tenant_may_have_several_numbers(tenant, salon, address):
    made = (await tenant.channels.CreateChannel(a_channel(salon.tenant_id, address))).channel

    found = await tenant.channels.ListChannels(pb.ListChannelsRequest(tenant_id=salon.tenant_id))
    assert {each.channel_id for each in found.channels} == {made.channel_id, salon.channel_id}


async def test_the_same_request_again_gives_the_same_channel(tenant, salon, address):
    request = a_channel(salon.tenant_id, address)

    first = await tenant.channels.CreateChannel(request)
    assert await tenant.channels.CreateChannel(request) == first


async def test_the_same_request_many_times_at_once_makes_one_channel(tenant, salon, address):
    request = a_channel(salon.tenant_id, address)

    answers = await asyncio.gather(*(tenant.channels.CreateChannel(request) for _ in range(12)))

    assert len({each.channel.channel_id for each in answers}) == 1


async def test_a_request_id_means_one_request(tenant, salon, address):
    request = a_channel(salon.tenant_id, address)
    await tenant.channels.CreateChannel(request)
    request.account_id = "another"

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.CreateChannel(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_an_address_is_one_tenants_and_nobody_learns_whose(tenant, salon, rival):
    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.channels.CreateChannel(a_channel(rival.tenant_id, salon.address))

    assert refusal.value.reason == "ADDRESS_TAKEN"
    told = f"{refusal.value.message} {refusal.value.details}"
    assert salon.tenant_id not in told
    assert salon.tenant.name not in told
    assert salon.channel_id not in told


async def test_an_address_is_given_to_its_own_tenant_once(tenant, salon):
    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.channels.CreateChannel(a_channel(salon.tenant_id, salon.address))
    assert refusal.value.reason == "ADDRESS_TAKEN"


async def test_the_same_text_is_another_address_on_another_platform(tenant, salon, rival):
    request = a_channel(rival.tenant_id, salon.address, platform=pb.PLATFORM_INSTAGRAM)
    assert (await tenant.channels.CreateChannel(request)).channel.address == salon.address


async def test_of_many_who_want_an_address_at_once_one_gets_it(tenant, salon, rival, address):
    answers = await asyncio.gather(
        *(
            tenant.channels.CreateChannel(a_channel(each.tenant_id, address))
            for each in [salon, rival] * 6
        ),
        return_exceptions=True,
    )

    refused = [each for each in answers if isinstance(each, FailedPrecondition)]
    assert [each.reason for each in refused] == ["ADDRESS_TAKEN"] * 11


async def test_a_tenant_that_is_not_there_gets_no_address(tenant, address):
    with pytest.raises(NotFound) as refusal:
        await tenant.channels.CreateChannel(a_channel(new_id(), address))
    assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_every_field_that_is_wrong_is_named(tenant, salon):
    request = a_channel(salon.tenant_id, "1000 0001", account_id="9\x00", display_address="+39\n06")

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.CreateChannel(request)
    assert [each.field for each in refusal.value.violations] == [
        "address",
        "account_id",
        "display_address",
    ]


async def test_a_platform_must_be_named(tenant, salon, address):
    for platform in (0, 99):
        with pytest.raises(InvalidArgument) as refusal:
            await tenant.channels.CreateChannel(
                a_channel(salon.tenant_id, address, platform=platform)
            )
        assert {each.field for each in refusal.value.violations} == {"platform"}


async def test_what_the_mask_names_is_changed_and_nothing_else(tenant, salon):
    request = a_change(salon, "account_id", account_id="9001", display_address="not meant")

    changed = (await tenant.channels.UpdateChannel(request)).channel

    assert (changed.account_id, changed.display_address) == ("9001", "")
    assert (changed.address, changed.channel_id) == (salon.address, salon.channel_id)
    assert changed.etag != salon.channel.etag
    assert changed.update_time.seconds > changed.create_time.seconds


async def test_the_same_change_again_is_made_once(tenant, salon):
    request = a_change(salon, display_address="+39 06 5550 0009")

    first = await tenant.channels.UpdateChannel(request)
    assert await tenant.channels.UpdateChannel(request) == first


async def test_a_change_that_is_based_on_an_older_state_is_refused(tenant, salon):
    await tenant.channels.UpdateChannel(a_change(salon, account_id="first"))

    with pytest.raises(Aborted) as refusal:
        await tenant.channels.UpdateChannel(
            a_change(salon, account_id="second", etag=salon.channel.etag)
        )
    assert refusal.value.reason == "ETAG_STALE"


@pytest.mark.parametrize("path", ["address", "platform", "channel_id", "*"])
async def test_an_address_never_changes(tenant, salon, path):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.UpdateChannel(a_change(salon, path, address="1"))
    assert refusal.value.reason == "MASK_PATH_UNKNOWN"


async def test_a_change_to_something_wrong_names_the_field_inside_the_channel(tenant, salon):
    request = a_change(salon, account_id="9" * 201, display_address="+39\x07")

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.UpdateChannel(request)
    assert [each.field for each in refusal.value.violations] == [
        "channel.account_id",
        "channel.display_address",
    ]


async def test_channels_are_listed_by_platform_and_address_a_page_at_a_time(tenant, address):
    alone = await tenant.create(f"salon-{new_id()[:8]}")
    for platform, suffix in [
        (pb.PLATFORM_WHATSAPP, "2"),
        (pb.PLATFORM_INSTAGRAM, "3"),
        (pb.PLATFORM_WHATSAPP, "1"),
        (pb.PLATFORM_CHATWOOT, "7/4"),
        (pb.PLATFORM_WHATSAPP, "5"),
    ]:
        request = a_channel(alone.tenant_id, address + suffix, platform=platform)
        await tenant.channels.CreateChannel(request)

    pages, token = [], ""
    while not pages or token:
        request = pb.ListChannelsRequest(tenant_id=alone.tenant_id, page_size=2, page_token=token)
        page = await tenant.channels.ListChannels(request)
        pages.append([each.address[-1] for each in page.channels])
        token = page.next_page_token

    assert pages == [["4", "3"], ["1", "2"], ["5"]]


async def test_a_page_token_of_another_tenant_is_refused(tenant, salon, rival, address):
    await tenant.channels.CreateChannel(a_channel(salon.tenant_id, address))
    first = await tenant.channels.ListChannels(
        pb.ListChannelsRequest(tenant_id=salon.tenant_id, page_size=1)
    )
    assert first.next_page_token

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.ListChannels(
            pb.ListChannelsRequest(tenant_id=rival.tenant_id, page_token=first.next_page_token)
        )
    assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_a_listing_may_be_of_one_platform(tenant, salon, address):
    chat = a_channel(salon.tenant_id, f"chat-{address}", platform=pb.PLATFORM_WEB_CHAT)
    made = (await tenant.channels.CreateChannel(chat)).channel

    request = pb.ListChannelsRequest(tenant_id=salon.tenant_id, platform=pb.PLATFORM_WEB_CHAT)
    assert list((await tenant.channels.ListChannels(request)).channels) == [made]


async def test_a_page_token_is_of_one_filter(tenant, salon, address):
    await tenant.channels.CreateChannel(a_channel(salon.tenant_id, address))
    request = pb.ListChannelsRequest(tenant_id=salon.tenant_id, page_size=1)
    request.page_token = (await tenant.channels.ListChannels(request)).next_page_token
    request.platform = pb.PLATFORM_WHATSAPP

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.ListChannels(request)
    assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_a_page_cannot_have_fewer_than_no_channels(tenant, salon):
    request = pb.ListChannelsRequest(tenant_id=salon.tenant_id, page_size=-1)

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.ListChannels(request)
    assert [each.field for each in refusal.value.violations] == ["page_size"]
