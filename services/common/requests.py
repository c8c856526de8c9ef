"""Idempotency: what a mutation with this request_id did, kept in the transaction that did it.

async with database.tenant_transaction(tenant_id) as connection:
    earlier = await requests.earlier(connection, tenant_id, key)
    if earlier is not None:
        return await load(connection, earlier)
    ...
    await requests.keep(connection, tenant_id, key, str(new_id))
"""

from datetime import datetime
from uuid import UUID

from services.common.database import Connection
from services.common.errors import InvalidArgument
from services.common.fields import RequestKey
from services.common.row_security import owner_policy_sql, tenant_table_sql


def requests_sql(schema: str) -> list[str]:
    """The statements of a migration that make the table, in the service's schema."""
    table = f"{schema}.requests"
    purge_body = """
DECLARE
    gone integer;
BEGIN
    DELETE FROM requests WHERE (tenant_id, request_id) IN (
        SELECT tenant_id, request_id FROM requests WHERE create_time < before
         ORDER BY create_time LIMIT at_most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END"""
    return [
        f"""CREATE TABLE {table} (
            tenant_id uuid NOT NULL,
            request_id uuid NOT NULL,
            digest bytea NOT NULL,
            result text NOT NULL DEFAULT '',
            create_time timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, request_id)
        )""",
        f"CREATE INDEX requests_create_time ON {table} (create_time)",
        *tenant_table_sql(table),
        owner_policy_sql(table),
        f"""CREATE FUNCTION {schema}.requests_purge (before timestamptz, at_most integer)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
{purge_body} $$""",
    ]


def drop_sql(schema: str) -> list[str]:
    """The statements that take the table away again."""
    return [f"DROP FUNCTION {schema}.requests_purge", f"DROP TABLE {schema}.requests"]


async def earlier(
    connection: Connection, tenant_id: UUID, key: RequestKey, result: str = ""
) -> str | None:
    """What the request did, or None: it is new, and ours from here to the end of the transaction.

    Waits for a twin in flight: if that one is rolled back, the request is ours after all. Who
    knows beforehand what it will do names that as `result`, and need not `keep` it.
    """
    inserted = await connection.execute(
        "INSERT INTO requests (tenant_id, request_id, digest, result) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (tenant_id, key.id, key.digest, result),
    )
    if inserted.rowcount:
        return None
    cursor = await connection.execute(
        "SELECT digest, result FROM requests WHERE tenant_id = %s AND request_id = %s",
        (tenant_id, key.id),
    )
    row = await cursor.fetchone()
    if row is None:  # purged in this very moment, so 8 days old
        raise _reused(key)
    digest, result = row
    if digest != key.digest:
        raise _reused(key)
    return str(result)


async def keep(connection: Connection, tenant_id: UUID, key: RequestKey, result: str) -> None:
    """Store what the request did, usually the id of what it made."""
    await connection.execute(
        "UPDATE requests SET result = %s WHERE tenant_id = %s AND request_id = %s",
        (result, tenant_id, key.id),
    )


async def purge(connection: Connection, before: datetime, limit: int) -> int:
    """Forget requests of all tenants that are older than that; how many."""
    cursor = await connection.execute("SELECT requests_purge(%s, %s)", (before, limit))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _reused(key: RequestKey) -> InvalidArgument:
    return InvalidArgument(
        "REQUEST_ID_REUSED", f"request_id {key.id} was used before for a different request"
    )
