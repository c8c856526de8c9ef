"""Every query for the calls of providers, each bound to one tenant.

A call is stored before it is made, and its end afterwards, each in one statement with the message
that it is for: every message that is sent comes through here twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.common.database import Connection
from services.notifier.domain.attempt import Attempt, Ended
from services.notifier.domain.message import Message
from services.notifier.storage.messages import SAVE, values_of

_BEGIN = f"""
WITH begun AS (
    INSERT INTO attempts (tenant_id, message_id, number, provider, account, channel_id, begin_time)
    VALUES (%(tenant_id)s, %(message_id)s, %(number)s, %(provider)s, %(account)s, %(channel_id)s,
            %(begin_time)s)
)
{SAVE}"""  # noqa: S608 (constants)

_END = """
UPDATE attempts SET duration_ms = %(duration_ms)s, outcome = %(outcome)s,
       reason = %(ended_reason)s, provider_detail = %(ended_detail)s
 WHERE tenant_id = %(tenant_id)s AND message_id = %(message_id)s AND number = %(number)s
"""

_END_AND_SAVE = f"WITH ended AS ({_END}) {SAVE}"

_NEXT = f"""
WITH ended AS ({_END}), counted AS (
    UPDATE messages SET attempts = attempts + 1, parts_sent = %(parts_sent)s
     WHERE tenant_id = %(tenant_id)s AND message_id = %(message_id)s AND NOT cancel_wanted
    RETURNING attempts
)
INSERT INTO attempts (tenant_id, message_id, number, provider, account, channel_id, begin_time)
SELECT %(tenant_id)s, %(message_id)s, attempts, %(provider)s, %(account)s, %(channel_id)s,
       %(begin_time)s
  FROM counted RETURNING number
"""  # noqa: S608 (constants)

_COLUMNS = "number, provider, channel_id, begin_time, duration_ms, outcome, reason, provider_detail"


class AttemptRepository:
    """The calls for one tenant's messages, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def begin(self, message: Message, account: str, now: datetime) -> None:
        """Store the message, and that the call which it counts last is about to be made."""
        values = {**values_of(self.tenant_id, message), **_about(message, account, now)}
        await self.connection.execute(_BEGIN, {**values, "number": message.attempts})

    async def end(self, message_id: UUID, ended: Ended, changed: Message | None) -> None:
        """Store how a call ended, and the message where that changed it."""
        values = {"tenant_id": self.tenant_id, "message_id": message_id, **_end(ended)}
        if changed is None:
            await self.connection.execute(_END, values)
        else:
            values |= values_of(self.tenant_id, changed)
            await self.connection.execute(_END_AND_SAVE, values)

    async def go_on(
        self, message: Message, account: str, ended: Ended, now: datetime
    ) -> int | None:
        """Store how a call ended, the parts of the message that are sent, and that another call is
        about to be made: its number. None: it was called back meanwhile, so none is."""
        values = {
            "tenant_id": self.tenant_id,
            "parts_sent": message.parts_sent,
            **_about(message, account, now),
            **_end(ended),
        }
        row = await (await self.connection.execute(_NEXT, values)).fetchone()
        return int(row[0]) if row else None

    async def of(self, message_id: UUID) -> list[Attempt]:
        """The calls for a message, the oldest first."""
        cursor = await self.connection.execute(
            f"SELECT {_COLUMNS} FROM attempts WHERE tenant_id = %s AND message_id = %s"  # noqa: S608
            " ORDER BY number",
            (self.tenant_id, message_id),
        )
        return [_attempt(row) for row in await cursor.fetchall()]


async def purge(connection: Connection, before: datetime, limit: int) -> int:
    """Forget calls of all tenants that began before then; how many."""
    # every tenant: they are of no use to anybody any more
    cursor = await connection.execute("SELECT attempts_purge(%s, %s)", (before, limit))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _about(message: Message, account: str, now: datetime) -> dict[str, Any]:
    return {
        "message_id": message.message_id,
        "provider": message.provider,
        "account": account,
        "channel_id": message.channel_id,
        "begin_time": now,
    }


def _end(ended: Ended) -> dict[str, Any]:
    return {
        "number": ended.number,
        "duration_ms": round(ended.duration / timedelta(milliseconds=1)),
        "outcome": ended.name,
        "ended_reason": ended.reason,
        "ended_detail": ended.detail,
    }


def _attempt(row: Sequence[Any]) -> Attempt:
    number, provider, channel_id, begin_time, duration_ms, *words = row
    duration = None if duration_ms is None else timedelta(milliseconds=duration_ms)
    return Attempt(number, provider, channel_id, begin_time, duration, *words)
