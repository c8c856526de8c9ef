"""Conversations and their messages; and who answers in them."""

import logging
from uuid import UUID

from services.assistant.domain.conversation import Conversation, Message, State
from services.assistant.domain.dialogue import Dialogue, to_json
from services.assistant.storage.conversations import Conversations
from services.assistant.storage.messages import Messages
from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.fields import RequestKey
from services.common.logs import event

log = logging.getLogger(__name__)


class ConversationUseCases:
    """What is asked about conversations from outside a turn."""

    def __init__(self, database: Database, *, now: Clock) -> None:
        self.database = database
        self.now = now

    async def get(self, tenant_id: UUID, conversation_id: UUID) -> Conversation:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Conversations(connection, tenant_id).get(conversation_id)

    async def get_of_customer(self, tenant_id: UUID, customer_id: UUID) -> Conversation:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Conversations(connection, tenant_id).get_of_customer(customer_id)

    async def set_handover(
        self, tenant_id: UUID, conversation_id: UUID, state: State, etag: str, *, key: RequestKey
    ) -> Conversation:
        """Say who answers from now on. What was under way in the dialogue is dropped."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            conversations = Conversations(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await conversations.get(conversation_id)
            found = await conversations.hand_over(
                conversation_id, state, etag, to_json(Dialogue()), self.now()
            )
            await requests.keep(connection, tenant_id, key, state)
        event(log, "set_handover", conversation_id=str(conversation_id), state=state)
        return found

    async def list_messages(
        self, tenant_id: UUID, conversation_id: UUID, *, before: int | None, limit: int
    ) -> list[Message]:
        """The newest messages, or the newest that are older than the one at a position."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            found = await Conversations(connection, tenant_id).get(conversation_id)
            messages = Messages(connection, tenant_id)
            return await messages.page(found.conversation_id, before=before, limit=limit)
