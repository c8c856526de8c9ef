"""API keys as people make, present and end them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lyo.tenant.v1 import access_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.common.errors import Unauthenticated
from services.tenant.domain.api_key import made
from tests.tenant.running import OpenTenant, RunningTenant, new_id

NEVER_MADE = made("test", bytes(40))


def wanted(**fields) -> pb.CreateApiKeyRequest:
    """The request for a key; for the installation unless it names a tenant."""
    given = {"request_id": new_id(), "client": f"client-{new_id()[:8]}", "scopes": ["tenants:read"]}
    return pb.CreateApiKeyRequest(**{**given, **fields})


async def create(tenant: RunningTenant, **fields) -> pb.CreateApiKeyResponse:
    return await tenant.access.CreateApiKey(wanted(**fields))


async def revoke(
    tenant: RunningTenant, key: pb.CreateApiKeyResponse, tenant_id: str = ""
) -> pb.ApiKey:
    request = pb.RevokeApiKeyRequest(
        tenant_id=tenant_id, request_id=new_id(), api_key_id=key.api_key.api_key_id
    )
    return (await tenant.access.RevokeApiKey(request)).api_key


async def stored(
    tenant: RunningTenant, key: pb.CreateApiKeyResponse, tenant_id: str = ""
) -> pb.ApiKey:
    """The key as it can be read now."""
    request = pb.GetApiKeyRequest(tenant_id=tenant_id, api_key_id=key.api_key.api_key_id)
    return (await tenant.access.GetApiKey(request)).api_key


async def listed_ids(
    tenant: RunningTenant, tenant_id: str, *, show_ended: bool = False
) -> list[str]:
    """The ids of all keys of a tenant, or of the installation."""
    request = pb.ListApiKeysRequest(tenant_id=tenant_id, show_ended=show_ended, page_size=200)
    return [each.api_key_id for each in (await tenant.access.ListApiKeys(request)).api_keys]


async def delete(tenant: RunningTenant, which: OpenTenant) -> None:
    await tenant.tenants.DeleteTenant(
        tenant_pb.DeleteTenantRequest(tenant_id=which.tenant_id, request_id=new_id())
    )


def asked(key: str) -> pb.VerifyApiKeyRequest:
    return pb.VerifyApiKeyRequest(api_key=key)


async def refusal_of(tenant: RunningTenant, key: str) -> Unauthenticated:
    """How a key that opens nothing is refused."""
    with pytest.raises(Unauthenticated) as refusal:
        await tenant.access.VerifyApiKey(asked(key))
    return refusal.value


def forged(key: pb.CreateApiKeyResponse) -> str:
    """A key with the id of this one, another secret, and a checksum that is right."""
    return replace(NEVER_MADE, api_key_id=key.api_key.api_key_id).plain


class Standing:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time
