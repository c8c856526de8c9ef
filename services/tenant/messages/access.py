"""API keys on the wire."""

from datetime import datetime
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp
from lyo.tenant.v1 import access_service_pb2 as pb

from services.common.fields import time_of, timestamp, uuid_of
from services.common.logs import Secret
from services.tenant.domain.api_key import ApiKey
from services.tenant.domain.installation import INSTALLATION
from services.tenant.usecases.api_keys import WantedKey


def owner_of(
    request: pb.GetApiKeyRequest
    | pb.ListApiKeysRequest
    | pb.CreateApiKeyRequest
    | pb.RevokeApiKeyRequest,
) -> UUID:
    """Whose keys a request is about: a tenant's, or the installation's."""
    return uuid_of(request, "tenant_id") if request.tenant_id else INSTALLATION


def wanted_of(request: pb.CreateApiKeyRequest) -> WantedKey:
    """The key that a request asks for."""
    return WantedKey(
        client=request.client,
        scopes=tuple(request.scopes),
        tenant_ids=tuple(dict.fromkeys(UUID(each) for each in request.tenant_ids)),
        all_tenants=request.all_tenants,
        calls_per_minute=request.calls_per_minute,
        expire_time=time_of(request, "expire_time") if request.HasField("expire_time") else None,
    )


def api_key_message(key: ApiKey) -> pb.ApiKey:
    return pb.ApiKey(
        api_key_id=key.api_key_id,
        client=key.client,
        scopes=key.scopes,
        tenant_ids=[str(each) for each in key.tenant_ids],
        all_tenants=key.all_tenants,
        calls_per_minute=key.calls_per_minute,
        created_by=key.created_by,
        create_time=timestamp(key.create_time),
        expire_time=_if_any(key.expire_time),
        revoke_time=_if_any(key.revoke_time),
        last_use_time=_if_any(key.last_use_time),
    )


def verified_response(key: ApiKey) -> pb.VerifyApiKeyResponse:
    """What a key that was presented may do."""
    return pb.VerifyApiKeyResponse(
        api_key_id=key.api_key_id,
        scopes=key.scopes,
        tenant_ids=[str(each) for each in key.tenant_ids],
        all_tenants=key.all_tenants,
        expire_time=_if_any(key.expire_time),
        calls_per_minute=key.calls_per_minute,
    )


def created_response(key: ApiKey, plain: Secret) -> pb.CreateApiKeyResponse:
    """The one answer that shows what opens."""
    return pb.CreateApiKeyResponse(api_key=api_key_message(key), plain=plain.reveal())


def _if_any(instant: datetime | None) -> Timestamp | None:
    return None if instant is None else timestamp(instant)
