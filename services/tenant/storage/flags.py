"""Every query for flags, each bound to one tenant or to the installation."""

from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.flags import StoredFlag


class FlagRepository:
    """The flags of one tenant or of the installation, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def all(self) -> dict[str, StoredFlag]:
        """What is stored, by name."""
        cursor = await self.connection.execute(
            "SELECT name, enabled, percentage, update_time FROM flags WHERE tenant_id = %s",
            (self.tenant_id,),
        )
        return {row[0]: StoredFlag(*row) for row in await cursor.fetchall()}

    async def store(self, flag: StoredFlag) -> None:
        """Store it in place of the one before."""
        await self.connection.execute(
            "INSERT INTO flags (tenant_id, name, enabled, percentage, update_time)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (tenant_id, name) DO UPDATE"
            " SET enabled = excluded.enabled, percentage = excluded.percentage,"
            " update_time = excluded.update_time",
            (self.tenant_id, flag.name, flag.enabled, flag.percentage, flag.update_time),
        )

    async def forget(self, name: str) -> None:
        """Let the next place in order hold again."""
        await self.connection.execute(
            "DELETE FROM flags WHERE tenant_id = %s AND name = %s", (self.tenant_id, name)
        )
