"""All that is kept of one tenant, in the order in which it can go."""

from uuid import UUID

from services.common.database import Connection

SECRETS = ("credentials", "data_keys")
ROWS = (
    "identities",
    "customers",
    "channel_problems",
    "channels",
    "members",
    "flags",
    "api_keys",
)
DIRECTORIES = ("api_key_ids", "addresses", "names")
KEPT = ("requests",)
"""Ids and digests, which are forgotten after 8 days as everybody's are: till then a repetition of
an old request does not bring the tenant back."""


class TenantRows:
    """The rows of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def remove(self, table: str, limit: int) -> int:
        """Remove at most so many rows of a table; how many went."""
        cursor = await self.connection.execute(
            f"DELETE FROM {table} WHERE tenant_id = %(tenant_id)s AND ctid = ANY (ARRAY ("  # noqa: S608
            f"SELECT ctid FROM {table} WHERE tenant_id = %(tenant_id)s LIMIT %(limit)s))".encode(),
            {"tenant_id": self.tenant_id, "limit": limit},
        )
        return cursor.rowcount

    async def remove_secrets(self) -> None:
        """Remove the key of the tenant and what was sealed with it."""
        for table in SECRETS:
            await self._remove_all(table)

    async def remove_tenant(self) -> None:
        """Remove what is left when all else is gone: its names and addresses, and itself."""
        for table in (*DIRECTORIES, "tenants"):
            await self._remove_all(table)

    async def _remove_all(self, table: str) -> None:
        await self.connection.execute(
            f"DELETE FROM {table} WHERE tenant_id = %s".encode(),  # noqa: S608
            (self.tenant_id,),
        )
