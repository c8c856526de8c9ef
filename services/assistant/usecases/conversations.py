"""Conversations and their messages, to be read."""

from uuid import UUID

from services.assistant.domain.conversation import Conversation, Message
from services.assistant.storage.conversations import Conversations
from services.assistant.storage.messages import Messages
from services.common.database import Database


class ConversationUseCases:
    """What can be read of conversations."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def get(self, tenant_id: UUID, conversation_id: UUID) -> Conversation:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Conversations(connection, tenant_id).get(conversation_id)

    async def get_of_customer(self, tenant_id: UUID, customer_id: UUID) -> Conversation:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Conversations(connection, tenant_id).get_of_customer(customer_id)

    async def list_messages(
        self, tenant_id: UUID, conversation_id: UUID, *, before: int | None, limit: int
    ) -> list[Message]:
        """The newest messages, or the newest that are older than the one at a position."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            found = await Conversations(connection, tenant_id).get(conversation_id)
            messages = Messages(connection, tenant_id)
            return await messages.page(found.conversation_id, before=before, limit=limit)
