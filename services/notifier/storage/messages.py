"""Every query for messages, each bound to one tenant."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.common.database import Connection
from services.notifier.domain.errors import MessageNotFound
from services.notifier.domain.history import Change
from services.notifier.domain.message import Message, Purpose, Status
from services.notifier.domain.states import State
from services.notifier.storage.message_rows import (
    COLUMNS,
    buttons_of,
    changes_of,
    message_of,
    more_of,
    pricing_document,
)

_ADD = f"""
INSERT INTO messages (tenant_id, {COLUMNS})
SELECT %(tenant_id)s, message_id, %(channel_id)s, %(customer_id)s, %(recipient_kind)s,
       %(recipient)s, text, buttons, more, %(purpose)s, %(create_time)s, %(expire_time)s,
       %(update_time)s, state, '', '', reason, '', 0, false, %(send_time)s, booking_id,
       %(zone)s, '', %(as_template)s, %(follows_id)s, %(tried)s::uuid[], 0, NULL
  FROM unnest(%(message_ids)s::uuid[], %(texts)s::text[], %(buttons)s::jsonb[],
              %(mores)s::jsonb[], %(states)s::text[], %(reasons)s::text[],
              %(booking_ids)s::uuid[])
  WITH ORDINALITY AS t (message_id, text, buttons, more, state, reason, booking_id, n) ORDER BY n
ON CONFLICT (tenant_id, message_id) DO NOTHING RETURNING message_id
"""  # noqa: S608 (a constant)

_SAVE = """
UPDATE messages SET state = new.state, provider = new.provider,
       provider_message_id = new.provider_message_id, reason = new.reason,
       provider_detail = new.provider_detail, attempts = new.attempts,
       cancel_wanted = new.cancel_wanted, update_time = new.update_time,
       template_name = new.template_name, as_template = new.as_template,
       parts_sent = new.parts_sent, pricing = new.pricing,
       history = CASE WHEN messages.state = new.state THEN history ELSE history
           || jsonb_build_array(jsonb_build_array(new.state, new.update_time, new.reason)) END
  FROM {rows} AS new (message_id, state, provider, provider_message_id, reason, provider_detail,
       attempts, cancel_wanted, update_time, template_name, as_template, parts_sent, pricing)
 WHERE messages.tenant_id = %(tenant_id)s AND messages.message_id = new.message_id
"""

_SAVED = {
    "message_id": "uuid",
    "state": "text",
    "provider": "text",
    "provider_message_id": "text",
    "reason": "text",
    "provider_detail": "text",
    "attempts": "int",
    "cancel_wanted": "bool",
    "update_time": "timestamptz",
    "template_name": "text",
    "as_template": "bool",
    "parts_sent": "int",
    "pricing": "jsonb",
}
"""What is stored of what became of a message, in the order of `new`."""

_SAVE_MANY = _SAVE.format(
    rows=f"unnest({', '.join(f'%({name})s::{kind}[]' for name, kind in _SAVED.items())})"
)
SAVE = _SAVE.format(
    rows=f"(VALUES ({', '.join(f'%({name})s::{kind}' for name, kind in _SAVED.items())}))"
)
"""One message, with the values of `values_of`. Arrays of one cost twice as much to write."""


@dataclass(frozen=True)
class Filter:
    """Which messages are listed; what is empty or None leaves none out."""

    customer_id: UUID | None = None
    booking_id: UUID | None = None
    states: Collection[State] = ()


Positioned = list[tuple[int, Message]]


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
            "send_time": first.send_time,
            "zone": first.zone,
            "as_template": first.as_template,
            "follows_id": first.follows_id,
            "tried": list(first.tried),
            "message_ids": [each.message_id for each in messages],
            "texts": [each.content.text for each in messages],
            "buttons": [buttons_of(each.content) for each in messages],
            "mores": [more_of(each) for each in messages],
            "states": [each.state for each in messages],
            "reasons": [each.reason for each in messages],
            "booking_ids": [each.booking_id for each in messages],
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
            f"SELECT {COLUMNS} FROM messages WHERE tenant_id = %s AND message_id = ANY (%s)",  # noqa: S608
            (self.tenant_id, list(message_ids)),
        )
        return _by_id(await cursor.fetchall())

    async def lock(self, message_id: UUID) -> Message:
        """The message, held against other changes until the transaction ends."""
        cursor = await self.connection.execute(
            f"SELECT {COLUMNS} FROM messages"  # noqa: S608
            " WHERE tenant_id = %s AND message_id = %s FOR UPDATE",
            (self.tenant_id, message_id),
        )
        row = await cursor.fetchone()
        if row is None:
            raise MessageNotFound(message_id)
        return message_of(row)

    async def lock_all(self, message_ids: Sequence[UUID]) -> dict[UUID, Message]:
        """Those of the messages that are stored, held until the transaction ends, in the order in
        which `lock_told` takes them."""
        cursor = await self.connection.execute(
            f"SELECT {COLUMNS} FROM messages WHERE tenant_id = %s"  # noqa: S608
            " AND message_id = ANY (%s) ORDER BY message_id FOR UPDATE",
            (self.tenant_id, list(message_ids)),
        )
        return _by_id(await cursor.fetchall())

    async def lock_told(self, statuses: Sequence[Status]) -> dict[UUID, Message]:
        """The messages that the statuses may be about, held until the transaction ends. In the
        order of their ids, so that two that overlap wait for each other and never deadlock."""
        cursor = await self.connection.execute(
            f"SELECT {COLUMNS} FROM messages WHERE tenant_id = %(tenant_id)s"  # noqa: S608
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
        if len(messages) == 1:
            await self.connection.execute(SAVE, values_of(self.tenant_id, messages[0]))
            return
        rows = [values_of(self.tenant_id, each) for each in messages]
        values = {name: [row[name] for row in rows] for name in _SAVED}
        await self.connection.execute(_SAVE_MANY, {**values, "tenant_id": self.tenant_id})

    async def newest(self, wanted: Filter, *, before: int | None, limit: int) -> Positioned:
        """Messages with their positions, the newest first, from below the position `before`."""
        cursor = await self.connection.execute(
            f"SELECT position, {COLUMNS} FROM messages WHERE tenant_id = %(tenant_id)s"  # noqa: S608
            + (" AND customer_id = %(customer_id)s" if wanted.customer_id else "")
            + (" AND booking_id = %(booking_id)s" if wanted.booking_id else "")
            + (" AND state = ANY (%(states)s)" if wanted.states else "")
            + (" AND position < %(before)s" if before is not None else "")
            + " ORDER BY position DESC LIMIT %(limit)s",
            {
                "tenant_id": self.tenant_id,
                "customer_id": wanted.customer_id,
                "booking_id": wanted.booking_id,
                "states": list(wanted.states),
                "before": before,
                "limit": limit,
            },
        )
        return [(position, message_of(row)) for position, *row in await cursor.fetchall()]

    async def with_changes(self, message_id: UUID) -> tuple[Message, tuple[Change, ...]]:
        """The message, and the states that it came to be in, the oldest first."""
        cursor = await self.connection.execute(
            f"SELECT history, {COLUMNS} FROM messages"  # noqa: S608
            " WHERE tenant_id = %s AND message_id = %s",
            (self.tenant_id, message_id),
        )
        row = await cursor.fetchone()
        if row is None:
            raise MessageNotFound(message_id)
        message = message_of(row[1:])
        return message, changes_of(message, row[0])

    async def due_with(self, message: Message) -> int:
        """How many wait for the same moment to leave by the same channel, this one included.
        Campaigns stand in a line of their own."""
        cursor = await self.connection.execute(
            "SELECT count(*) FROM messages WHERE tenant_id = %s AND channel_id = %s"
            " AND send_time = %s AND state = 'queued' AND (purpose = 'campaign') = %s",
            (
                self.tenant_id,
                message.channel_id,
                message.send_time,
                message.purpose is Purpose.CAMPAIGN,
            ),
        )
        row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def reword(self, message: Message) -> None:
        """Store what the customer reads."""
        await self.connection.execute(
            "UPDATE messages SET text = %s WHERE tenant_id = %s AND message_id = %s",
            (message.content.text, self.tenant_id, message.message_id),
        )

    async def move(self, message: Message) -> None:
        """Store when it is to be sent, and until when."""
        await self.connection.execute(
            "UPDATE messages SET send_time = %s, expire_time = %s"
            " WHERE tenant_id = %s AND message_id = %s",
            (message.send_time, message.expire_time, self.tenant_id, message.message_id),
        )


def values_of(tenant_id: UUID, message: Message) -> dict[str, Any]:
    """What SAVE writes."""
    values = {name: getattr(message, name) for name in _SAVED}
    return {**values, "pricing": pricing_document(message.pricing), "tenant_id": tenant_id}


def _by_id(rows: Sequence[Sequence[Any]]) -> dict[UUID, Message]:
    messages = [message_of(row) for row in rows]
    return {each.message_id: each for each in messages}
