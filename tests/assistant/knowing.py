"""The knowledge of tenants on a free port, and short ways of asking it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import grpc
from lyo.assistant.v1 import knowledge_service_pb2 as pb
from lyo.assistant.v1 import knowledge_service_pb2_grpc as rpc

from services.assistant.servicer.knowledge import KnowledgeServicer
from services.assistant.usecases.faq import FaqUseCases
from services.assistant.usecases.knowledge import Knowledge
from services.common.clock import Clock
from services.common.database import Database
from services.common.paging import PageTokens
from services.common.server import Registration
from tests.common.serving import reachable


@contextlib.asynccontextmanager
async def knowledge_channel(
    database: Database, knowledge: Knowledge, *, now: Clock, caller: str = "gateway"
) -> AsyncIterator[grpc.aio.Channel]:
    """Serve it from this database; `caller` calls."""
    tokens = PageTokens(b"the key of page tokens in tests.")
    servicer = KnowledgeServicer(knowledge, FaqUseCases(database, now=now), tokens)
    add = rpc.add_KnowledgeServiceServicer_to_server
    served = Registration(add, servicer, "lyo.assistant.v1.KnowledgeService")
    async with reachable([served], caller=caller) as channel:
        yield channel


@contextlib.asynccontextmanager
async def running_knowledge(
    database: Database, knowledge: Knowledge, *, now: Clock
) -> AsyncIterator[object]:
    """The same, as the gateway calls it."""
    async with knowledge_channel(database, knowledge, now=now) as channel:
        yield rpc.KnowledgeServiceStub(channel)


def entry(entry_id: str, *phrasings: str, answer: str = "", **fields) -> pb.FaqEntry:
    """An entry that is asked for so; its answer names it."""
    return pb.FaqEntry(
        entry_id=entry_id,
        phrasings=phrasings or [f"What about {entry_id}?"],
        answer=answer or f"That is {entry_id}.",
        **fields,
    )


PARKING = entry("parking", "Where can I park?", "Is there parking?")
PAYING = entry("paying", "How can I pay?", "Do you take credit cards?")
DOGS = entry("dogs", "May I bring my dog?", "Are pets allowed?")


@dataclass
class Business:
    """One tenant of the knowledge service."""

    stub: object
    knowledge: Knowledge
    tenant_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def id(self) -> UUID:
        return UUID(self.tenant_id)

    def wants(self, *entries: pb.FaqEntry, **fields) -> pb.ApplyFaqRequest:
        fields.setdefault("request_id", str(uuid4()))
        return pb.ApplyFaqRequest(tenant_id=self.tenant_id, entries=entries, **fields)

    async def applies(self, *entries: pb.FaqEntry, **fields) -> pb.ApplyFaqResponse:
        return await self.stub.ApplyFaq(self.wants(*entries, **fields))

    async def asks(self, text: str, language: str = "en") -> pb.SearchFaqResponse:
        return await self.stub.SearchFaq(
            pb.SearchFaqRequest(tenant_id=self.tenant_id, text=text, language=language)
        )

    async def hears(self, text: str, language: str = "en") -> str:
        """The answer, or nothing where none is sure."""
        found = await self.asks(text, language)
        return found.matches[0].entry.answer if found.band == pb.FAQ_BAND_SURE else ""

    async def has(self, **fields) -> list[str]:
        """The ids of its entries."""
        request = pb.ListFaqRequest(tenant_id=self.tenant_id, **fields)
        return [each.entry_id for each in (await self.stub.ListFaq(request)).entries]

    async def was_asked(self, text: str, *, message_id: str = "", now=None, language="en") -> None:
        """A customer asked, and nobody answered."""
        await self.knowledge.unanswered(
            self.id,
            text,
            language,
            conversation_id=uuid4(),
            message_id=message_id or str(uuid4()),
            now=now,
        )

    async def unanswered(self, **fields) -> pb.ListUnansweredResponse:
        request = pb.ListUnansweredRequest(tenant_id=self.tenant_id, **fields)
        return await self.stub.ListUnanswered(request)
