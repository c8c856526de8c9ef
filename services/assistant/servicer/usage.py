"""UsageService: unpack, call, pack."""

from lyo.assistant.v1 import usage_service_pb2 as pb
from lyo.assistant.v1 import usage_service_pb2_grpc as rpc

from services.assistant.domain.usage import day_of
from services.assistant.messages.usage import days_of, to_budget, to_usage
from services.assistant.usecases.usage import UsageUseCases
from services.common.clock import Clock
from services.common.fields import uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.common.server_call import Context


class UsageServicer(rpc.UsageServiceServicer):
    """What the calls of models used."""

    def __init__(self, usage: UsageUseCases, tokens: PageTokens, now: Clock) -> None:
        self.usage = usage
        self.tokens = tokens
        self.now = now

    async def GetUsage(self, request: pb.GetUsageRequest, context: Context) -> pb.GetUsageResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        today = day_of(self.now())
        days = days_of(request, today)
        found = await self.usage.get_usage(
            uuid_of(request, "tenant_id"),
            first=days.first,
            last=days.last,
            today=today,
            after=after,
            limit=size + 1,
        )
        page, last = page_of(found.sums, size)
        return pb.GetUsageResponse(
            usage=map(to_usage, page),
            next_page_token=self.tokens.encode(request, *last.key) if last else "",
            today=to_budget(found.today, self.usage.rules),
        )
