"""The conversations of one tenant, inside one transaction; and the lease that a turn has on one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.assistant.domain.conversation import Conversation, State
from services.assistant.domain.errors import ConversationBusy, ConversationNotFound, EtagStale
from services.common.database import Connection


@dataclass(frozen=True)
class Taken:
    """A conversation that a turn holds, as it was when the turn took it."""

    conversation_id: UUID
    state: State
    language: str
    """Empty: nobody has said anything yet."""
    dialogue: str
    version: int
    update_time: datetime


class Conversations:
    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def take(
        self, customer_id: UUID, turn_id: UUID, *, now: datetime, until: datetime
    ) -> Taken:
        """Hold the customer's conversation for this turn, beginning it where there is none.

        The turn that holds it may take it again at once: it was interrupted and is repeated.
        """
        cursor = await self.connection.execute(
            """
            INSERT INTO conversations AS held (
                tenant_id, conversation_id, customer_id, busy_turn_id, busy_until,
                create_time, update_time
            )
            VALUES (
                %(tenant_id)s, %(new_id)s, %(customer_id)s, %(turn_id)s, %(until)s, %(now)s, %(now)s
            )
            ON CONFLICT (tenant_id, customer_id) DO UPDATE
            SET busy_turn_id = EXCLUDED.busy_turn_id, busy_until = EXCLUDED.busy_until
            WHERE held.busy_turn_id IS NULL
               OR held.busy_turn_id = EXCLUDED.busy_turn_id
               OR held.busy_until <= %(now)s
            RETURNING conversation_id, state, language, dialogue::text, version, update_time
            """,
            {
                "tenant_id": self.tenant_id,
                "new_id": uuid4(),
                "customer_id": customer_id,
                "turn_id": turn_id,
                "until": until,
                "now": now,
            },
        )
        row = await cursor.fetchone()
        if row is None:
            raise ConversationBusy
        conversation_id, state, *others = row
        return Taken(conversation_id, State(state), *others)

    async def finish(
        self,
        taken: Taken,
        turn_id: UUID,
        *,
        state: State,
        language: str,
        dialogue: str,
        now: datetime,
    ) -> bool:
        """Keep the new state and let go; not if it was changed meanwhile."""
        cursor = await self.connection.execute(
            """
            UPDATE conversations
            SET state = %(state)s,
                language = %(language)s, dialogue = %(dialogue)s, version = version + 1,
                busy_turn_id = NULL, busy_until = NULL, update_time = %(now)s
            WHERE tenant_id = %(tenant_id)s AND conversation_id = %(conversation_id)s
              AND version = %(version)s AND busy_turn_id = %(turn_id)s
            """,
            {
                "tenant_id": self.tenant_id,
                "conversation_id": taken.conversation_id,
                "version": taken.version,
                "turn_id": turn_id,
                "state": state,
                "language": language,
                "dialogue": dialogue,
                "now": now,
            },
        )
        return cursor.rowcount == 1

    async def hand_over(
        self, conversation_id: UUID, state: State, etag: str, dialogue: str, now: datetime
    ) -> Conversation:
        """Say who answers from now on; a turn under way finds that it was changed."""
        await self.connection.execute(
            """
            SELECT FROM conversations
             WHERE tenant_id = %s AND conversation_id = %s FOR UPDATE
            """,
            (self.tenant_id, conversation_id),
        )
        found = await self.get(conversation_id)
        if etag not in {"", str(found.version)}:
            raise EtagStale
        await self.connection.execute(
            """
            UPDATE conversations
               SET state = %(state)s, dialogue = %(dialogue)s, version = version + 1,
                   update_time = %(now)s
             WHERE tenant_id = %(tenant_id)s AND conversation_id = %(conversation_id)s
            """,
            {
                "tenant_id": self.tenant_id,
                "conversation_id": conversation_id,
                "state": state,
                "dialogue": dialogue,
                "now": now,
            },
        )
        return await self.get(conversation_id)

    async def give_back(self, taken: Taken, turn_id: UUID) -> None:
        """Let go without a trace: a conversation in which nothing was said yet goes again."""
        held = {
            "tenant_id": self.tenant_id,
            "conversation_id": taken.conversation_id,
            "turn_id": turn_id,
        }
        await self.connection.execute(
            """
            DELETE FROM conversations
            WHERE tenant_id = %(tenant_id)s AND conversation_id = %(conversation_id)s
              AND busy_turn_id = %(turn_id)s AND version = 0
            """,
            held,
        )
        await self.connection.execute(
            """
            UPDATE conversations SET busy_turn_id = NULL, busy_until = NULL
            WHERE tenant_id = %(tenant_id)s AND conversation_id = %(conversation_id)s
              AND busy_turn_id = %(turn_id)s
            """,
            held,
        )

    async def get(self, conversation_id: UUID) -> Conversation:
        return await self._one(
            """
            SELECT conversation_id, customer_id, state, language, version, create_time, update_time
            FROM conversations
            WHERE tenant_id = %s AND conversation_id = %s AND version > 0
            """,
            conversation_id,
        )

    async def get_of_customer(self, customer_id: UUID) -> Conversation:
        return await self._one(
            """
            SELECT conversation_id, customer_id, state, language, version, create_time, update_time
            FROM conversations
            WHERE tenant_id = %s AND customer_id = %s AND version > 0
            """,
            customer_id,
        )

    async def _one(self, query: Any, wanted: UUID) -> Conversation:
        cursor = await self.connection.execute(query, (self.tenant_id, wanted))
        row = await cursor.fetchone()
        if row is None:
            raise ConversationNotFound(wanted)
        conversation_id, customer_id, state, *others = row
        return Conversation(conversation_id, customer_id, State(state), *others)
