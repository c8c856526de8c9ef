"""KnowledgeService: unpack, call, pack."""

from uuid import UUID

from lyo.assistant.v1 import knowledge_service_pb2 as pb
from lyo.assistant.v1 import knowledge_service_pb2_grpc as rpc

from services.assistant.messages.knowledge import (
    applied_message,
    entry_message,
    found_message,
    to_wanted,
    unanswered_message,
)
from services.assistant.usecases.faq import FaqUseCases
from services.assistant.usecases.knowledge import Knowledge
from services.common.fields import request_key, text_of, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.common.server_call import Context


class KnowledgeServicer(rpc.KnowledgeServiceServicer):
    """What one tenant answers to frequent questions."""

    def __init__(self, knowledge: Knowledge, faq: FaqUseCases, tokens: PageTokens) -> None:
        self.knowledge = knowledge
        self.faq = faq
        self.tokens = tokens

    async def SearchFaq(
        self, request: pb.SearchFaqRequest, context: Context
    ) -> pb.SearchFaqResponse:
        found = await self.knowledge.find(
            uuid_of(request, "tenant_id"), text_of(request, "text"), request.language
        )
        return found_message(found)

    async def ListFaq(self, request: pb.ListFaqRequest, context: Context) -> pb.ListFaqResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found, version = await self.faq.list_faq(
            uuid_of(request, "tenant_id"),
            size + 1,
            after=after[0] if after else "",
            source=request.source,
        )
        page, last = page_of(found, size)
        return pb.ListFaqResponse(
            entries=map(entry_message, page),
            next_page_token=self.tokens.encode(request, last.entry_id) if last else "",
            etag=str(version),
        )

    async def ListUnanswered(
        self, request: pb.ListUnansweredRequest, context: Context
    ) -> pb.ListUnansweredResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.faq.list_unanswered(
            uuid_of(request, "tenant_id"), before=int(after[0]) if after else None, limit=size + 1
        )
        page, last = page_of(found, size)
        return pb.ListUnansweredResponse(
            questions=map(unanswered_message, page),
            next_page_token=self.tokens.encode(request, str(last.position)) if last else "",
        )

    async def ApplyFaq(self, request: pb.ApplyFaqRequest, context: Context) -> pb.ApplyFaqResponse:
        applied = await self.faq.apply_faq(
            uuid_of(request, "tenant_id"), to_wanted(request), key=request_key(request)
        )
        return applied_message(applied)

    async def CloseUnanswered(
        self, request: pb.CloseUnansweredRequest, context: Context
    ) -> pb.CloseUnansweredResponse:
        closed = await self.faq.close_unanswered(
            uuid_of(request, "tenant_id"),
            [UUID(each) for each in request.question_ids],
            key=request_key(request),
        )
        return pb.CloseUnansweredResponse(closed_count=closed)
