"""Every query for API keys, and the directory that tells whose key has an id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.api_key import ApiKey
from services.tenant.domain.errors import KeyNotFound
from services.tenant.domain.installation import INSTALLATION

COLUMNS = (
    "api_key_id, client, scopes, tenant_ids, all_tenants, calls_per_minute, created_by,"
    " create_time, expire_time, revoke_time, last_use_time"
)

_ADD = """
INSERT INTO api_keys (tenant_id, api_key_id, client, scopes, tenant_ids, all_tenants,
                      calls_per_minute, created_by, create_time, expire_time, digest)
VALUES (%(tenant_id)s, %(api_key_id)s, %(client)s, %(scopes)s, %(tenant_ids)s, %(all_tenants)s,
        %(calls_per_minute)s, %(created_by)s, %(create_time)s, %(expire_time)s, %(digest)s)
"""

_ACTIVE = "revoke_time IS NULL AND (expire_time IS NULL OR expire_time > %(now)s)"

_PAGE = f"""
SELECT {COLUMNS} FROM api_keys
 WHERE tenant_id = %(tenant_id)s AND (%(show_ended)s OR ({_ACTIVE}))
   AND (create_time, api_key_id) < (%(create_time)s, %(api_key_id)s)
 ORDER BY create_time DESC, api_key_id DESC LIMIT %(limit)s
"""  # noqa: S608 (constants)

_COUNT_ACTIVE = f"""
SELECT count(*) FROM api_keys
 WHERE tenant_id = %(tenant_id)s AND client = %(client)s AND {_ACTIVE}
"""  # noqa: S608 (constants)

# A key of a tenant that is deleted opens nothing; those of the installation have no tenant.
_OPENING = f"""
SELECT digest, {COLUMNS} FROM api_keys
 WHERE tenant_id = %s AND api_key_id = %s AND (tenant_id = '{INSTALLATION}' OR EXISTS (
       SELECT 1 FROM tenants WHERE tenant_id = api_keys.tenant_id AND delete_time IS NULL))
"""  # noqa: S608 (constants)


class ApiKeyIds:
    """Whose key has an id: asked before the tenant is known."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def find(self, api_key_id: str) -> UUID | None:
        """The tenant, the nil UUID where it is the installation's key, None where there is none."""
        # every tenant: the id is what tells whose key it is
        cursor = await self.connection.execute(
            "SELECT tenant_id FROM api_key_ids WHERE api_key_id = %s", (api_key_id,)
        )
        row = await cursor.fetchone()
        return row[0] if row else None

    async def take(self, api_key_id: str, tenant_id: UUID) -> None:
        """Give the id to the tenant."""
        await self.connection.execute(
            "INSERT INTO api_key_ids (api_key_id, tenant_id) VALUES (%s, %s)",
            (api_key_id, tenant_id),
        )


@dataclass(frozen=True, repr=False)
class Kept:
    """A key with what is stored of its secret, which opens nothing."""

    key: ApiKey
    digest: bytes


class ApiKeyRepository:
    """The API keys of one tenant, or of the installation, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def find(self, api_key_id: str) -> ApiKey:
        return await self._one(
            f"SELECT {COLUMNS} FROM api_keys WHERE tenant_id = %s AND api_key_id = %s",  # noqa: S608
            api_key_id,
        )

    async def lock(self, api_key_id: str) -> ApiKey:
        """The key, held against other changes until the transaction ends."""
        return await self._one(
            f"SELECT {COLUMNS} FROM api_keys WHERE tenant_id = %s AND api_key_id = %s"  # noqa: S608
            " FOR NO KEY UPDATE",
            api_key_id,
        )

    async def opening(self, api_key_id: str) -> Kept | None:
        """The key to compare what is presented with; None where there is none, or no tenant."""
        row = await self._row(_OPENING, api_key_id)
        return Kept(_key(row[1:]), bytes(row[0])) if row else None

    async def page(
        self, *, before: tuple[datetime, str], limit: int, show_ended: bool, now: datetime
    ) -> list[ApiKey]:
        """The keys that were made before that one, the newest first."""
        create_time, api_key_id = before
        values = {"create_time": create_time, "api_key_id": api_key_id, "limit": limit}
        cursor = await self._run(_PAGE, {**values, "show_ended": show_ended, "now": now})
        return [_key(row) for row in await cursor.fetchall()]

    async def count_active(self, client: str, now: datetime) -> int:
        """How many keys of the client open; others who make one for it wait until we are done."""
        await self.connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('api_keys ' || %(tenant_id)s"
            " || ' ' || %(client)s, 0))",
            {"tenant_id": str(self.tenant_id), "client": client},
        )
        cursor = await self._run(_COUNT_ACTIVE, {"client": client, "now": now})
        row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def add(self, key: ApiKey, digest: bytes) -> None:
        await ApiKeyIds(self.connection).take(key.api_key_id, self.tenant_id)
        values = {
            "api_key_id": key.api_key_id,
            "client": key.client,
            "scopes": list(key.scopes),
            "tenant_ids": list(key.tenant_ids),
            "all_tenants": key.all_tenants,
            "calls_per_minute": key.calls_per_minute,
            "created_by": key.created_by,
            "create_time": key.create_time,
            "expire_time": key.expire_time,
            "digest": digest,
        }
        await self._run(_ADD, values)

    async def save(self, key: ApiKey) -> None:
        """Store when the key was revoked: nothing else of a key changes."""
        await self.connection.execute(
            "UPDATE api_keys SET revoke_time = %s WHERE tenant_id = %s AND api_key_id = %s",
            (key.revoke_time, self.tenant_id, key.api_key_id),
        )

    async def note_use(self, api_key_id: str, minute: datetime) -> None:
        """Say in which minute the key was used; of many who say so in it, one writes."""
        await self.connection.execute(
            "UPDATE api_keys SET last_use_time = %s WHERE tenant_id = %s AND api_key_id = %s"
            " AND (last_use_time IS NULL OR last_use_time < %s)",
            (minute, self.tenant_id, api_key_id, minute),
        )

    async def _one(self, query: str, api_key_id: str) -> ApiKey:
        row = await self._row(query, api_key_id)
        if row is None:
            raise KeyNotFound(api_key_id)
        return _key(row)

    async def _row(self, query: str, api_key_id: str) -> tuple[Any, ...] | None:
        cursor = await self.connection.execute(query.encode(), (self.tenant_id, api_key_id))
        return await cursor.fetchone()

    async def _run(self, query: str, values: Mapping[str, Any]) -> Any:
        return await self.connection.execute(
            query.encode(), {"tenant_id": self.tenant_id, **values}
        )


def _key(row: tuple[Any, ...]) -> ApiKey:
    """The key in a row of COLUMNS."""
    api_key_id, client, scopes, tenant_ids, *others = row
    return ApiKey(api_key_id, client, tuple(scopes), tuple(tenant_ids), *others)
