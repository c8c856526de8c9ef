"""Every query for customers and their identities, each bound to one tenant."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.customer import Customer, Identity, IdentityKind
from services.tenant.domain.errors import CustomerNotFound

_WITH_IDENTITIES = """
SELECT c.customer_id, c.display_name, c.language, c.time_zone, c.create_time, c.revision,
       array_agg(i.kind ORDER BY i.position), array_agg(i.value ORDER BY i.position)
  FROM customers c JOIN identities i USING (tenant_id, customer_id)
 WHERE c.tenant_id = %(tenant_id)s AND {condition}
 GROUP BY c.tenant_id, c.customer_id
"""

_FIND = _WITH_IDENTITIES.format(condition="c.customer_id = %(customer_id)s")

_HAVING = _WITH_IDENTITIES.format(
    condition="""c.customer_id IN (
    SELECT customer_id FROM identities
      JOIN unnest(%(kinds)s::text[], %(values)s::text[]) AS given (kind, value) USING (kind, value)
     WHERE identities.tenant_id = %(tenant_id)s)"""
)

_ORDER = "ORDER BY create_time DESC, customer_id DESC"

_OLDER = f"""c.customer_id IN (
    SELECT customer_id FROM customers
     WHERE tenant_id = %(tenant_id)s
       AND (create_time, customer_id) < (%(create_time)s, %(customer_id)s)
    {_ORDER} LIMIT %(limit)s)"""  # noqa: S608 (a constant)

_PAGE = f"{_WITH_IDENTITIES.format(condition=_OLDER)} {_ORDER}"

# In one order, so that two who write the same identities wait for each other and never deadlock.
_CLAIM = """
INSERT INTO identities (tenant_id, kind, value, customer_id, create_time)
SELECT %(tenant_id)s, kind, value, %(customer_id)s, %(create_time)s
  FROM unnest(%(kinds)s::text[], %(values)s::text[]) AS given (kind, value)
 ORDER BY kind, value ON CONFLICT (tenant_id, kind, value) DO NOTHING
"""


class CustomerRepository:
    """The customers of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def find(self, customer_id: UUID) -> Customer:
        found = await self._customers(_FIND, {"customer_id": customer_id})
        if not found:
            raise CustomerNotFound(customer_id)
        return found[0]

    async def having(self, identities: Sequence[Identity]) -> list[Customer]:
        """Those who have any of the identities."""
        return await self._customers(_HAVING, _given(identities))

    async def page(self, *, before: tuple[datetime, UUID], limit: int) -> list[Customer]:
        """The customers that were there before that one, the newest first."""
        create_time, customer_id = before
        values = {"create_time": create_time, "customer_id": customer_id, "limit": limit}
        return await self._customers(_PAGE, values)

    async def claim(self, customer_id: UUID, identities: Sequence[Identity], now: datetime) -> None:
        """Write those identities that nobody has yet to the name of a customer who may follow.

        Waits for others who are writing them. Afterwards every one of them belongs to somebody.
        """
        values = {"customer_id": customer_id, "create_time": now, **_given(identities)}
        await self.connection.execute(_CLAIM, {"tenant_id": self.tenant_id, **values})

    async def add(self, customer_id: UUID, display_name: str, now: datetime) -> None:
        await self.connection.execute(
            "INSERT INTO customers (tenant_id, customer_id, display_name, create_time)"
            " VALUES (%s, %s, %s, %s)",
            (self.tenant_id, customer_id, display_name, now),
        )

    async def hand_over(self, claimed_for: UUID, to: UUID) -> bool:
        """Give what was claimed to a customer who exists; False where nothing was."""
        cursor = await self.connection.execute(
            "UPDATE identities SET customer_id = %s WHERE tenant_id = %s AND customer_id = %s",
            (to, self.tenant_id, claimed_for),
        )
        return cursor.rowcount > 0

    async def enrich(self, customer_id: UUID, display_name: str, *, more: bool) -> None:
        """Note that a customer has `more` identities, and a name where there was none."""
        await self.connection.execute(
            "UPDATE customers SET revision = revision + 1, display_name ="
            " CASE WHEN display_name = '' THEN %(name)s ELSE display_name END"
            " WHERE tenant_id = %(tenant_id)s AND customer_id = %(customer_id)s"
            " AND (%(more)s OR (display_name = '' AND %(name)s <> ''))",
            {
                "tenant_id": self.tenant_id,
                "customer_id": customer_id,
                "name": display_name,
                "more": more,
            },
        )

    async def _customers(self, query: str, values: Mapping[str, Any]) -> list[Customer]:
        cursor = await self.connection.execute(
            query.encode(), {"tenant_id": self.tenant_id, **values}
        )
        return [_customer(row) for row in await cursor.fetchall()]


def _given(identities: Sequence[Identity]) -> dict[str, list[str]]:
    return {
        "kinds": [each.kind for each in identities],
        "values": [each.value for each in identities],
    }


def _customer(row: tuple[Any, ...]) -> Customer:
    customer_id, display_name, language, time_zone, create_time, revision, kinds, values = row
    pairs = zip(kinds, values, strict=True)
    identities = tuple(Identity(IdentityKind(kind), value) for kind, value in pairs)
    return Customer(
        customer_id, display_name, language, time_zone, identities, create_time, revision
    )
