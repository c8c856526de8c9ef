"""Providers at the gRPC door: how they do, tests, and what platforms tell of accounts."""

from typing import Any

import grpc
from lyo.notifier.v1 import provider_service_pb2 as pb
from lyo.notifier.v1 import provider_service_pb2_grpc as rpc

from services.common.fields import request_key, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.notifier.messages.account_events import account_event, to_account_event
from services.notifier.messages.messages import to_message
from services.notifier.messages.providers import to_health, wanted_test
from services.notifier.usecases.account_events import AccountEventUseCases
from services.notifier.usecases.health import HealthUseCases
from services.notifier.usecases.testing import SendTestUseCase

Context = grpc.aio.ServicerContext[Any, Any]


class ProviderServicer(rpc.ProviderServiceServicer):
    """The providers of one tenant."""

    def __init__(
        self,
        health: HealthUseCases,
        testing: SendTestUseCase,
        events: AccountEventUseCases,
        tokens: PageTokens,
    ) -> None:
        self.health = health
        self.testing = testing
        self.events = events
        self.tokens = tokens

    async def GetProviderHealth(
        self, request: pb.GetProviderHealthRequest, context: Context
    ) -> pb.GetProviderHealthResponse:
        health = await self.health.get_provider_health(uuid_of(request, "tenant_id"))
        now = self.health.now()
        return pb.GetProviderHealthResponse(
            notifications_enabled=health.notifications_enabled,
            percentage=health.percentage,
            providers=[to_health(each, now) for each in health.providers],
        )

    async def SendTest(self, request: pb.SendTestRequest, context: Context) -> pb.SendTestResponse:
        message = await self.testing.send_test(
            uuid_of(request, "tenant_id"), request_key(request), wanted_test(request)
        )
        return pb.SendTestResponse(message=to_message(message))

    async def RecordAccountEvent(
        self, request: pb.RecordAccountEventRequest, context: Context
    ) -> pb.RecordAccountEventResponse:
        await self.events.record_account_event(
            uuid_of(request, "tenant_id"), request_key(request), account_event(request)
        )
        return pb.RecordAccountEventResponse()

    async def ListAccountEvents(
        self, request: pb.ListAccountEventsRequest, context: Context
    ) -> pb.ListAccountEventsResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        listed = await self.events.list_account_events(
            uuid_of(request, "tenant_id"), before=int(after[0]) if after else None, limit=size + 1
        )
        page, last = page_of(list(listed), size)
        return pb.ListAccountEventsResponse(
            events=[to_account_event(event) for _, event in page],
            next_page_token=self.tokens.encode(request, str(last[0])) if last else "",
        )
