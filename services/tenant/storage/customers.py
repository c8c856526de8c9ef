"""Every query for customers, each bound to one tenant."""

import contextlib
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from services.common.database import Connection
from services.tenant.domain.customer import Customer, CustomerProfile
from services.tenant.domain.errors import CustomerNotFound, ExternalRefTaken
from services.tenant.domain.identity import Identity, IdentityKind

_WITH_IDENTITIES = """
SELECT c.customer_id, c.display_name, c.language, c.time_zone, c.external_ref,
       c.create_time, c.revision, c.merged_into_id, c.delete_time, c.purge_time,
       array_agg(i.kind ORDER BY i.position) FILTER (WHERE i.kind IS NOT NULL),
       array_agg(i.value ORDER BY i.position) FILTER (WHERE i.kind IS NOT NULL)
  FROM customers c LEFT JOIN identities i USING (tenant_id, customer_id)
 WHERE c.tenant_id = %(tenant_id)s AND {condition}
 GROUP BY c.tenant_id, c.customer_id
"""

_FIND = _WITH_IDENTITIES.format(condition="c.customer_id = %(customer_id)s")
_FIND_BY_REF = _WITH_IDENTITIES.format(
    condition="c.external_ref = %(ref)s AND c.external_ref <> ''"
)

_ARRAYS = "unnest(%(kinds)s::text[], %(values)s::text[])"
_OF_GIVEN = f"""
    SELECT customer_id FROM identities
      JOIN {_ARRAYS} AS given (kind, value) USING (kind, value)
     WHERE identities.tenant_id = %(tenant_id)s"""  # noqa: S608 (a constant)
_OF_REFS = """
    SELECT customer_id FROM customers
     WHERE tenant_id = %(tenant_id)s AND external_ref = ANY (%(refs)s) AND external_ref <> ''"""

_INVOLVED = _WITH_IDENTITIES.format(condition=f"c.customer_id IN ({_OF_GIVEN} UNION {_OF_REFS})")

_ORDER = "ORDER BY create_time DESC, customer_id DESC"
_SHOWN = "(%(deleted_too)s OR (delete_time IS NULL AND merged_into_id IS NULL))"
_OLDER = "(c.create_time, c.customer_id) < (%(create_time)s, %(before)s)"

_PAGE = f"""{
    _WITH_IDENTITIES.format(
        condition=f'''c.customer_id IN (
    SELECT customer_id FROM customers c
     WHERE tenant_id = %(tenant_id)s AND {_OLDER} AND {_SHOWN}
    {_ORDER} LIMIT %(limit)s)'''
    )
} {_ORDER}"""  # noqa: S608 (a constant)

# Few have the same value in two kinds, so these are not limited before they are put in order.
_PAGE_HAVING = f"""{
    _WITH_IDENTITIES.format(condition=f"c.customer_id IN ({_OF_GIVEN}) AND {_OLDER} AND {_SHOWN}")
} {_ORDER} LIMIT %(limit)s"""

# What follows a customer into its grave: those who were merged into it, as they are one person.
_REMOVE = """
WITH RECURSIVE gone AS (
    SELECT customer_id FROM customers WHERE tenant_id = %(tenant_id)s AND customer_id = %(id)s
    UNION
    SELECT c.customer_id FROM customers c JOIN gone ON c.merged_into_id = gone.customer_id
     WHERE c.tenant_id = %(tenant_id)s
), nameless AS (
    DELETE FROM identities
     WHERE tenant_id = %(tenant_id)s AND customer_id IN (SELECT customer_id FROM gone)
)
DELETE FROM customers
 WHERE tenant_id = %(tenant_id)s AND customer_id IN (SELECT customer_id FROM gone)
"""

_MERGED = """
WITH RECURSIVE merged AS (
    SELECT customer_id FROM customers WHERE tenant_id = %(tenant_id)s AND merged_into_id = %(id)s
    UNION
    SELECT c.customer_id FROM customers c JOIN merged ON c.merged_into_id = merged.customer_id
     WHERE c.tenant_id = %(tenant_id)s
)
SELECT customer_id FROM merged ORDER BY customer_id LIMIT 100
"""


class CustomerRepository:
    """The customers of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def find(self, customer_id: UUID, *, deleted_too: bool = False) -> Customer:
        """The customer; one that is deleted only where that is said."""
        found = await self._customers(_FIND, {"customer_id": customer_id})
        if not found or (found[0].delete_time and not deleted_too):
            raise CustomerNotFound(customer_id)
        return found[0]

    async def with_merged(self, customer: Customer) -> Customer:
        """The customer, with the ids of those who were merged into it."""
        values = {"tenant_id": self.tenant_id, "id": customer.customer_id}
        cursor = await self.connection.execute(_MERGED, values)
        found = tuple(customer_id for (customer_id,) in await cursor.fetchall())
        return replace(customer, merged_ids=found)

    async def find_by_ref(self, external_ref: str) -> Customer:
        """The customer with this id of the tenant's own, deleted or not."""
        found = await self._customers(_FIND_BY_REF, {"ref": external_ref})
        if not found:
            raise CustomerNotFound("with this external_ref")
        return found[0]

    async def lock(self, customer_id: UUID, *, deleted_too: bool = False) -> Customer:
        """The customer, held against other changes until the transaction ends."""
        await self.hold([customer_id])
        return await self.find(customer_id, deleted_too=deleted_too)

    async def hold(self, customer_ids: Sequence[UUID]) -> None:
        """Hold customers against changes by others. In one order, so that nobody deadlocks."""
        await self.connection.execute(
            "SELECT FROM customers WHERE tenant_id = %s AND customer_id = ANY (%s)"
            " ORDER BY customer_id FOR NO KEY UPDATE",
            (self.tenant_id, list(customer_ids)),
        )

    async def hold_refs(self) -> None:
        """Hold the external_refs of the tenant and its merges: one at a time changes them."""
        await self.connection.execute(
            "SELECT FROM tenants WHERE tenant_id = %s FOR NO KEY UPDATE", (self.tenant_id,)
        )

    async def having(self, identities: Sequence[Identity]) -> list[Customer]:
        """Those who have any of the identities, deleted or not."""
        return await self._customers(having_query(len(identities)), one_by_one(identities))

    async def involved(self, identities: Sequence[Identity], refs: Sequence[str]) -> list[Customer]:
        """Those who have any of the identities or of the external_refs."""
        return await self._customers(_INVOLVED, {"refs": list(refs), **given(identities)})

    async def page(
        self,
        *,
        before: tuple[datetime, UUID],
        limit: int,
        identity_value: str = "",
        deleted_too: bool = False,
    ) -> list[Customer]:
        """The customers that were there before that one, the newest first."""
        any_kind = [Identity(kind, identity_value) for kind in IdentityKind]
        values = {
            "create_time": before[0],
            "before": before[1],
            "limit": limit,
            "deleted_too": deleted_too,
        }
        if not identity_value:
            return await self._customers(_PAGE, values)
        return await self._customers(_PAGE_HAVING, {**values, **given(any_kind)})

    async def add(self, customers: Sequence[Customer]) -> None:
        """Store new customers, or ExternalRefTaken. Their identities are written by themselves."""
        with _ref_taken():
            await self.connection.execute(
                "INSERT INTO customers (tenant_id, customer_id, display_name, language, time_zone,"
                " external_ref, create_time) SELECT %(tenant_id)s, * FROM unnest(%(ids)s::uuid[],"
                " %(display_names)s::text[], %(languages)s::text[], %(time_zones)s::text[],"
                " %(refs)s::text[], %(create_times)s::timestamptz[])",
                {
                    "tenant_id": self.tenant_id,
                    "create_times": [each.create_time for each in customers],
                    **_columns(customers),
                },
            )

    async def save(self, customers: Sequence[Customer]) -> None:
        """Store what customers are said to be, and that they are deleted; or ExternalRefTaken."""
        with _ref_taken():
            await self.connection.execute(
                "UPDATE customers SET display_name = new.display_name, language = new.language,"
                " time_zone = new.time_zone, external_ref = new.external_ref,"
                " revision = new.revision, delete_time = new.delete_time,"
                " purge_time = new.purge_time FROM unnest(%(ids)s::uuid[],"
                " %(display_names)s::text[], %(languages)s::text[], %(time_zones)s::text[],"
                " %(refs)s::text[], %(revisions)s::bigint[], %(delete_times)s::timestamptz[],"
                " %(purge_times)s::timestamptz[]) AS new (customer_id, display_name, language,"
                " time_zone, external_ref, revision, delete_time, purge_time)"
                " WHERE customers.tenant_id = %(tenant_id)s"
                " AND customers.customer_id = new.customer_id",
                {
                    "tenant_id": self.tenant_id,
                    "revisions": [each.revision for each in customers],
                    "delete_times": [each.delete_time for each in customers],
                    "purge_times": [each.purge_time for each in customers],
                    **_columns(customers),
                },
            )

    async def remove(self, customer_id: UUID) -> None:
        """Remove a customer with all identities, and those who were merged into it."""
        await self.connection.execute(
            _REMOVE.encode(), {"tenant_id": self.tenant_id, "id": customer_id}
        )

    async def _customers(self, query: str, values: Mapping[str, Any]) -> list[Customer]:
        cursor = await self.connection.execute(
            query.encode(), {"tenant_id": self.tenant_id, **values}
        )
        return [customer_of(row) for row in await cursor.fetchall()]


async def due_customers(
    connection: Connection, before: datetime, limit: int
) -> list[tuple[UUID, UUID]]:
    """The customers of all tenants that are to be removed by then: tenant and customer."""
    # every tenant: what is over is removed, whoever's it is
    cursor = await connection.execute("SELECT * FROM customers_due(%s, %s)", (before, limit))
    return [(tenant_id, customer_id) for tenant_id, customer_id in await cursor.fetchall()]


def given(identities: Sequence[Identity]) -> dict[str, list[str]]:
    """Identities as two columns."""
    return {
        "kinds": [each.kind for each in identities],
        "values": [each.value for each in identities],
    }


@functools.cache
def having_query(count: int) -> str:
    """The query for those who have any of so many identities, asked for each message.

    They stand in it one by one: of an array PostgreSQL knows the length only when it sees it, and
    would plan each time anew, which takes as long as the query itself.
    """
    pairs = ", ".join(f"(%(kind_{n})s::text, %(value_{n})s::text)" for n in range(count))
    of_these = _OF_GIVEN.replace(_ARRAYS, f"(VALUES {pairs})")
    return _WITH_IDENTITIES.format(condition=f"c.customer_id IN ({of_these})")


def one_by_one(identities: Sequence[Identity]) -> dict[str, str]:
    """The identities as the values of such a query."""
    values: dict[str, str] = {}
    for n, each in enumerate(identities):
        values |= {f"kind_{n}": each.kind, f"value_{n}": each.value}
    return values


@contextlib.contextmanager
def _ref_taken() -> Iterator[None]:
    """Say so where another customer has the external_ref; the transaction is over then."""
    try:
        yield
    except UniqueViolation as error:
        if error.diag.constraint_name != "customers_one_per_external_ref":
            raise
        raise ExternalRefTaken from error


def _columns(customers: Sequence[Customer]) -> dict[str, list[Any]]:
    return {
        "ids": [each.customer_id for each in customers],
        "display_names": [each.profile.display_name for each in customers],
        "languages": [each.profile.language for each in customers],
        "time_zones": [each.profile.time_zone for each in customers],
        "refs": [each.profile.external_ref for each in customers],
    }


def customer_of(row: tuple[Any, ...]) -> Customer:
    """The customer in a row of such a query."""
    customer_id, display_name, language, time_zone, ref, *others, kinds, values = row
    pairs = zip(kinds or (), values or (), strict=True)
    identities = tuple(Identity(IdentityKind(kind), value) for kind, value in pairs)
    profile = CustomerProfile(display_name, language, time_zone, ref)
    return Customer(customer_id, profile, identities, *others)
