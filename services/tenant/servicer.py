"""The gRPC doors of the tenant service: unpack, call, pack."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import grpc
from lyo.tenant.v1 import access_service_pb2 as access_pb
from lyo.tenant.v1 import access_service_pb2_grpc as access_rpc
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import tenant_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2_grpc as rpc

from services.common.clock import Clock
from services.common.database import Database
from services.common.envelope import KeyRing
from services.common.fields import request_key, text_of, uuid_of
from services.common.logs import Secret
from services.common.paging import PageTokens, page_of, page_size
from services.common.server import Registration
from services.tenant.messages import (
    api_key_response,
    channel_message,
    customer_message,
    identities_of,
    inbound_response,
    platform_of,
    profile_of,
    tenant_message,
    wanted_of,
)
from services.tenant.usecases.access import AccessUseCases
from services.tenant.usecases.channels import ChannelUseCases
from services.tenant.usecases.credentials import CredentialUseCases
from services.tenant.usecases.customers import CustomerUseCases
from services.tenant.usecases.tenants import TenantUseCases

Context = grpc.aio.ServicerContext[Any, Any]

NEWEST = (datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))
"""Before whom every customer was there."""


class TenantServicer(rpc.TenantServiceServicer):
    def __init__(self, tenants: TenantUseCases, tokens: PageTokens) -> None:
        self.tenants = tenants
        self.tokens = tokens

    async def GetTenant(
        self, request: pb.GetTenantRequest, context: Context
    ) -> pb.GetTenantResponse:
        if request.name:
            tenant = await self.tenants.get_tenant_by_name(request.name)
        else:
            tenant = await self.tenants.get_tenant(uuid_of(request, "tenant_id"))
        return pb.GetTenantResponse(tenant=tenant_message(tenant))

    async def ListTenants(
        self, request: pb.ListTenantsRequest, context: Context
    ) -> pb.ListTenantsResponse:
        size, seen = page_size(request.page_size), self.tokens.decode(request)
        found = await self.tenants.list_tenants(after=seen[0] if seen else "", limit=size + 1)
        page, last = page_of(found, size)
        return pb.ListTenantsResponse(
            tenants=[tenant_message(each) for each in page],
            next_page_token=self.tokens.encode(request, last.name) if last else "",
        )

    async def CreateTenant(
        self, request: pb.CreateTenantRequest, context: Context
    ) -> pb.CreateTenantResponse:
        tenant = await self.tenants.create_tenant(
            request_key(request), text_of(request, "name"), profile_of(request)
        )
        return pb.CreateTenantResponse(tenant=tenant_message(tenant))

    async def UpdateTenant(
        self, request: pb.UpdateTenantRequest, context: Context
    ) -> pb.UpdateTenantResponse:
        tenant = await self.tenants.update_tenant(
            uuid_of(request, "tenant_id"),
            request_key(request),
            profile_of(request.tenant),
            paths=request.update_mask.paths,
            etag=request.etag,
        )
        return pb.UpdateTenantResponse(tenant=tenant_message(tenant))


class ChannelServicer(channel_rpc.ChannelServiceServicer):
    def __init__(
        self, channels: ChannelUseCases, credentials: CredentialUseCases, tokens: PageTokens
    ) -> None:
        self.channels = channels
        self.credentials = credentials
        self.tokens = tokens

    async def GetChannel(
        self, request: channel_pb.GetChannelRequest, context: Context
    ) -> channel_pb.GetChannelResponse:
        channel = await self.channels.get_channel(
            uuid_of(request, "tenant_id"), uuid_of(request, "channel_id")
        )
        return channel_pb.GetChannelResponse(channel=channel_message(channel))

    async def ListChannels(
        self, request: channel_pb.ListChannelsRequest, context: Context
    ) -> channel_pb.ListChannelsResponse:
        tenant_id = uuid_of(request, "tenant_id")
        size, seen = page_size(request.page_size), self.tokens.decode(request)
        after = (seen[0], seen[1]) if seen else ("", "")
        found = await self.channels.list_channels(tenant_id, after=after, limit=size + 1)
        page, last = page_of(found, size)
        return channel_pb.ListChannelsResponse(
            channels=[channel_message(each) for each in page],
            next_page_token=self.tokens.encode(request, last.platform, last.address)
            if last
            else "",
        )

    async def CreateChannel(
        self, request: channel_pb.CreateChannelRequest, context: Context
    ) -> channel_pb.CreateChannelResponse:
        channel = await self.channels.create_channel(
            uuid_of(request, "tenant_id"), request_key(request), wanted_of(request)
        )
        return channel_pb.CreateChannelResponse(channel=channel_message(channel))

    async def UpdateChannel(
        self, request: channel_pb.UpdateChannelRequest, context: Context
    ) -> channel_pb.UpdateChannelResponse:
        channel = await self.channels.update_channel(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "channel_id"),
            account_id=request.channel.account_id,
            display_address=request.channel.display_address,
            paths=request.update_mask.paths,
            etag=request.etag,
        )
        return channel_pb.UpdateChannelResponse(channel=channel_message(channel))

    async def SetCredential(
        self, request: channel_pb.SetCredentialRequest, context: Context
    ) -> channel_pb.SetCredentialResponse:
        await self.credentials.set_credential(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "channel_id"),
            Secret(text_of(request, "access_token")),
        )
        return channel_pb.SetCredentialResponse()

    async def GetCredential(
        self, request: channel_pb.GetCredentialRequest, context: Context
    ) -> channel_pb.GetCredentialResponse:
        channel, token = await self.credentials.get_credential(
            uuid_of(request, "tenant_id"), uuid_of(request, "channel_id")
        )
        return channel_pb.GetCredentialResponse(
            channel=channel_message(channel), access_token=token.reveal()
        )


class CustomerServicer(customer_rpc.CustomerServiceServicer):
    def __init__(self, customers: CustomerUseCases, tokens: PageTokens) -> None:
        self.customers = customers
        self.tokens = tokens

    async def ResolveInbound(
        self, request: customer_pb.ResolveInboundRequest, context: Context
    ) -> customer_pb.ResolveInboundResponse:
        inbound = await self.customers.resolve_inbound(
            platform_of(request),
            text_of(request, "address"),
            identities_of(request.identities),
            request.display_name,
        )
        return inbound_response(inbound)

    async def GetCustomer(
        self, request: customer_pb.GetCustomerRequest, context: Context
    ) -> customer_pb.GetCustomerResponse:
        customer = await self.customers.get_customer(
            uuid_of(request, "tenant_id"), uuid_of(request, "customer_id")
        )
        return customer_pb.GetCustomerResponse(customer=customer_message(customer))

    async def ListCustomers(
        self, request: customer_pb.ListCustomersRequest, context: Context
    ) -> customer_pb.ListCustomersResponse:
        tenant_id = uuid_of(request, "tenant_id")
        size, seen = page_size(request.page_size), self.tokens.decode(request)
        before = (datetime.fromisoformat(seen[0]), UUID(seen[1])) if seen else NEWEST
        found = await self.customers.list_customers(tenant_id, before=before, limit=size + 1)
        page, last = page_of(found, size)
        return customer_pb.ListCustomersResponse(
            customers=[customer_message(each) for each in page],
            next_page_token=self.tokens.encode(
                request, last.create_time.isoformat(), str(last.customer_id)
            )
            if last
            else "",
        )


class AccessServicer(access_rpc.AccessServiceServicer):
    def __init__(self, access: AccessUseCases) -> None:
        self.access = access

    async def VerifyApiKey(
        self, request: access_pb.VerifyApiKeyRequest, context: Context
    ) -> access_pb.VerifyApiKeyResponse:
        key = await self.access.verify_api_key(Secret(text_of(request, "api_key")))
        return api_key_response(key)


def registrations(
    database: Database,
    *,
    keys: KeyRing,
    token_key: bytes,
    pepper: bytes,
    whatsapp_token: Secret | None,
    development_key: Secret | None,
    now: Clock,
) -> list[Registration]:
    """All four services, for a server. `pepper` hides API keys, `token_key` signs page tokens."""
    tokens = PageTokens(token_key)
    credentials = CredentialUseCases(database, keys, whatsapp_token, now)
    tenants = TenantServicer(TenantUseCases(database, keys, now), tokens)
    channels = ChannelServicer(ChannelUseCases(database, now), credentials, tokens)
    customers = CustomerServicer(CustomerUseCases(database, now), tokens)
    access = AccessServicer(AccessUseCases(development_key, pepper))
    return [
        Registration(
            rpc.add_TenantServiceServicer_to_server, tenants, "lyo.tenant.v1.TenantService"
        ),
        Registration(
            channel_rpc.add_ChannelServiceServicer_to_server,
            channels,
            "lyo.tenant.v1.ChannelService",
        ),
        Registration(
            customer_rpc.add_CustomerServiceServicer_to_server,
            customers,
            "lyo.tenant.v1.CustomerService",
        ),
        Registration(
            access_rpc.add_AccessServiceServicer_to_server, access, "lyo.tenant.v1.AccessService"
        ),
    ]
