"""The gRPC doors of the tenant service, one file for each proto service."""

from collections.abc import Mapping
from types import MappingProxyType

from lyo.tenant.v1 import access_service_pb2_grpc as access_rpc
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as rpc

from services.common.clock import Clock
from services.common.database import Database
from services.common.envelope import KeyRing
from services.common.paging import PageTokens
from services.common.scopes import Scopes
from services.common.server import Registration
from services.tenant.domain import flags
from services.tenant.domain.channel import Platform
from services.tenant.domain.default_token import DefaultToken
from services.tenant.servicer.access import AccessServicer
from services.tenant.servicer.channels import ChannelServicer
from services.tenant.servicer.customers import CustomerServicer
from services.tenant.servicer.tenants import TenantServicer
from services.tenant.usecases.access import AccessUseCases
from services.tenant.usecases.accounts import AccountUseCases
from services.tenant.usecases.api_keys import ApiKeyUseCases
from services.tenant.usecases.channels import ChannelUseCases
from services.tenant.usecases.credentials import CredentialUseCases
from services.tenant.usecases.customers import CustomerUseCases
from services.tenant.usecases.flags import FlagUseCases
from services.tenant.usecases.health import HealthUseCases
from services.tenant.usecases.imports import ImportUseCases
from services.tenant.usecases.inbound import InboundUseCases
from services.tenant.usecases.members import MemberUseCases
from services.tenant.usecases.merging import MergeUseCases
from services.tenant.usecases.purges import PurgeUseCases
from services.tenant.usecases.tenants import TenantUseCases


def registrations(
    database: Database,
    *,
    keys: KeyRing,
    token_key: bytes,
    access: AccessUseCases,
    default_tokens: Mapping[Platform, DefaultToken] = MappingProxyType({}),
    notifications: bool = False,
    now: Clock,
) -> list[Registration]:
    """All services, for a server. `token_key` signs page tokens."""
    tokens = PageTokens(token_key)
    credentials = CredentialUseCases(database, keys, access.pepper, default_tokens, now)
    tenants = TenantServicer(
        TenantUseCases(database, keys, now),
        PurgeUseCases(database, now),
        MemberUseCases(database, now),
        FlagUseCases(database, flags.environment(notifications=notifications), now),
        tokens,
    )
    defaults = frozenset(default_tokens)
    channels = ChannelServicer(
        ChannelUseCases(database, now),
        credentials,
        HealthUseCases(database, now),
        AccountUseCases(database),
        tokens=tokens,
        defaults=defaults,
    )
    customers = CustomerServicer(
        InboundUseCases(database, now),
        CustomerUseCases(database, now),
        MergeUseCases(database),
        ImportUseCases(database, now),
        tokens=tokens,
        defaults=defaults,
    )
    api_keys = ApiKeyUseCases(database, access.pepper, access.environment, Scopes.load().known, now)
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
            access_rpc.add_AccessServiceServicer_to_server,
            AccessServicer(access, api_keys, tokens),
            "lyo.tenant.v1.AccessService",
        ),
    ]
