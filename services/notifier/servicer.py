"""The gRPC door of the notifier: unpack, call, pack."""

from typing import Any
from uuid import UUID

import grpc
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import message_service_pb2_grpc as rpc

from services.common.fields import request_key, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.notifier.messages import status, to_message, wanted
from services.notifier.usecases.messages import MessageUseCases

Context = grpc.aio.ServicerContext[Any, Any]


class MessageServicer(rpc.MessageServiceServicer):
    """Messages of one tenant: accept them, look them up, call them back, record what became of
    them."""

    def __init__(self, usecases: MessageUseCases, tokens: PageTokens) -> None:
        self.usecases = usecases
        self.tokens = tokens

    async def GetMessage(
        self, request: pb.GetMessageRequest, context: Context
    ) -> pb.GetMessageResponse:
        message = await self.usecases.get_message(
            uuid_of(request, "tenant_id"), uuid_of(request, "message_id")
        )
        return pb.GetMessageResponse(message=to_message(message))

    async def ListMessages(
        self, request: pb.ListMessagesRequest, context: Context
    ) -> pb.ListMessagesResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        listed = await self.usecases.list_messages(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "customer_id") if request.customer_id else None,
            before=int(after[0]) if after else None,
            limit=size + 1,
        )
        page, last = page_of(listed, size)
        return pb.ListMessagesResponse(
            messages=[to_message(message) for _, message in page],
            next_page_token=self.tokens.encode(request, str(last[0])) if last else "",
        )

    async def Send(self, request: pb.SendRequest, context: Context) -> pb.SendResponse:
        messages = await self.usecases.send(
            uuid_of(request, "tenant_id"), request_key(request), wanted(request)
        )
        return pb.SendResponse(messages=[to_message(each) for each in messages])

    async def Cancel(self, request: pb.CancelRequest, context: Context) -> pb.CancelResponse:
        messages = await self.usecases.cancel(
            uuid_of(request, "tenant_id"),
            request_key(request),
            [UUID(each) for each in request.message_ids],
        )
        return pb.CancelResponse(messages=[to_message(each) for each in messages])

    async def RecordStatuses(
        self, request: pb.RecordStatusesRequest, context: Context
    ) -> pb.RecordStatusesResponse:
        told = await self.usecases.record_statuses(
            uuid_of(request, "tenant_id"),
            request_key(request),
            [status(each) for each in request.statuses],
        )
        return pb.RecordStatusesResponse(recorded=told.recorded, unknown=told.unknown)
