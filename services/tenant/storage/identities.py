"""Every query that says whose an identity is, each bound to one tenant."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.identity import Identity
from services.tenant.storage.customers import given

# In one order, so that two who write the same identities wait for each other and never deadlock.
_CLAIM = """
INSERT INTO identities (tenant_id, kind, value, customer_id, create_time)
SELECT %(tenant_id)s, kind, value, %(customer_id)s, %(create_time)s
  FROM unnest(%(kinds)s::text[], %(values)s::text[]) AS given (kind, value)
 ORDER BY kind, value ON CONFLICT (tenant_id, kind, value) DO NOTHING
"""

_ASSIGN = """
UPDATE identities SET customer_id = given.customer_id, handed_by = '{}'
  FROM unnest(%(kinds)s::text[], %(values)s::text[], %(customer_ids)s::uuid[])
       AS given (kind, value, customer_id)
 WHERE identities.tenant_id = %(tenant_id)s
   AND identities.kind = given.kind AND identities.value = given.value
   AND identities.customer_id <> given.customer_id
"""

_DROP = """
DELETE FROM identities USING unnest(%(kinds)s::text[], %(values)s::text[]) AS given (kind, value)
 WHERE identities.tenant_id = %(tenant_id)s
   AND identities.kind = given.kind AND identities.value = given.value
"""


class IdentityRepository:
    """Whose the identities are in one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def claim(self, customer_id: UUID, identities: Sequence[Identity], now: datetime) -> int:
        """Write those identities that nobody has yet to the name of a customer who may follow; how
        many these are.

        Waits for others who are writing them. Afterwards every one of them belongs to somebody.
        """
        values = {"customer_id": customer_id, "create_time": now, **given(identities)}
        cursor = await self.connection.execute(_CLAIM, {"tenant_id": self.tenant_id, **values})
        return cursor.rowcount

    async def hand_over(self, claimed_for: UUID, to: UUID) -> None:
        """Give what was claimed to a customer who exists."""
        await self.connection.execute(
            "UPDATE identities SET customer_id = %s WHERE tenant_id = %s AND customer_id = %s",
            (to, self.tenant_id, claimed_for),
        )

    async def assign(self, identities: Sequence[Identity], customer_ids: Sequence[UUID]) -> None:
        """Give each identity to the customer in its place, whoever had it."""
        values = {"customer_ids": list(customer_ids), **given(identities)}
        await self.connection.execute(_ASSIGN, {"tenant_id": self.tenant_id, **values})

    async def drop(self, identities: Sequence[Identity]) -> None:
        """Let the identities be nobody's."""
        values = given(identities)
        await self.connection.execute(_DROP, {"tenant_id": self.tenant_id, **values})

    async def release(self, claimed_for: UUID) -> None:
        """Let what is still claimed be nobody's."""
        await self.connection.execute(
            "DELETE FROM identities WHERE tenant_id = %s AND customer_id = %s",
            (self.tenant_id, claimed_for),
        )
