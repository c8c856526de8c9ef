"""Between messages on the wire and values of the domain. No decisions here."""

from collections.abc import Iterable

from lyo.tenant.v1 import access_service_pb2 as access_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.common.fields import timestamp
from services.tenant.domain.channel import Channel, Platform
from services.tenant.domain.customer import Customer, Identity, IdentityKind
from services.tenant.domain.tenant import Profile, Tenant
from services.tenant.usecases.access import ApiKey
from services.tenant.usecases.channels import Wanted
from services.tenant.usecases.customers import Inbound

_PLATFORMS = {each: channel_pb.Platform.Value(f"PLATFORM_{each.name}") for each in Platform}
_FROM_PLATFORM = {number: each for each, number in _PLATFORMS.items()}
_KINDS = {
    each: customer_pb.IdentityKind.Value(f"IDENTITY_KIND_{each.name}") for each in IdentityKind
}
_FROM_KIND = {number: each for each, number in _KINDS.items()}


def profile_of(message: tenant_pb.CreateTenantRequest | tenant_pb.Tenant) -> Profile:
    """What a request says of a tenant."""
    return Profile(message.display_name, message.time_zone, tuple(message.languages))


def platform_of(
    request: channel_pb.CreateChannelRequest | customer_pb.ResolveInboundRequest,
) -> Platform:
    """The platform that a request names."""
    return _FROM_PLATFORM[request.platform]


def wanted_of(request: channel_pb.CreateChannelRequest) -> Wanted:
    """The channel that a request asks for."""
    return Wanted(
        platform_of(request), request.address, request.account_id, request.display_address
    )


def identities_of(messages: Iterable[customer_pb.Identity]) -> list[Identity]:
    """The identities that a request names."""
    return [Identity(_FROM_KIND[each.kind], each.value) for each in messages]


def tenant_message(tenant: Tenant) -> tenant_pb.Tenant:
    return tenant_pb.Tenant(
        tenant_id=str(tenant.tenant_id),
        name=tenant.name,
        display_name=tenant.profile.display_name,
        time_zone=tenant.profile.time_zone,
        languages=tenant.profile.languages,
        etag=tenant.etag,
        create_time=timestamp(tenant.create_time),
        update_time=timestamp(tenant.update_time),
    )


def channel_message(channel: Channel) -> channel_pb.Channel:
    return channel_pb.Channel(
        channel_id=str(channel.channel_id),
        platform=_PLATFORMS[channel.platform],
        address=channel.address,
        account_id=channel.account_id,
        display_address=channel.display_address,
        etag=channel.etag,
        create_time=timestamp(channel.create_time),
        update_time=timestamp(channel.update_time),
    )


def customer_message(customer: Customer) -> customer_pb.Customer:
    return customer_pb.Customer(
        customer_id=str(customer.customer_id),
        display_name=customer.display_name,
        language=customer.language,
        time_zone=customer.time_zone,
        identities=[
            customer_pb.Identity(kind=_KINDS[each.kind], value=each.value)
            for each in customer.identities
        ],
        etag=customer.etag,
        create_time=timestamp(customer.create_time),
    )


def inbound_response(inbound: Inbound) -> customer_pb.ResolveInboundResponse:
    customer = inbound.customer
    return customer_pb.ResolveInboundResponse(
        tenant=tenant_message(inbound.tenant),
        channel=channel_message(inbound.channel),
        customer=customer_message(customer) if customer else None,
    )


def api_key_response(key: ApiKey) -> access_pb.VerifyApiKeyResponse:
    return access_pb.VerifyApiKeyResponse(
        api_key_id=key.api_key_id, scopes=key.scopes, all_tenants=True
    )
