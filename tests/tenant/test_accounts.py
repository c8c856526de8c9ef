"""Whose channels are those of an account?"""

import itertools

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import channel_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.common.errors import InvalidArgument, PermissionDenied
from services.common.migrate import downgrade, migrate
from tests.common.serving import calling
from tests.tenant.endings import meant
from tests.tenant.running import new_id, running_tenant

_numbers = itertools.count(1)


@pytest.fixture
def account():
    """The id of an account that nobody has."""
    return f"8{next(_numbers):014}"


def asked(account, platform=pb.PLATFORM_WHATSAPP):
    return pb.GetAccountChannelsRequest(platform=platform, account_id=account)


async def of(tenant, account, **more):
    """Tenant and channel of each channel of the account."""
    answer = await tenant.channels.GetAccountChannels(asked(account, **more))
    return [(each.tenant_id, each.channel.channel_id) for each in answer.channels]


async def opened_in(tenant, account):
    """A tenant whose channel was made with the account."""
    salon = await tenant.open()
    request = pb.CreateChannelRequest(
        **meant(salon),
        platform=pb.PLATFORM_WHATSAPP,
        address=f"7{next(_numbers):014}",
        account_id=account,
        display_address="+39 06 5550 0001",
    )
    return type(salon)(salon.tenant, (await tenant.channels.CreateChannel(request)).channel)


async def moved(tenant, opened, account):
    """The channel, which is of this account from now on."""
    request = pb.UpdateChannelRequest(
        **meant(opened),
        channel_id=opened.channel_id,
        channel=pb.Channel(account_id=account),
        update_mask=FieldMask(paths=["account_id"]),
    )
    return (await tenant.channels.UpdateChannel(request)).channel


def ids(opened):
    return opened.tenant_id, opened.channel_id


async def test_a_channel_is_told_as_it_is_stored_and_with_its_tenant(tenant, account):
    salon = await opened_in(tenant, account)

    (found,) = (await tenant.channels.GetAccountChannels(asked(account))).channels
    assert (found.tenant_id, found.channel) == (salon.tenant_id, salon.channel)


async def test_an_account_may_have_channels_of_two_tenants(tenant, account):
    both = [await opened_in(tenant, account) for _ in range(2)]

    assert await of(tenant, account) == [ids(each) for each in both]  # by address


async def test_an_account_that_nobody_has_has_no_channels(tenant, account):
    await opened_in(tenant, account + "1")

    assert await of(tenant, account) == []


async def test_an_account_is_one_of_its_platform(tenant, account):
    await opened_in(tenant, account)

    assert await of(tenant, account, platform=pb.PLATFORM_TWILIO) == []


async def test_a_channel_that_moves_is_of_its_new_account_alone(tenant, account):
    salon = await opened_in(tenant, account)
    await moved(tenant, salon, account + "1")

    assert await of(tenant, account) == []
    assert await of(tenant, account + "1") == [ids(salon)]


async def test_a_channel_that_an_older_process_moved_is_not_of_the_account_it_left(
    tenant, tenant_database, account
):
    salon = await opened_in(tenant, account)
    moving = "UPDATE tenant.channels SET account_id = '1' WHERE channel_id = %s RETURNING 1"
    assert tenant_database.rows(moving, salon.channel_id)

    assert await of(tenant, account) == []


async def test_a_channel_that_gets_an_account_later_is_found_by_it(tenant, salon, account):
    await moved(tenant, salon, account)

    assert await of(tenant, account) == [ids(salon)]


async def test_a_channel_that_leaves_its_account_is_of_none(tenant, account):
    salon = await opened_in(tenant, account)
    await moved(tenant, salon, "")

    assert await of(tenant, account) == []


async def test_a_deleted_channel_is_of_no_account_until_it_is_back(tenant, account):
    salon = await opened_in(tenant, account)
    named = {"tenant_id": salon.tenant_id, "channel_id": salon.channel_id}
    await tenant.channels.DeleteChannel(pb.DeleteChannelRequest(**named, request_id=new_id()))
    assert await of(tenant, account) == []

    await tenant.channels.UndeleteChannel(pb.UndeleteChannelRequest(**named, request_id=new_id()))
    assert await of(tenant, account) == [ids(salon)]


async def test_the_channel_of_a_deleted_tenant_is_of_no_account(tenant, account):
    salon = await opened_in(tenant, account)
    await tenant.tenants.DeleteTenant(tenant_pb.DeleteTenantRequest(**meant(salon)))

    assert await of(tenant, account) == []


async def test_an_address_that_was_purged_and_taken_by_another_is_not_of_the_old_account(
    tenant, rival, account
):
    salon = await opened_in(tenant, account)
    named = {"tenant_id": salon.tenant_id, "channel_id": salon.channel_id}
    await tenant.channels.DeleteChannel(pb.DeleteChannelRequest(**named, request_id=new_id()))
    await tenant.channels.PurgeChannel(pb.PurgeChannelRequest(**named, request_id=new_id()))
    taken = pb.CreateChannelRequest(
        **meant(rival), platform=pb.PLATFORM_WHATSAPP, address=salon.address
    )
    await tenant.channels.CreateChannel(taken)

    assert await of(tenant, account) == []


@pytest.mark.parametrize("account_id", ["9\0", "9\n"])
async def test_what_cannot_be_an_account_is_nobodys(tenant, account_id):
    assert await of(tenant, account_id) == []


async def test_no_account_and_no_platform_are_refused(tenant, account):
    for request, field in (
        (asked(""), "account_id"),
        (asked("9" * 201), "account_id"),
        (asked(account, platform=0), "platform"),
        (asked(account, platform=99), "platform"),
    ):
        with pytest.raises(InvalidArgument) as refusal:
            await tenant.channels.GetAccountChannels(request)
        assert [each.field for each in refusal.value.violations] == [field]


@pytest.mark.parametrize("caller", ["assistant", "booking", "notifier"])
async def test_nobody_but_the_gateway_learns_whose_an_account_is(tenant, account, caller):
    async with calling(tenant.port, caller=caller, files=[pb.DESCRIPTOR]) as channel:
        method = channel.unary_unary(
            "/lyo.tenant.v1.ChannelService/GetAccountChannels",
            request_serializer=pb.GetAccountChannelsRequest.SerializeToString,
            response_deserializer=pb.GetAccountChannelsResponse.FromString,
        )
        with pytest.raises(PermissionDenied) as refusal:
            await method(asked(account))
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"


async def test_channels_from_before_are_of_their_accounts_after_the_migration(
    lyo_database, account
):
    database = lyo_database("tenant")
    async with running_tenant(database) as tenant:
        both = [await opened_in(tenant, account) for _ in range(2)]
    downgrade("tenant", database.owner_url("tenant"), "0004")
    migrate("tenant", database.owner_url("tenant"))

    async with running_tenant(database) as tenant:
        assert await of(tenant, account) == [ids(each) for each in both]
