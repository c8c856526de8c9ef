"""ConversationService: unpack, call, pack."""

from lyo.assistant.v1 import conversation_service_pb2 as pb
from lyo.assistant.v1 import conversation_service_pb2_grpc as rpc

from services.assistant.messages.conversations import (
    to_conversation,
    to_message,
    to_reply,
    to_state,
    to_turn,
    turn_key,
)
from services.assistant.usecases.conversations import ConversationUseCases
from services.assistant.usecases.handle_turn import TurnUseCases
from services.common.fields import request_key, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.common.server_call import Context


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

    async def SetHandover(
        self, request: pb.SetHandoverRequest, context: Context
    ) -> pb.SetHandoverResponse:
        changed = await self.conversations.set_handover(
            uuid_of(request, "tenant_id"),
            uuid_of(request, "conversation_id"),
            to_state(request.state),
            request.etag,
            key=request_key(request),
        )
        return pb.SetHandoverResponse(conversation=to_conversation(changed))

    async def HandleTurn(
        self, request: pb.HandleTurnRequest, context: Context
    ) -> pb.HandleTurnResponse:
        answer = await self.turns.handle_turn(to_turn(request), key=turn_key(request))
        return pb.HandleTurnResponse(
            replies=map(to_reply, answer.replies), conversation_id=str(answer.conversation_id)
        )
