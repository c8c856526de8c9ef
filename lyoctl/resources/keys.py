"""API keys for the operator's command."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from lyo.tenant.v1 import access_service_pb2 as pb

from lyoctl.operator import new_id, pages
from lyoctl.resources.kind import ResourceError, Row, missing
from services.common.errors import InvalidArgument, NotFound

if TYPE_CHECKING:
    from lyo.tenant.v1.access_service_pb2_grpc import AccessServiceAsyncStub


class ApiKeys:
    """By id. A key of the installation belongs to no tenant."""

    columns: Row = ("key id", "client", "scopes", "for", "last use", "ends", "")
    end = "it opens nothing any more within five seconds, for good"

    def __init__(self, stub: "AccessServiceAsyncStub", tenant_id: str) -> None:
        self.stub = stub
        self.tenant_id = tenant_id

    def all(self, *, deleted_too: bool) -> AsyncIterator[pb.ApiKey]:
        request = pb.ListApiKeysRequest(tenant_id=self.tenant_id, show_ended=deleted_too)
        return pages(self.stub.ListApiKeys, request, "api_keys")

    async def named(self, name: str) -> pb.ApiKey:
        request = pb.GetApiKeyRequest(tenant_id=self.tenant_id, api_key_id=name)
        try:
            return (await self.stub.GetApiKey(request)).api_key
        except NotFound as error:
            raise missing(error) from None
        except InvalidArgument:
            raise ResourceError(f"{name} is no id of a key: 12 letters and digits") from None

    def row(self, one: pb.ApiKey) -> Row:
        tenants = "all tenants" if one.all_tenants else ", ".join(one.tenant_ids)
        revoked = "revoked" if one.HasField("revoke_time") else ""
        known = (one.api_key_id, one.client, ", ".join(one.scopes), tenants)
        return (*known, _time(one, "last_use_time"), _time(one, "expire_time"), revoked)

    async def more(self, _: pb.ApiKey) -> dict[str, Any]:
        return {}

    async def delete(self, one: pb.ApiKey) -> pb.ApiKey:
        request = pb.RevokeApiKeyRequest(
            tenant_id=self.tenant_id, request_id=new_id(), api_key_id=one.api_key_id
        )
        return (await self.stub.RevokeApiKey(request)).api_key


def _time(one: pb.ApiKey, field: str) -> str:
    if not one.HasField(field):  # type: ignore[arg-type]
        return "never"
    text: str = getattr(one, field).ToJsonString()
    return text[:16].replace("T", " ")
