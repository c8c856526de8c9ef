"""The two directories that are asked before the tenant is known. They hold ids, no content."""

from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.channel import Channel
from services.tenant.domain.errors import AddressTaken, AddressUnknown, NameTaken, TenantNotFound


class Names:
    """Which tenant has a name."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def find(self, name: str) -> UUID:
        # every tenant: the name is what tells which one is meant
        cursor = await self.connection.execute(
            "SELECT tenant_id FROM names WHERE name = %s", (name,)
        )
        row = await cursor.fetchone()
        if row is None:
            raise TenantNotFound(name)
        tenant_id: UUID = row[0]
        return tenant_id

    async def page(self, *, after: str, limit: int) -> list[UUID]:
        """The tenants whose names follow `after`, by name."""
        # every tenant: an operator lists them
        cursor = await self.connection.execute(
            "SELECT tenant_id FROM names WHERE name > %s ORDER BY name LIMIT %s", (after, limit)
        )
        return [tenant_id for (tenant_id,) in await cursor.fetchall()]

    async def take(self, name: str, tenant_id: UUID) -> None:
        """Give the name to the tenant, unless it is another's."""
        cursor = await self.connection.execute(
            "INSERT INTO names (name, tenant_id) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING",
            (name, tenant_id),
        )
        if not cursor.rowcount:
            raise NameTaken(name)


class Addresses:
    """Which tenant has an address. An address is one tenant's."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def find(self, platform: str, address: str) -> tuple[UUID, UUID]:
        """The ids of the tenant and of the channel."""
        # every tenant: the address is what tells which one is meant
        cursor = await self.connection.execute(
            "SELECT tenant_id, channel_id FROM addresses WHERE platform = %s AND address = %s",
            (platform, address),
        )
        row = await cursor.fetchone()
        if row is None:
            raise AddressUnknown
        return row[0], row[1]

    async def take(self, channel: Channel, tenant_id: UUID) -> None:
        """Give the address of the channel to the tenant, unless somebody has it."""
        cursor = await self.connection.execute(
            "INSERT INTO addresses (platform, address, tenant_id, channel_id)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (platform, address) DO NOTHING",
            (channel.platform, channel.address, tenant_id, channel.channel_id),
        )
        if not cursor.rowcount:
            raise AddressTaken
