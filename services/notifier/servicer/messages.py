"""Messages at the gRPC door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import grpc
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import message_service_pb2_grpc as rpc

from services.common.fields import request_key, time_of, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.notifier.messages.history import to_attempt, to_change, to_dead
from services.notifier.messages.messages import filter_of, inbound, status, to_message, wanted
from services.notifier.usecases.dead import DeadUseCases
from services.notifier.usecases.inbound import InboundUseCases
from services.notifier.usecases.messages import MessageUseCases
from services.notifier.usecases.scheduling import SchedulingUseCases
from services.notifier.usecases.statuses import StatusUseCases

Context = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True)
class UseCases:
    """What is done with messages."""

    messages: MessageUseCases
    scheduling: SchedulingUseCases
    statuses: StatusUseCases
    inbound: InboundUseCases
    dead: DeadUseCases


class MessageServicer(rpc.MessageServiceServicer):
    """Messages of one tenant: accept them, look them up, call them back, record what became of
    them."""

    def __init__(self, usecases: UseCases, tokens: PageTokens) -> None:
        self.usecases = usecases
        self.tokens = tokens

    async def GetMessage(
        self, request: pb.GetMessageRequest, context: Context
    ) -> pb.GetMessageResponse:
        history = await self.usecases.messages.get_message(
            uuid_of(request, "tenant_id"), uuid_of(request, "message_id")
        )
        return pb.GetMessageResponse(
            message=to_message(history.message),
            changes=map(to_change, history.changes),
            attempts=map(to_attempt, history.attempts),
        )

    async def ListMessages(
        self, request: pb.ListMessagesRequest, context: Context
    ) -> pb.ListMessagesResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        listed = await self.usecases.messages.list_messages(
            uuid_of(request, "tenant_id"),
            filter_of(request),
            before=int(after[0]) if after else None,
            limit=size + 1,
        )
        page, last = page_of(listed, size)
        return pb.ListMessagesResponse(
            messages=[to_message(message) for _, message in page],
            next_page_token=self.tokens.encode(request, str(last[0])) if last else "",
        )

    async def Send(self, request: pb.SendRequest, context: Context) -> pb.SendResponse:
        messages = await self.usecases.messages.send(
            uuid_of(request, "tenant_id"), request_key(request), wanted(request)
        )
        return pb.SendResponse(messages=[to_message(each) for each in messages])

    async def Schedule(self, request: pb.ScheduleRequest, context: Context) -> pb.ScheduleResponse:
        messages = await self.usecases.scheduling.schedule(
            uuid_of(request, "tenant_id"), request_key(request), wanted(request)
        )
        return pb.ScheduleResponse(messages=[to_message(each) for each in messages])

    async def Reschedule(
        self, request: pb.RescheduleRequest, context: Context
    ) -> pb.RescheduleResponse:
        message = await self.usecases.scheduling.reschedule(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "message_id"),
            time_of(request, "send_time"),
        )
        return pb.RescheduleResponse(message=to_message(message))

    async def Cancel(self, request: pb.CancelRequest, context: Context) -> pb.CancelResponse:
        messages = await self.usecases.messages.cancel(
            uuid_of(request, "tenant_id"),
            request_key(request),
            [UUID(each) for each in request.message_ids],
        )
        return pb.CancelResponse(messages=[to_message(each) for each in messages])

    async def RecordStatuses(
        self, request: pb.RecordStatusesRequest, context: Context
    ) -> pb.RecordStatusesResponse:
        told = await self.usecases.statuses.record_statuses(
            uuid_of(request, "tenant_id"),
            request_key(request),
            [status(each) for each in request.statuses],
        )
        return pb.RecordStatusesResponse(recorded=told.recorded, unknown=told.unknown)

    async def RecordInbound(
        self, request: pb.RecordInboundRequest, context: Context
    ) -> pb.RecordInboundResponse:
        await self.usecases.inbound.record_inbound(uuid_of(request, "tenant_id"), inbound(request))
        return pb.RecordInboundResponse()

    async def ListDead(self, request: pb.ListDeadRequest, context: Context) -> pb.ListDeadResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        listed = await self.usecases.dead.list_dead(
            uuid_of(request, "tenant_id"),
            before=(datetime.fromisoformat(after[0]), int(after[1])) if after else None,
            limit=size + 1,
        )
        page, last = page_of(listed, size)
        token = ""
        if last:
            dead_time, job_id = last.position
            token = self.tokens.encode(request, dead_time.isoformat(), str(job_id))
        return pb.ListDeadResponse(messages=map(to_dead, page), next_page_token=token)

    async def Redrive(self, request: pb.RedriveRequest, context: Context) -> pb.RedriveResponse:
        redriven = await self.usecases.dead.redrive(
            uuid_of(request, "tenant_id"),
            request_key(request),
            [UUID(each) for each in request.message_ids],
        )
        return pb.RedriveResponse(redriven=redriven)
