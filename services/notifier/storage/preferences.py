"""Every query for what customers want to be written, each bound to one tenant."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, LiteralString
from uuid import UUID

from services.common.database import Connection
from services.notifier.domain.preference import (
    Category,
    Preference,
    PreferenceChange,
    Source,
)

LISTED = 100
"""How many of the changes of a customer are given."""

# Named by a digest of tenant and customer: two that share one wait for each other, no more.
_ASKING = """
SELECT pg_advisory_xact_lock_shared(
       hashtextextended('preferences ' || %(tenant_id)s || ' ' || %(customer_id)s, 0))
"""
_CHANGING = """
SELECT pg_advisory_xact_lock(
       hashtextextended('preferences ' || %(tenant_id)s || ' ' || %(customer_id)s, 0))
"""

_KEEP = """
INSERT INTO preferences (tenant_id, customer_id, category, opted_out, source, change_time)
VALUES (%(tenant_id)s, %(customer_id)s, %(category)s, %(opted_out)s, %(source)s, %(change_time)s)
ON CONFLICT (tenant_id, customer_id, category) DO UPDATE
   SET opted_out = EXCLUDED.opted_out, source = EXCLUDED.source,
       change_time = greatest(preferences.change_time, EXCLUDED.change_time)
"""

_LEDGER = """
INSERT INTO preference_changes
       (tenant_id, customer_id, category, opted_out, source, change_time, detail)
VALUES (%(tenant_id)s, %(customer_id)s, %(category)s, %(opted_out)s, %(source)s, %(change_time)s,
        %(detail)s)
"""

_UNDER_WAY = """
SELECT message_id FROM messages
 WHERE tenant_id = %s AND customer_id = ANY (%s) AND state = 'sending'
   AND CASE purpose WHEN 'reply' THEN '' WHEN 'campaign' THEN 'marketing' ELSE 'service' END
       = ANY (%s)
"""


class Preferences:
    """What the customers of one tenant want, inside one transaction.

    Whoever marks a message as being sent holds the customer's lock together with others who do,
    and whoever changes what the customer wants holds it alone, each to the end of the transaction:
    so a message is marked before an opt-out is stored, and can be waited for, or it is not sent.
    """

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def refuses(self, customer_ids: Collection[UUID], category: Category) -> bool:
        """Whether the customer, known under all these ids, does not want to be written to unasked:
        what was said last. That holds until the end of the transaction."""
        for customer_id in sorted(customer_ids):
            await self._lock(_ASKING, customer_id)
        # A statement of its own: what it sees must be younger than the lock.
        cursor = await self.connection.execute(
            "SELECT opted_out FROM preferences"
            " WHERE tenant_id = %s AND customer_id = ANY (%s) AND category = %s"
            " ORDER BY change_time DESC LIMIT 1",
            (self.tenant_id, list(customer_ids), category),
        )
        row = await cursor.fetchone()
        return row is not None and bool(row[0])

    async def record(
        self,
        customer_id: UUID,
        changes: Iterable[PreferenceChange],
        known_as: Sequence[UUID] = (),
    ) -> bool:
        """Write down what was said; whether anything is other than it was. What is older than what
        is known is only written down. A platform's clock has seconds, ours has parts of them: what
        was said in the same second counts as said later. `known_as`: their other ids."""
        await self._lock(_CHANGING, customer_id)
        known = {each.category: each for each in await self.of(customer_id, *known_as)}
        changed = False
        for change in changes:
            values = self._values(customer_id, change)
            await self.connection.execute(_LEDGER, values)
            before = known.get(change.category)
            if before is None or change.change_time >= before.change_time.replace(microsecond=0):
                await self.connection.execute(_KEEP, values)
                changed |= change.opted_out != (before is not None and before.opted_out)
        return changed

    async def of(self, *customer_ids: UUID) -> list[Preference]:
        """What is known to hold of the customer, known under all these ids, in the order of the
        categories' names."""
        cursor = await self.connection.execute(
            "SELECT DISTINCT ON (category) category, opted_out, source, change_time"
            " FROM preferences WHERE tenant_id = %s AND customer_id = ANY (%s)"
            " ORDER BY category, change_time DESC",
            (self.tenant_id, list(customer_ids)),
        )
        return [
            Preference(Category(category), opted_out, Source(source), change_time)
            for category, opted_out, source, change_time in await cursor.fetchall()
        ]

    async def changes(self, customer_ids: Sequence[UUID]) -> list[PreferenceChange]:
        """What was said, in the order in which it was heard, the newest first."""
        cursor = await self.connection.execute(
            "SELECT category, opted_out, source, change_time, detail FROM preference_changes"
            " WHERE tenant_id = %s AND customer_id = ANY (%s) ORDER BY position DESC LIMIT %s",
            (self.tenant_id, list(customer_ids), LISTED),
        )
        return [
            PreferenceChange(Category(category), opted_out, Source(source), change_time, detail)
            for category, opted_out, source, change_time, detail in await cursor.fetchall()
        ]

    async def under_way(
        self, customer_ids: Sequence[UUID], categories: Iterable[Category]
    ) -> set[UUID]:
        """Messages of these kinds to the customer for which a provider is being called."""
        cursor = await self.connection.execute(
            _UNDER_WAY, (self.tenant_id, list(customer_ids), list(categories))
        )
        return {message_id for (message_id,) in await cursor.fetchall()}

    async def _lock(self, statement: LiteralString, customer_id: UUID) -> None:
        whose = {"tenant_id": str(self.tenant_id), "customer_id": str(customer_id)}
        await self.connection.execute(statement, whose)

    def _values(self, customer_id: UUID, change: PreferenceChange) -> dict[str, Any]:
        return {"tenant_id": self.tenant_id, "customer_id": customer_id, **vars(change)}
