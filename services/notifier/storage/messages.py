"""Every query for messages, each bound to one tenant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.common.database import Connection
from services.notifier.domain.errors import MessageNotFound
from services.notifier.domain.message import (
    Button,
    Content,
    Message,
    Purpose,
    Recipient,
    RecipientKind,
    Status,
)
from services.notifier.domain.states import State

_COLUMNS = (
    "message_id, channel_id, customer_id, recipient_kind, recipient, text, buttons, purpose,"
    " create_time, expire_time, update_time, state, provider, provider_message_id, reason,"
    " provider_detail, attempts, cancel_wanted"
)

_ADD = f"""
INSERT INTO messages (tenant_id, {_COLUMNS})
SELECT %(tenant_id)s, message_id, %(channel_id)s, %(customer_id)s, %(recipient_kind)s,
       %(recipient)s, text, buttons, %(purpose)s, %(create_time)s, %(expire_time)s,
       %(update_time)s, %(state)s, '', '', '', '', 0, false
  FROM unnest(%(message_ids)s::uuid[], %(texts)s::text[], %(buttons)s::jsonb[])
  WITH ORDINALITY AS t (message_id, text, buttons, n) ORDER BY n
ON CONFLICT (tenant_id, message_id) DO NOTHING RETURNING message_id
"""  # noqa: S608 (a constant)

_SAVE = """
UPDATE messages SET state = new.state, provider = new.provider,
       provider_message_id = new.provider_message_id, reason = new.reason,
       provider_detail = new.provider_detail, attempts = new.attempts,
       cancel_wanted = new.cancel_wanted, update_time = new.update_time
  FROM unnest(%(message_ids)s::uuid[], %(states)s::text[], %(providers)s::text[],
              %(provider_ids)s::text[], %(reasons)s::text[], %(details)s::text[],
              %(attempts)s::int[], %(cancels_wanted)s::bool[], %(update_times)s::timestamptz[])
       AS new (message_id, state, provider, provider_message_id, reason, provider_detail,
               attempts, cancel_wanted, update_time)
 WHERE messages.tenant_id = %(tenant_id)s AND messages.message_id = new.message_id
"""


class MessageRepository:
    """The messages of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def add(self, messages: Sequence[Message]) -> set[UUID]:
        """Store messages of one Send, in their order; the ids of those that were not there yet."""
        first = messages[0]
        values = {
            "tenant_id": self.tenant_id,
            "channel_id": first.channel_id,
            "customer_id": first.customer_id,
            "recipient_kind": first.recipient.kind,
            "recipient": first.recipient.value,
            "purpose": first.purpose,
            "create_time": first.create_time,
            "expire_time": first.expire_time,
            "update_time": first.update_time,
            "state": first.state,
            "message_ids": [each.message_id for each in messages],
            "texts": [each.content.text for each in messages],
            "buttons": [_buttons(each.content) for each in messages],
        }
        cursor = await self.connection.execute(_ADD, values)
        return {message_id for (message_id,) in await cursor.fetchall()}

    async def find(self, message_id: UUID) -> Message:
        found = await self.among([message_id])
        if not found:
            raise MessageNotFound(message_id)
        return found[message_id]

    async def among(self, message_ids: Sequence[UUID]) -> dict[UUID, Message]:
        """Those of the messages that are stored."""
        cursor = await self.connection.execute(
            f"SELECT {_COLUMNS} FROM messages WHERE tenant_id = %s AND message_id = ANY (%s)",  # noqa: S608
            (self.tenant_id, list(message_ids)),
        )
        return _by_id(await cursor.fetchall())

    async def lock(self, message_id: UUID) -> tuple[Message, datetime | None]:
        """The message, held against other changes until the transaction ends, and until when its
        channel pauses: None where it never had to."""
        cursor = await self.connection.execute(
            f"SELECT {_COLUMNS}, (SELECT paused_until FROM senders"  # noqa: S608
            " WHERE senders.tenant_id = messages.tenant_id"
            " AND senders.channel_id = messages.channel_id)"
            " FROM messages WHERE tenant_id = %s AND message_id = %s FOR UPDATE",
            (self.tenant_id, message_id),
        )
        row = await cursor.fetchone()
        if row is None:
            raise MessageNotFound(message_id)
        return _message(row[:-1]), row[-1]

    async def lock_all(self, message_ids: Sequence[UUID]) -> dict[UUID, Message]:
        """Those of the messages that are stored, held until the transaction ends, in the order in
        which `lock_told` takes them."""
        cursor = await self.connection.execute(
            f"SELECT {_COLUMNS} FROM messages WHERE tenant_id = %s"  # noqa: S608
            " AND message_id = ANY (%s) ORDER BY message_id FOR UPDATE",
            (self.tenant_id, list(message_ids)),
        )
        return _by_id(await cursor.fetchall())

    async def lock_told(self, statuses: Sequence[Status]) -> dict[UUID, Message]:
        """The messages that the statuses may be about, held until the transaction ends. In the
        order of their ids, so that two that overlap wait for each other and never deadlock."""
        cursor = await self.connection.execute(
            f"SELECT {_COLUMNS} FROM messages WHERE tenant_id = %(tenant_id)s"  # noqa: S608
            " AND (message_id = ANY (%(ids)s)"
            " OR (provider_message_id = ANY (%(provider_ids)s) AND provider_message_id <> ''))"
            " ORDER BY message_id FOR UPDATE",
            {
                "tenant_id": self.tenant_id,
                "ids": [each.message_id for each in statuses if each.message_id],
                "provider_ids": [each.provider_message_id for each in statuses],
            },
        )
        return _by_id(await cursor.fetchall())

    async def save(self, messages: Sequence[Message]) -> None:
        """Store what became of messages, in one statement."""
        values = {
            "tenant_id": self.tenant_id,
            "message_ids": [each.message_id for each in messages],
            "states": [each.state for each in messages],
            "providers": [each.provider for each in messages],
            "provider_ids": [each.provider_message_id for each in messages],
            "reasons": [each.reason for each in messages],
            "details": [each.provider_detail for each in messages],
            "attempts": [each.attempts for each in messages],
            "cancels_wanted": [each.cancel_wanted for each in messages],
            "update_times": [each.update_time for each in messages],
        }
        await self.connection.execute(_SAVE, values)

    async def count_call(self, message_id: UUID) -> bool:
        """One more call is about to be made for a message that is being sent. False: it was called
        back meanwhile, so none is."""
        cursor = await self.connection.execute(
            "UPDATE messages SET attempts = attempts + 1"
            " WHERE tenant_id = %s AND message_id = %s AND NOT cancel_wanted",
            (self.tenant_id, message_id),
        )
        return bool(cursor.rowcount)

    async def newest(
        self, customer_id: UUID | None, *, before: int | None, limit: int
    ) -> list[tuple[int, Message]]:
        """Messages with their positions, the newest first, from below the position `before`."""
        cursor = await self.connection.execute(
            f"SELECT position, {_COLUMNS} FROM messages WHERE tenant_id = %(tenant_id)s"  # noqa: S608
            + (" AND customer_id = %(customer_id)s" if customer_id else "")
            + (" AND position < %(before)s" if before is not None else "")
            + " ORDER BY position DESC LIMIT %(limit)s",
            {
                "tenant_id": self.tenant_id,
                "customer_id": customer_id,
                "before": before,
                "limit": limit,
            },
        )
        return [(position, _message(row)) for position, *row in await cursor.fetchall()]


def _by_id(rows: Sequence[Sequence[Any]]) -> dict[UUID, Message]:
    messages = [_message(row) for row in rows]
    return {each.message_id: each for each in messages}


def _buttons(content: Content) -> Jsonb:
    return Jsonb([[each.choice_id, each.title] for each in content.buttons])


def _message(row: Sequence[Any]) -> Message:
    """The row, whose columns are _COLUMNS, as a message."""
    message_id, channel_id, customer_id, kind, recipient, text, buttons, purpose = row[:8]
    create_time, expire_time, update_time, state, provider = row[8:13]
    provider_message_id, reason, provider_detail, attempts, cancel_wanted = row[13:]
    return Message(
        message_id=message_id,
        channel_id=channel_id,
        customer_id=customer_id,
        recipient=Recipient(RecipientKind(kind), recipient),
        content=Content(text, tuple(Button(*each) for each in buttons)),
        purpose=Purpose(purpose),
        create_time=create_time,
        expire_time=expire_time,
        update_time=update_time,
        state=State(state),
        provider=provider,
        provider_message_id=provider_message_id,
        reason=reason,
        provider_detail=provider_detail,
        attempts=attempts,
        cancel_wanted=cancel_wanted,
    )
