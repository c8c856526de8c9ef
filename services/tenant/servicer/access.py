"""AccessService: unpack, call, pack."""

from datetime import UTC, datetime

from lyo.tenant.v1 import access_service_pb2 as pb
from lyo.tenant.v1 import access_service_pb2_grpc as rpc

from services.common.fields import request_key, text_of
from services.common.grants import Ask, Grant, granted
from services.common.logs import Secret
from services.common.paging import PageTokens, page_of, page_size
from services.common.server_call import Context
from services.tenant.messages.access import (
    api_key_message,
    created_response,
    owner_of,
    verified_response,
    wanted_of,
)
from services.tenant.usecases.access import AccessUseCases
from services.tenant.usecases.api_keys import ApiKeyUseCases

NEWEST = (datetime.max.replace(tzinfo=UTC), "")
"""Before which every key was made."""


def asked_here(access: AccessUseCases) -> Ask:
    """Tells the team door of this very process what a key may do: it does not call itself."""

    async def ask(key: str) -> Grant:
        return granted(verified_response(await access.verify_api_key(Secret(key))))

    return ask


class AccessServicer(rpc.AccessServiceServicer):
    def __init__(self, access: AccessUseCases, keys: ApiKeyUseCases, tokens: PageTokens) -> None:
        self.access = access
        self.keys = keys
        self.tokens = tokens

    async def VerifyApiKey(
        self, request: pb.VerifyApiKeyRequest, context: Context
    ) -> pb.VerifyApiKeyResponse:
        key = await self.access.verify_api_key(Secret(text_of(request, "api_key")))
        return verified_response(key)

    async def GetApiKey(
        self, request: pb.GetApiKeyRequest, context: Context
    ) -> pb.GetApiKeyResponse:
        key = await self.keys.get_api_key(owner_of(request), text_of(request, "api_key_id"))
        return pb.GetApiKeyResponse(api_key=api_key_message(key))

    async def ListApiKeys(
        self, request: pb.ListApiKeysRequest, context: Context
    ) -> pb.ListApiKeysResponse:
        size, seen = page_size(request.page_size), self.tokens.decode(request)
        before = (datetime.fromisoformat(seen[0]), seen[1]) if seen else NEWEST
        found = await self.keys.list_api_keys(
            owner_of(request), before=before, limit=size + 1, show_ended=request.show_ended
        )
        page, last = page_of(found, size)
        return pb.ListApiKeysResponse(
            api_keys=[api_key_message(each) for each in page],
            next_page_token=self.tokens.encode(
                request, last.create_time.isoformat(), last.api_key_id
            )
            if last
            else "",
        )

    async def CreateApiKey(
        self, request: pb.CreateApiKeyRequest, context: Context
    ) -> pb.CreateApiKeyResponse:
        key, plain = await self.keys.create_api_key(
            owner_of(request), request_key(request), wanted_of(request)
        )
        return created_response(key, plain)

    async def RevokeApiKey(
        self, request: pb.RevokeApiKeyRequest, context: Context
    ) -> pb.RevokeApiKeyResponse:
        key = await self.keys.revoke_api_key(
            owner_of(request), request_key(request), text_of(request, "api_key_id")
        )
        return pb.RevokeApiKeyResponse(api_key=api_key_message(key))
