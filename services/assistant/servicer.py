"""The gRPC door of the assistant: unpack, call, pack."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc
from lyo.assistant.v1 import conversation_service_pb2 as pb
from lyo.assistant.v1 import conversation_service_pb2_grpc as rpc

from services.assistant.messages import to_conversation, to_message, to_reply, to_turn, turn_key
from services.assistant.providers.booking import BookingTools
from services.assistant.providers.catalog import Catalogs
from services.assistant.providers.tenant import Tenants
from services.assistant.settings import Settings
from services.assistant.usecases.conversations import ConversationUseCases
from services.assistant.usecases.handle_turn import TurnUseCases
from services.assistant.usecases.talk import Talk
from services.common.clock import Clock
from services.common.database import Database
from services.common.fields import uuid_of
from services.common.flags import Flags, asked_over
from services.common.paging import PageTokens, page_of, page_size
from services.common.server import Registration

if TYPE_CHECKING:
    from lyo.booking.v1.booking_service_pb2_grpc import BookingServiceAsyncStub
    from lyo.booking.v1.catalog_service_pb2_grpc import CatalogServiceAsyncStub
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub

Context = grpc.aio.ServicerContext[Any, Any]


class ConversationServicer(rpc.ConversationServiceServicer):
    def __init__(
        self, turns: TurnUseCases, conversations: ConversationUseCases, tokens: PageTokens
    ) -> None:
        self.turns = turns
        self.conversations = conversations
        self.tokens = tokens

    async def GetConversation(
        self, request: pb.GetConversationRequest, context: Context
    ) -> pb.GetConversationResponse:
        tenant_id = uuid_of(request, "tenant_id")
        if request.conversation_id:
            found = await self.conversations.get(tenant_id, uuid_of(request, "conversation_id"))
        else:
            customer_id = uuid_of(request, "customer_id")
            found = await self.conversations.get_of_customer(tenant_id, customer_id)
        return pb.GetConversationResponse(conversation=to_conversation(found))

    async def ListMessages(
        self, request: pb.ListMessagesRequest, context: Context
    ) -> pb.ListMessagesResponse:
        size, after = page_size(request.page_size), self.tokens.decode(request)
        found = await self.conversations.list_messages(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "conversation_id"),
            before=int(after[0]) if after else None,
            limit=size + 1,
        )
        page, last = page_of(found, size)
        return pb.ListMessagesResponse(
            messages=map(to_message, page),
            next_page_token=self.tokens.encode(request, str(last.position)) if last else "",
        )

    async def HandleTurn(
        self, request: pb.HandleTurnRequest, context: Context
    ) -> pb.HandleTurnResponse:
        answer = await self.turns.handle_turn(to_turn(request), key=turn_key(request))
        return pb.HandleTurnResponse(
            replies=map(to_reply, answer.replies), conversation_id=str(answer.conversation_id)
        )


@dataclass(frozen=True)
class Callees:
    """Whom the assistant calls."""

    tenants: "TenantServiceAsyncStub"
    bookings: "BookingServiceAsyncStub"
    catalog: "CatalogServiceAsyncStub"


def registrations(
    database: Database, callees: Callees, settings: Settings, token_key: bytes, *, now: Clock
) -> list[Registration]:
    """The service, for a server."""
    tenants = Tenants(callees.tenants, now=now, keep_for=settings.tenant_cache)
    tools = BookingTools(callees.bookings, callees.catalog, now=now)
    catalogs = Catalogs(callees.catalog, now=now, keep_for=settings.tenant_cache)
    talk = Talk(tools, catalogs, now=now, open_for=settings.open_for)
    servicer = ConversationServicer(
        TurnUseCases(database, tenants, talk, Flags(asked_over(callees.tenants), now), now=now),
        ConversationUseCases(database),
        PageTokens(token_key),
    )
    return [
        Registration(
            rpc.add_ConversationServiceServicer_to_server,
            servicer,
            "lyo.assistant.v1.ConversationService",
        )
    ]
