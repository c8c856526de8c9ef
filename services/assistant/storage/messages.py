"""The messages of one tenant's conversations, inside one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.assistant.domain.conversation import Kind, Message, Role
from services.common.database import Connection


@dataclass(frozen=True)
class NewMessage:
    """A message to be kept."""

    message_id: UUID
    role: Role
    kind: Kind
    text: str
    send_time: datetime
    provider_message_id: str | None = None
    choice_id: str = ""
    about: str = ""


class Messages:
    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def known(self, channel_id: UUID, provider_ids: Sequence[str]) -> frozenset[str]:
        """Those of the platform's ids that were dealt with before."""
        cursor = await self.connection.execute(
            """
            SELECT provider_message_id FROM messages
            WHERE tenant_id = %s AND channel_id = %s AND provider_message_id = ANY (%s)
            """,
            (self.tenant_id, channel_id, list(provider_ids)),
        )
        return frozenset(each for (each,) in await cursor.fetchall())

    async def add(
        self,
        conversation_id: UUID,
        channel_id: UUID,
        turn_id: UUID,
        messages: Sequence[NewMessage],
        *,
        now: datetime,
    ) -> None:
        """Keep all messages of a turn, in their order, in one statement."""
        await self.connection.execute(
            """
            INSERT INTO messages (
                tenant_id, message_id, conversation_id, channel_id, turn_id, role, kind, text,
                send_time, provider_message_id, choice_id, about_provider_message_id, create_time
            )
            SELECT %(tenant_id)s, message_id, %(conversation_id)s, %(channel_id)s, %(turn_id)s,
                   role, kind, text, send_time, provider_message_id, choice_id, about, %(now)s
            FROM unnest(
                %(message_ids)s::uuid[], %(roles)s::text[], %(kinds)s::text[], %(texts)s::text[],
                %(send_times)s::timestamptz[], %(provider_ids)s::text[], %(choice_ids)s::text[],
                %(abouts)s::text[]
            ) WITH ORDINALITY AS new (
                message_id, role, kind, text, send_time, provider_message_id, choice_id, about, n
            )
            ORDER BY n
            """,
            {
                "tenant_id": self.tenant_id,
                "conversation_id": conversation_id,
                "channel_id": channel_id,
                "turn_id": turn_id,
                "now": now,
                "message_ids": [each.message_id for each in messages],
                "roles": [each.role for each in messages],
                "kinds": [each.kind for each in messages],
                "texts": [each.text for each in messages],
                "send_times": [each.send_time for each in messages],
                "provider_ids": [each.provider_message_id for each in messages],
                "choice_ids": [each.choice_id for each in messages],
                "abouts": [each.about for each in messages],
            },
        )

    async def page(self, conversation_id: UUID, *, before: int | None, limit: int) -> list[Message]:
        """The newest messages that were kept before the one at this position."""
        cursor = await self.connection.execute(
            """
            SELECT message_id, role, coalesce(provider_message_id, ''), kind, text, channel_id,
                   send_time, position
            FROM messages
            WHERE tenant_id = %(tenant_id)s AND conversation_id = %(conversation_id)s
              AND position < %(before)s
            ORDER BY position DESC LIMIT %(limit)s
            """,
            {
                "tenant_id": self.tenant_id,
                "conversation_id": conversation_id,
                "before": before if before is not None else 2**63 - 1,
                "limit": limit,
            },
        )
        return [
            Message(message_id, Role(role), provider_id, Kind(kind), *others)
            for message_id, role, provider_id, kind, *others in await cursor.fetchall()
        ]
