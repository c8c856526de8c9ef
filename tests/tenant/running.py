"""The tenant service on a free port, for the tests of everybody who calls it.

async with running_tenant(lyo_database("tenant")) as tenant:
    salon = await tenant.open()                       # a tenant with a WhatsApp channel
    await tenant.customers.ResolveInbound(...)        # as the gateway
    await tenant.sending.GetCredential(...)           # as the notifier
"""

import contextlib
import itertools
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from uuid import uuid4

import grpc
from lyo.tenant.v1 import access_service_pb2_grpc as access_rpc
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import tenant_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2_grpc as rpc

from services.common.clients import files_of
from services.common.clock import Clock, utc_now
from services.common.database import Database
from services.common.envelope import KeyRing
from services.common.logs import Secret
from services.common.server import serving
from services.tenant.domain.channel import Platform
from services.tenant.domain.default_token import DefaultToken
from services.tenant.servicer import registrations
from services.tenant.storage.data_keys import key_ring
from services.tenant.usecases.access import AccessUseCases, Pepper
from tests.common.serving import calling, guard
from tests.database_fixtures import LyoDatabase

KEY = bytes(range(32))
TOKEN_KEY = b"the key of page tokens in tests."
PEPPER = b"the pepper of API keys in tests."

_numbers = itertools.count(1)


@dataclass(frozen=True)
class OpenTenant:
    """A tenant with a WhatsApp channel."""

    tenant: pb.Tenant
    channel: channel_pb.Channel

    @property
    def tenant_id(self) -> str:
        return self.tenant.tenant_id

    @property
    def channel_id(self) -> str:
        return self.channel.channel_id

    @property
    def address(self) -> str:
        return self.channel.address


@dataclass(frozen=True)
class RunningTenant:
    """Stubs of a tenant service that runs: called by the gateway, `sending` by the notifier."""

    port: int
    database: Database
    channel: grpc.aio.Channel
    tenants: "rpc.TenantServiceAsyncStub"
    channels: "channel_rpc.ChannelServiceAsyncStub"
    customers: "customer_rpc.CustomerServiceAsyncStub"
    access: "access_rpc.AccessServiceAsyncStub"
    sending: "channel_rpc.ChannelServiceAsyncStub"

    async def open(self, name: str = "", *, address: str = "", token: str = "") -> OpenTenant:
        """Create a tenant in Rome with a WhatsApp channel; what is not given is made up."""
        number = next(_numbers)
        tenant = await self.create(name or f"salon-{number}")
        request = channel_pb.CreateChannelRequest(
            tenant_id=tenant.tenant_id,
            request_id=new_id(),
            platform=channel_pb.PLATFORM_WHATSAPP,
            address=address or f"{300_000_000_000_000 + number}",
        )
        channel = (await self.channels.CreateChannel(request)).channel
        if token:
            await self.set_token(tenant.tenant_id, channel.channel_id, token)
            channel.can_answer = True
        return OpenTenant(tenant, channel)

    async def create(self, name: str) -> pb.Tenant:
        """Create a tenant in Rome that speaks Italian and English."""
        request = pb.CreateTenantRequest(
            request_id=new_id(),
            name=name,
            display_name=name.title(),
            time_zone="Europe/Rome",
            languages=["it", "en"],
        )
        return (await self.tenants.CreateTenant(request)).tenant

    async def set_token(self, tenant_id: str, channel_id: str, token: str) -> None:
        await self.channels.SetCredential(
            channel_pb.SetCredentialRequest(
                tenant_id=tenant_id,
                request_id=new_id(),
                channel_id=channel_id,
                access_token=token,
            )
        )

    async def token_of(self, tenant_id: str, channel_id: str) -> str:
        request = channel_pb.GetCredentialRequest(tenant_id=tenant_id, channel_id=channel_id)
        return (await self.sending.GetCredential(request)).access_token


def new_id() -> str:
    return str(uuid4())


@contextlib.asynccontextmanager
async def running_tenant(
    database: LyoDatabase,
    *,
    now: Clock = utc_now,
    caller: str = "gateway",
    key: bytes = KEY,
    ring: KeyRing | None = None,
    default_tokens: Mapping[Platform, DefaultToken] = MappingProxyType({}),
    development_key: str = "",
    environment: str = "test",
    notifications: bool = False,
) -> AsyncIterator[RunningTenant]:
    """Serve tenants from this database; `caller` calls."""
    files = files_of("tenant")
    async with Database.opened(database.url("tenant"), schema="tenant") as opened:
        key_to_all = Secret(development_key) if development_key else None
        access = AccessUseCases(opened, Pepper(PEPPER), environment, key_to_all, now)
        doors = registrations(
            opened,
            keys=ring or key_ring(key),
            token_key=TOKEN_KEY,
            access=access,
            default_tokens=default_tokens,
            notifications=notifications,
            now=now,
        )
        async with (
            serving("127.0.0.1:0", doors, guard(), drain=timedelta(seconds=1)) as server,
            calling(server.port, caller=caller, files=files) as channel,
            calling(server.port, caller="notifier", files=files) as notifier,
        ):
            yield RunningTenant(
                port=server.port,
                database=opened,
                channel=channel,
                tenants=rpc.TenantServiceStub(channel),
                channels=channel_rpc.ChannelServiceStub(channel),
                customers=customer_rpc.CustomerServiceStub(channel),
                access=access_rpc.AccessServiceStub(channel),
                sending=channel_rpc.ChannelServiceStub(notifier),
            )
