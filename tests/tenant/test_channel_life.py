"""What becomes of a channel that is deleted, taken back, purged?"""

from datetime import timedelta
from uuid import UUID

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import channel_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.common.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound
from services.common.logs import Secret
from services.tenant.domain.channel import Platform
from services.tenant.domain.default_token import DefaultToken
from services.tenant.usecases.channels import ChannelUseCases
from tests.tenant.conftest import Ticking
from tests.tenant.running import new_id, running_tenant
from tests.tenant.senders import PHONE, wrote


def of(opened, kind, **more):
    """A request about the channel of a tenant; one that changes something has an id."""
    values = {"tenant_id": opened.tenant_id, "channel_id": opened.channel_id, **more}
    if "request_id" in kind.DESCRIPTOR.fields_by_name:
        values.setdefault("request_id", new_id())
    return kind(**values)


@pytest.fixture
async def salon(tenant):
    """A tenant with a WhatsApp channel and a token for it."""
    return await tenant.open(token="a-token-of-the-salon")


@pytest.fixture
async def deleted(tenant, salon):
    """The channel of the salon, deleted."""
    return (await tenant.channels.DeleteChannel(of(salon, pb.DeleteChannelRequest))).channel


async def listed(tenant, salon, **more):
    request = pb.ListChannelsRequest(tenant_id=salon.tenant_id, **more)
    return list((await tenant.channels.ListChannels(request)).channels)


async def get(tenant, salon):
    return (await tenant.channels.GetChannel(of(salon, pb.GetChannelRequest))).channel


async def test_a_deleted_channel_is_listed_only_where_that_is_asked(tenant, salon, deleted):
    assert await listed(tenant, salon) == []
    assert await listed(tenant, salon, show_deleted=True) == [deleted]


async def test_a_deleted_channel_can_be_read_and_says_until_when_it_can_be_had_back(
    tenant, salon, deleted
):
    assert await get(tenant, salon) == deleted
    kept = deleted.purge_time.ToDatetime() - deleted.delete_time.ToDatetime()
    assert kept == timedelta(days=30)
    assert deleted.etag != salon.channel.etag


async def test_nobody_reaches_a_tenant_by_a_deleted_channel(tenant, salon, deleted):
    with pytest.raises(NotFound) as refusal:
        await tenant.customers.ResolveInbound(wrote(salon, PHONE))
    assert refusal.value.reason == "ADDRESS_UNKNOWN"


CALLS = {
    "UpdateChannel": lambda salon: of(
        salon,
        pb.UpdateChannelRequest,
        channel=pb.Channel(account_id="9"),
        update_mask=FieldMask(paths=["account_id"]),
    ),
    "SetCredential": lambda salon: of(salon, pb.SetCredentialRequest, access_token="another"),
    "GetCredential": lambda salon: of(salon, pb.GetCredentialRequest),
}


@pytest.mark.parametrize("method", CALLS)
async def test_a_deleted_channel_does_nothing(tenant, salon, deleted, method):
    with pytest.raises(NotFound) as refusal:
        await getattr(tenant.sending, method)(CALLS[method](salon))
    assert refusal.value.reason == "CHANNEL_NOT_FOUND"


async def test_the_channel_of_a_deleted_tenant_gives_no_token(tenant, salon):
    request = tenant_pb.DeleteTenantRequest(tenant_id=salon.tenant_id, request_id=new_id())
    await tenant.tenants.DeleteTenant(request)

    with pytest.raises(NotFound) as refusal:
        await tenant.token_of(salon.tenant_id, salon.channel_id)
    assert refusal.value.reason == "CHANNEL_NOT_FOUND"


async def test_the_address_of_a_deleted_channel_stays_taken(tenant, salon, rival, deleted):
    request = pb.CreateChannelRequest(
        tenant_id=rival.tenant_id,
        request_id=new_id(),
        platform=pb.PLATFORM_WHATSAPP,
        address=salon.address,
    )

    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.channels.CreateChannel(request)
    assert refusal.value.reason == "ADDRESS_TAKEN"


async def test_what_was_deleted_comes_back_with_its_token(tenant, salon, deleted):
    request = of(salon, pb.UndeleteChannelRequest)
    back = (await tenant.channels.UndeleteChannel(request)).channel

    assert await listed(tenant, salon) == [back]
    assert not back.HasField("delete_time")
    assert not back.HasField("purge_time")
    assert await tenant.token_of(salon.tenant_id, salon.channel_id) == "a-token-of-the-salon"


async def test_a_channel_that_is_not_deleted_stays_as_it_is(tenant, salon):
    before = await get(tenant, salon)
    back = await tenant.channels.UndeleteChannel(of(salon, pb.UndeleteChannelRequest))
    assert back.channel == before


async def test_a_channel_that_is_deleted_already_stays_as_it_is(tenant, salon, deleted):
    again = await tenant.channels.DeleteChannel(of(salon, pb.DeleteChannelRequest))
    assert again.channel == deleted


async def test_a_deletion_that_is_based_on_an_older_state_changes_nothing(tenant, salon):
    await tenant.channels.UpdateChannel(CALLS["UpdateChannel"](salon))

    request = of(salon, pb.DeleteChannelRequest, etag=salon.channel.etag)
    with pytest.raises(Aborted) as refusal:
        await tenant.channels.DeleteChannel(request)
    assert refusal.value.reason == "ETAG_STALE"
    assert not (await get(tenant, salon)).HasField("delete_time")


async def test_a_purged_channel_is_gone(tenant, salon, deleted):
    await tenant.channels.PurgeChannel(of(salon, pb.PurgeChannelRequest))

    assert await listed(tenant, salon, show_deleted=True) == []
    with pytest.raises(NotFound):
        await get(tenant, salon)


async def test_nothing_of_a_purged_channel_is_left(tenant, salon, deleted, tenant_database):
    await tenant.channels.PurgeChannel(of(salon, pb.PurgeChannelRequest))

    for table in ("channels", "credentials", "channel_problems", "addresses"):
        query = f"SELECT FROM tenant.{table} WHERE tenant_id = %s"
        assert tenant_database.rows(query, salon.tenant_id) == [], table


async def test_the_address_of_a_purged_channel_is_anybodys(tenant, salon, rival, deleted):
    await tenant.channels.PurgeChannel(of(salon, pb.PurgeChannelRequest))

    request = pb.CreateChannelRequest(
        tenant_id=rival.tenant_id,
        request_id=new_id(),
        platform=pb.PLATFORM_WHATSAPP,
        address=salon.address,
    )
    made = (await tenant.channels.CreateChannel(request)).channel
    found = await tenant.customers.ResolveInbound(wrote(salon, PHONE))
    assert (found.tenant, found.channel) == (rival.tenant, made)


async def test_only_what_was_deleted_is_purged(tenant, salon):
    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.channels.PurgeChannel(of(salon, pb.PurgeChannelRequest))
    assert refusal.value.reason == "NOT_DELETED"
    assert len(await listed(tenant, salon)) == 1


KINDS = {
    "DeleteChannel": pb.DeleteChannelRequest,
    "UndeleteChannel": pb.UndeleteChannelRequest,
    "PurgeChannel": pb.PurgeChannelRequest,
}


@pytest.mark.parametrize("method", KINDS)
async def test_the_same_request_again_does_it_once(tenant, salon, deleted, method):
    request = of(salon, KINDS[method])
    first = await getattr(tenant.channels, method)(request)

    assert await getattr(tenant.channels, method)(request) == first


@pytest.mark.parametrize("method", KINDS)
async def test_a_request_id_means_one_request(tenant, salon, deleted, method):
    used = new_id()
    await tenant.channels.UndeleteChannel(of(salon, pb.UndeleteChannelRequest, request_id=used))
    request = of(salon, KINDS[method], request_id=used, channel_id=new_id())

    with pytest.raises(InvalidArgument) as refusal:
        await getattr(tenant.channels, method)(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def another(tenant, salon):
    """Another channel of the salon."""
    request = pb.CreateChannelRequest(
        tenant_id=salon.tenant_id,
        request_id=new_id(),
        platform=pb.PLATFORM_WEB_CHAT,
        address=new_id(),
    )
    return (await tenant.channels.CreateChannel(request)).channel


@pytest.mark.parametrize("method", KINDS)
async def test_the_channel_of_somebody_else_is_none(tenant, salon, rival, method):
    request = of(salon, KINDS[method], tenant_id=rival.tenant_id)

    with pytest.raises(NotFound) as refusal:
        await getattr(tenant.channels, method)(request)
    assert refusal.value.reason == "CHANNEL_NOT_FOUND"


async def test_when_its_time_is_over_a_channel_is_purged_by_itself(tenant, salon, deleted):
    over = deleted.purge_time.ToDatetime().astimezone() + timedelta(days=1)
    work = ChannelUseCases(tenant.database, Ticking())

    async with tenant.database.autocommit() as connection:
        assert await work.purge_due(connection, over, 1000) >= 1

    with pytest.raises(NotFound):
        await get(tenant, salon)


async def test_before_its_time_is_over_a_channel_is_not_purged(tenant, salon, deleted):
    nearly = Ticking().time + timedelta(days=29)
    work = ChannelUseCases(tenant.database, Ticking())

    async with tenant.database.autocommit() as connection:
        await work.purge_due(connection, nearly, 1000)

    assert await get(tenant, salon) == deleted


async def test_what_is_over_cannot_be_taken_back(tenant, salon, deleted, tenant_database):
    tenant_database.run(
        "tenant",
        f"SET LOCAL lyo.tenant = '{UUID(salon.tenant_id)}'",
        "UPDATE channels SET purge_time = delete_time WHERE delete_time IS NOT NULL",
    )

    with pytest.raises(NotFound) as refusal:
        await tenant.channels.UndeleteChannel(of(salon, pb.UndeleteChannelRequest))
    assert refusal.value.reason == "CHANNEL_NOT_FOUND"


async def test_a_channel_with_a_token_can_answer(tenant, salon):
    assert (await get(tenant, salon)).can_answer


async def test_a_channel_without_a_token_cannot_answer(tenant, rival):
    assert not (await get(tenant, rival)).can_answer


async def test_where_the_installation_has_a_token_every_channel_of_that_platform_can_answer(
    lyo_database,
):
    database = lyo_database("tenant")
    async with running_tenant(
        database, default_tokens={Platform.WHATSAPP: DefaultToken(Secret("of-all"))}
    ) as running:
        opened = await running.open()
        chat = await another(running, opened)

        assert (await get(running, opened)).can_answer
        assert not chat.can_answer
