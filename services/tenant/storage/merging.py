"""Every query that merges customers and undoes it, each bound to one tenant."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncCursor

from services.common.database import Connection

# The identity remembers through whose hands it went, so that each of them can have it back.
_HAND_OVER = """
UPDATE identities SET customer_id = %(to)s, handed_by = handed_by || %(merged)s::uuid
 WHERE tenant_id = %(tenant_id)s AND customer_id = %(merged)s
"""

# Its external_ref goes first, for there is only one of it.
_MERGED = """
UPDATE customers SET merged_into_id = %(to)s, revision = revision + 1,
       handed_ref = CASE WHEN %(wanted)s THEN external_ref ELSE '' END,
       external_ref = CASE WHEN %(wanted)s THEN '' ELSE external_ref END
 WHERE tenant_id = %(tenant_id)s AND customer_id = %(merged)s RETURNING handed_ref
"""

_STAYS = """
UPDATE customers SET revision = revision + 1,
       external_ref = CASE WHEN external_ref = '' THEN %(ref)s ELSE external_ref END
 WHERE tenant_id = %(tenant_id)s AND customer_id = %(to)s
"""

# A customer is merged into one that was not, so these are few and never a circle.
_HEIRS = """
WITH RECURSIVE heirs (customer_id, step) AS (
    SELECT merged_into_id, 1 FROM customers
     WHERE tenant_id = %(tenant_id)s AND customer_id = %(merged)s
    UNION ALL
    SELECT c.merged_into_id, step + 1 FROM customers c JOIN heirs USING (customer_id)
     WHERE c.tenant_id = %(tenant_id)s
)
SELECT customer_id FROM heirs WHERE customer_id IS NOT NULL ORDER BY step
"""

_GIVE_BACK = """
UPDATE identities SET customer_id = %(merged)s,
       handed_by = handed_by[:array_position(handed_by, %(merged)s::uuid) - 1]
 WHERE tenant_id = %(tenant_id)s AND customer_id = %(holder)s
   AND %(merged)s = ANY (handed_by)
"""

_TAKE_REF_BACK = """
UPDATE customers SET external_ref = '', revision = revision + 1
 WHERE tenant_id = %(tenant_id)s AND customer_id = ANY (%(heirs)s)
   AND external_ref = %(ref)s AND external_ref <> ''
"""

# Those through whose hands it went have nothing to have back any more.
_FORGET_REF = """
UPDATE customers SET handed_ref = ''
 WHERE tenant_id = %(tenant_id)s AND customer_id = ANY (%(heirs)s) AND handed_ref = %(ref)s
"""

_STANDS = """
UPDATE customers SET merged_into_id = NULL, revision = revision + 1, handed_ref = '',
       external_ref = CASE WHEN external_ref = '' THEN %(ref)s ELSE external_ref END
 WHERE tenant_id = %(tenant_id)s AND customer_id = %(merged)s
"""


class MergeRepository:
    """Who was merged into whom in one tenant, inside one transaction that holds both."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def merge(self, to: UUID, merged: UUID) -> None:
        """Hand over the identities, and the external_ref where the other has none."""
        ids = {"to": to, "merged": merged}
        await self._run(_HAND_OVER, **ids)
        wanted = await self._one(
            "SELECT external_ref = '' FROM customers"
            " WHERE tenant_id = %(tenant_id)s AND customer_id = %(to)s",
            to=to,
        )
        ref = await self._one(_MERGED, wanted=wanted, **ids)
        await self._run(_STAYS, to=to, ref=ref)

    async def heirs(self, merged: UUID) -> list[UUID]:
        """Whom a customer was merged into, and whom that one, and so on; none: it was not."""
        cursor = await self._run(_HEIRS, merged=merged)
        return [customer_id for (customer_id,) in await cursor.fetchall()]

    async def unmerge(self, merged: UUID, heirs: Sequence[UUID]) -> None:
        """Give back what one of the heirs still has of what was handed over."""
        await self._run(_GIVE_BACK, merged=merged, holder=heirs[-1])
        await self._run(
            "UPDATE customers SET revision = revision + 1"
            " WHERE tenant_id = %(tenant_id)s AND customer_id = %(holder)s",
            holder=heirs[-1],
        )
        await self._run(_STANDS, merged=merged, ref=await self._ref_back(merged, heirs))

    async def _ref_back(self, merged: UUID, heirs: Sequence[UUID]) -> str:
        """The external_ref that was handed over, taken back; empty where nobody has it any more, or
        where the customer got another one since."""
        ref = await self._one(
            "SELECT CASE WHEN external_ref = '' THEN handed_ref ELSE '' END FROM customers"
            " WHERE tenant_id = %(tenant_id)s AND customer_id = %(merged)s",
            merged=merged,
        )
        taken = await self._run(_TAKE_REF_BACK, ref=ref, heirs=list(heirs))
        await self._run(_FORGET_REF, ref=ref, heirs=list(heirs))
        return ref if taken.rowcount else ""

    async def _one(self, query: str, **values: Any) -> Any:
        """The one value that the query finds; the customer is held, so it is there."""
        row = await (await self._run(query, **values)).fetchone()
        return row[0] if row else None

    async def _run(self, query: str, **values: Any) -> AsyncCursor[tuple[Any, ...]]:
        return await self.connection.execute(
            query.encode(), {"tenant_id": self.tenant_id, **values}
        )
