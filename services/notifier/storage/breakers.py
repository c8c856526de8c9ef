"""Every query for breakers, bound to one tenant; and all that stands in a message's way, read at
once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.common.breaker import Breaker, Tally
from services.common.database import Connection
from services.notifier.domain.message import Message
from services.notifier.domain.standing import Pauses, Standing

_BREAKER = "recent, open_until, probe_until, failure_time"

_STANDING = """
SELECT s.paused_until, s.pause_reason, s.stopped, s.unasked_paused_until,
       s.campaigns_paused_until, s.campaigns_pause_reason, s.pace_time,
       r.paused_until, r.pace_time, b.recent, b.open_until, b.probe_until, b.failure_time
  FROM (SELECT) AS one
  LEFT JOIN senders AS s ON s.tenant_id = %(tenant_id)s AND s.channel_id = %(channel_id)s
  LEFT JOIN recipients AS r ON r.tenant_id = %(tenant_id)s AND r.channel_id = %(channel_id)s
                           AND r.kind = %(kind)s AND r.value = %(value)s
  LEFT JOIN breakers AS b ON b.tenant_id = %(tenant_id)s AND b.provider = %(provider)s
                         AND b.account = %(account)s
"""

_SAVE = """
INSERT INTO breakers (tenant_id, provider, account, recent, open_until, probe_until, failure_time)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, provider, account) DO UPDATE SET recent = EXCLUDED.recent,
       open_until = EXCLUDED.open_until, probe_until = EXCLUDED.probe_until,
       failure_time = EXCLUDED.failure_time
"""


@dataclass(frozen=True)
class Account:
    """What a breaker counts for."""

    provider: str
    account: str


class Breakers:
    """The breakers of one tenant, inside one transaction. One is stored once a call failed."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def standing(self, message: Message, account: Account) -> Standing:
        """All that is stored about the sender, the recipient and the account, in one statement."""
        values = {
            "tenant_id": self.tenant_id,
            "channel_id": message.channel_id,
            "kind": message.recipient.kind,
            "value": message.recipient.value,
            "provider": account.provider,
            "account": account.account,
        }
        row = await (await self.connection.execute(_STANDING, values)).fetchone()
        if row is None:
            raise RuntimeError("this statement always gives one row")
        pauses = Pauses(*row[:6]) if row[0] else Pauses()
        number_time, recipient_paused_until, pair_time = row[6:9]
        return Standing(pauses, number_time, recipient_paused_until, pair_time, _breaker(row[9:]))

    async def lock(self, account: Account) -> Breaker:
        """The breaker, held against other changes until the transaction ends."""
        key = (self.tenant_id, account.provider, account.account)
        await self.connection.execute(
            "INSERT INTO breakers (tenant_id, provider, account) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            key,
        )
        cursor = await self.connection.execute(
            f"SELECT {_BREAKER} FROM breakers"  # noqa: S608 (a constant)
            " WHERE tenant_id = %s AND provider = %s AND account = %s FOR UPDATE",
            key,
        )
        return _breaker(await cursor.fetchone() or ())

    async def save(self, account: Account, breaker: Breaker) -> None:
        recent = [[each.second, each.calls, each.failures] for each in breaker.recent]
        await self.connection.execute(
            _SAVE,
            (
                self.tenant_id,
                account.provider,
                account.account,
                Jsonb(recent),
                breaker.open_until,
                breaker.probe_until,
                breaker.failure_time,
            ),
        )

    async def probe(self, account: Account, now: datetime, until: datetime) -> bool:
        """Be the one who makes the call to see, which is lost at `until`. False: somebody else
        is, or none is to be made."""
        cursor = await self.connection.execute(
            "UPDATE breakers SET probe_until = %s"
            " WHERE tenant_id = %s AND provider = %s AND account = %s"
            " AND open_until <= %s AND (probe_until IS NULL OR probe_until <= %s)",
            (until, self.tenant_id, account.provider, account.account, now, now),
        )
        return bool(cursor.rowcount)

    async def all(self) -> dict[Account, Breaker]:
        """Every breaker that is stored."""
        cursor = await self.connection.execute(
            f"SELECT provider, account, {_BREAKER} FROM breakers WHERE tenant_id = %s",  # noqa: S608
            (self.tenant_id,),
        )
        return {Account(*row[:2]): _breaker(row[2:]) for row in await cursor.fetchall()}


def _breaker(row: Sequence[Any]) -> Breaker:
    """The row, whose columns are _BREAKER, or nothing, as a breaker."""
    if not row or row[0] is None:
        return Breaker()
    return Breaker(tuple(Tally(*each) for each in row[0]), *row[1:])
