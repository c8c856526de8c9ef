"""Does one tenant ever see or change what is another's?"""

from uuid import UUID

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import access_service_pb2 as access_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import flag_pb2 as flag_pb
from lyo.tenant.v1 import member_pb2 as member_pb

from services.common.errors import NotFound
from tests.tenant.running import new_id

TABLES = (
    *("tenants", "members", "flags", "api_keys", "data_keys", "channels", "channel_problems"),
    *("credentials", "customers", "identities", "requests"),
)


@pytest.fixture
async def theirs(tenant):
    """A tenant that has one of everything."""
    opened = await tenant.open(token="their-token")
    owned = {"tenant_id": opened.tenant_id, "request_id": new_id()}
    await tenant.tenants.CreateMember(
        member_pb.CreateMemberRequest(
            **owned, display_name="Rosa", role=member_pb.MEMBER_ROLE_OWNER
        )
    )
    await tenant.tenants.SetFlag(
        flag_pb.SetFlagRequest(**{**owned, "request_id": new_id()}, name="assistant", enabled=True)
    )
    await tenant.access.CreateApiKey(
        access_pb.CreateApiKeyRequest(
            **{**owned, "request_id": new_id()}, client="theirs", scopes=["*"]
        )
    )
    report = channel_pb.ReportChannelHealthRequest(
        **{**owned, "request_id": new_id()},
        channel_id=opened.channel_id,
        kind=channel_pb.CHANNEL_PROBLEM_KIND_TOKEN_REFUSED,
    )
    report.seen_time.GetCurrentTime()
    await tenant.sending.ReportChannelHealth(report)
    phone = customer_pb.Identity(kind=customer_pb.IDENTITY_KIND_PHONE, value="+393331234567")
    request = customer_pb.ResolveInboundRequest(
        request_id=new_id(),
        platform=channel_pb.PLATFORM_WHATSAPP,
        address=opened.address,
        identities=[phone],
    )
    return opened, (await tenant.customers.ResolveInbound(request)).customer


def with_their_ids(tenant, ours, theirs):
    """METHODS, with the ids of theirs and with our tenant_id; the matrix in tests/isolation has
    every method there is."""
    opened, customer = theirs
    channel = {"tenant_id": ours.tenant_id, "channel_id": opened.channel_id}
    return {
        "GetChannel": lambda: tenant.channels.GetChannel(channel_pb.GetChannelRequest(**channel)),
        "UpdateChannel": lambda: tenant.channels.UpdateChannel(
            channel_pb.UpdateChannelRequest(
                **channel,
                request_id=new_id(),
                channel=channel_pb.Channel(account_id="stolen"),
                update_mask=FieldMask(paths=["account_id"]),
            )
        ),
        "SetCredential": lambda: tenant.channels.SetCredential(
            channel_pb.SetCredentialRequest(**channel, request_id=new_id(), access_token="stolen")
        ),
        "GetCredential": lambda: tenant.sending.GetCredential(
            channel_pb.GetCredentialRequest(**channel)
        ),
        "GetCustomer": lambda: tenant.customers.GetCustomer(
            customer_pb.GetCustomerRequest(
                tenant_id=ours.tenant_id, customer_id=customer.customer_id
            )
        ),
    }


METHODS = ("GetChannel", "UpdateChannel", "SetCredential", "GetCredential", "GetCustomer")


@pytest.mark.parametrize("method", METHODS)
async def test_their_thing_is_not_found_by_us(tenant, salon, theirs, method):
    with pytest.raises(NotFound):
        await with_their_ids(tenant, salon, theirs)[method]()


@pytest.mark.parametrize("method", METHODS)
async def test_their_thing_is_as_unknown_as_one_that_never_was(tenant, salon, theirs, method):
    nothing = type(salon)(salon.tenant, channel_pb.Channel(channel_id=new_id()))
    nobody = customer_pb.Customer(customer_id=new_id())

    told = []
    for thing in (theirs, (nothing, nobody)):
        with pytest.raises(NotFound) as refusal:
            await with_their_ids(tenant, salon, thing)[method]()
        opened, customer = thing
        text = refusal.value.message.replace(opened.channel_id, "ID")
        text = text.replace(customer.customer_id, "ID")
        told.append((refusal.value.reason, text, refusal.value.details))
    assert told[0] == told[1]


async def test_what_was_tried_on_their_things_changed_nothing(tenant, salon, theirs):
    opened, _ = theirs
    for call in with_their_ids(tenant, salon, theirs).values():
        with pytest.raises(NotFound):
            await call()

    request = channel_pb.GetChannelRequest(tenant_id=opened.tenant_id, channel_id=opened.channel_id)
    assert (await tenant.channels.GetChannel(request)).channel == opened.channel
    assert await tenant.token_of(opened.tenant_id, opened.channel_id) == "their-token"


async def test_our_lists_hold_nothing_of_theirs(tenant, salon, theirs):
    channels = await tenant.channels.ListChannels(
        channel_pb.ListChannelsRequest(tenant_id=salon.tenant_id)
    )
    customers = await tenant.customers.ListCustomers(
        customer_pb.ListCustomersRequest(tenant_id=salon.tenant_id)
    )

    assert [each.channel_id for each in channels.channels] == [salon.channel_id]
    assert list(customers.customers) == []


async def test_the_same_request_id_is_another_request_for_another_tenant(tenant, salon, rival):
    request_id = new_id()
    for each in (salon, rival):
        await tenant.channels.SetCredential(
            channel_pb.SetCredentialRequest(
                tenant_id=each.tenant_id,
                request_id=request_id,
                channel_id=each.channel_id,
                access_token=f"of-{each.tenant.name}",
            )
        )

    for each in (salon, rival):
        assert await tenant.token_of(each.tenant_id, each.channel_id) == f"of-{each.tenant.name}"


@pytest.mark.parametrize("table", TABLES)
async def test_the_database_itself_shows_a_transaction_its_own_tenant_only(
    tenant, salon, theirs, table
):
    opened, _ = theirs
    query = f"SELECT DISTINCT tenant_id::text FROM {table}".encode()

    async with tenant.database.tenant_transaction(UUID(opened.tenant_id)) as connection:
        seen = await (await connection.execute(query)).fetchall()
    async with tenant.database.autocommit() as connection:
        without = await (await connection.execute(query)).fetchall()

    assert (seen, without) == ([(opened.tenant_id,)], [])
