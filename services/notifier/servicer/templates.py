"""Templates at the gRPC door."""

from typing import Any
from uuid import UUID

import grpc
from lyo.notifier.v1 import template_service_pb2 as pb
from lyo.notifier.v1 import template_service_pb2_grpc as rpc

from services.common.fields import uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.notifier.messages.templates import to_synced, to_template
from services.notifier.usecases.templates import TemplateUseCases

Context = grpc.aio.ServicerContext[Any, Any]


class TemplateServicer(rpc.TemplateServiceServicer):
    """Templates of one tenant: bring them in, list them."""

    def __init__(self, usecases: TemplateUseCases, tokens: PageTokens) -> None:
        self.usecases = usecases
        self.tokens = tokens

    async def ListTemplates(
        self, request: pb.ListTemplatesRequest, context: Context
    ) -> pb.ListTemplatesResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        listed = await self.usecases.list_templates(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "channel_id") if request.channel_id else None,
            after=(UUID(after[0]), after[1], after[2]) if after else None,
            limit=size + 1,
        )
        page, last = page_of(listed, size)
        key = (str(last.channel_id), last.name, last.language) if last else ()
        return pb.ListTemplatesResponse(
            templates=[to_template(each) for each in page],
            next_page_token=self.tokens.encode(request, *key) if key else "",
        )

    async def SyncTemplates(
        self, request: pb.SyncTemplatesRequest, context: Context
    ) -> pb.SyncTemplatesResponse:
        synced = await self.usecases.sync_templates(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "channel_id") if request.channel_id else None,
        )
        return pb.SyncTemplatesResponse(channels=[to_synced(each) for each in synced])
