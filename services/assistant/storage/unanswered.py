"""The questions that one tenant's customers asked in vain, inside one transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from services.assistant.domain.knowledge.asked import Unanswered, digest
from services.common.database import Connection

MOST = 1000
"""Of a tenant; of more the oldest are forgotten."""


class UnansweredQuestions:
    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def add(
        self, text: str, language: str, *, conversation_id: UUID, message_id: str, now: datetime
    ) -> None:
        """Count the question; the same message only once."""
        cursor = await self.connection.execute(
            """
            INSERT INTO unanswered AS known (
                tenant_id, question_id, digest, text, language, count, first_ask_time,
                last_ask_time, conversation_id, message_id
            )
            VALUES (
                %(tenant_id)s, %(question_id)s, %(digest)s, %(text)s, %(language)s, 1, %(now)s,
                %(now)s, %(conversation_id)s, %(message_id)s
            )
            ON CONFLICT (tenant_id, digest) DO UPDATE
            SET text = EXCLUDED.text, language = EXCLUDED.language, count = known.count + 1,
                last_ask_time = EXCLUDED.last_ask_time,
                conversation_id = EXCLUDED.conversation_id, message_id = EXCLUDED.message_id
            WHERE known.message_id <> EXCLUDED.message_id
            RETURNING count
            """,
            {
                "tenant_id": self.tenant_id,
                "question_id": uuid4(),
                "digest": digest(text),
                "text": text,
                "language": language,
                "now": now,
                "conversation_id": conversation_id,
                "message_id": message_id,
            },
        )
        if await cursor.fetchone() == (1,):
            await self._forget()

    async def page(self, *, before: int | None, limit: int) -> list[Unanswered]:
        """Those that are new first, or those before a position."""
        cursor = await self.connection.execute(
            """
            SELECT question_id, text, language, count, first_ask_time, last_ask_time,
                   conversation_id, position
            FROM unanswered WHERE tenant_id = %(tenant_id)s AND position < %(before)s
            ORDER BY position DESC LIMIT %(limit)s
            """,
            {
                "tenant_id": self.tenant_id,
                "before": before if before is not None else 2**63 - 1,
                "limit": limit,
            },
        )
        return [Unanswered(*row) for row in await cursor.fetchall()]

    async def remove(self, question_ids: Sequence[UUID]) -> int:
        """Take these off the list; how many stood there."""
        cursor = await self.connection.execute(
            "DELETE FROM unanswered WHERE tenant_id = %s AND question_id = ANY (%s)",
            (self.tenant_id, list(question_ids)),
        )
        return cursor.rowcount

    async def _forget(self) -> None:
        await self.connection.execute(
            """
            DELETE FROM unanswered WHERE tenant_id = %(tenant_id)s AND position <= (
                SELECT position FROM unanswered WHERE tenant_id = %(tenant_id)s
                ORDER BY position DESC OFFSET %(most)s LIMIT 1)
            """,
            {"tenant_id": self.tenant_id, "most": MOST},
        )
