"""The two directories that are asked before the tenant is known. They hold ids, no content."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.channel import Channel
from services.tenant.domain.errors import AddressTaken, AddressUnknown, NameTaken, TenantNotFound
from services.tenant.domain.tenant import Tenant


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

    async def page(
        self,
        *,
        after: str,
        limit: int,
        deleted_too: bool = False,
        within: Collection[UUID] | None = None,
    ) -> list[UUID]:
        """The tenants whose names follow `after`, by name; deleted ones where that is said, and
        only those `within` where that is given."""
        # every tenant: an operator lists them
        cursor = await self.connection.execute(
            "SELECT tenant_id FROM names WHERE name > %(after)s"
            " AND (purge_time IS NULL OR %(deleted_too)s)"
            " AND (%(within)s::uuid[] IS NULL OR tenant_id = ANY (%(within)s))"
            " ORDER BY name LIMIT %(limit)s",
            {
                "after": after,
                "limit": limit,
                "deleted_too": deleted_too,
                "within": None if within is None else list(within),
            },
        )
        return [tenant_id for (tenant_id,) in await cursor.fetchall()]

    async def due(self, before: datetime, limit: int) -> list[UUID]:
        """The tenants whose time to be taken back was over by then."""
        # every tenant: what is over is removed, whoever's it is
        cursor = await self.connection.execute(
            "SELECT tenant_id FROM names WHERE purge_time <= %s ORDER BY purge_time LIMIT %s",
            (before, limit),
        )
        return [tenant_id for (tenant_id,) in await cursor.fetchall()]

    async def mark(self, tenant: Tenant) -> None:
        """Note when the tenant is to be removed, or that it is not."""
        await self.connection.execute(
            "UPDATE names SET purge_time = %s WHERE name = %s AND tenant_id = %s",
            (tenant.purge_time, tenant.name, tenant.tenant_id),
        )

    async def take(self, name: str, tenant_id: UUID) -> None:
        """Give the name to the tenant, unless it is another's."""
        cursor = await self.connection.execute(
            "INSERT INTO names (name, tenant_id) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING",
            (name, tenant_id),
        )
        if not cursor.rowcount:
            raise NameTaken(name)


class Addresses:
    """Which tenant has an address, and of which account it is. An address is one tenant's."""

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

    async def of_account(
        self, platform: str, account_id: str, limit: int
    ) -> list[tuple[UUID, UUID]]:
        """The ids of the tenants and channels of an account, by address."""
        # every tenant: the account is what tells which ones are meant
        cursor = await self.connection.execute(
            "SELECT tenant_id, channel_id FROM addresses"
            " WHERE platform = %s AND account_id = %s AND account_id <> ''"
            " ORDER BY address LIMIT %s",
            (platform, account_id, limit),
        )
        return [(tenant_id, channel_id) for tenant_id, channel_id in await cursor.fetchall()]

    async def note_account(self, channel: Channel, tenant_id: UUID) -> None:
        """Note the account that the channel is of now."""
        await self.connection.execute(
            "UPDATE addresses SET account_id = %s WHERE platform = %s AND address = %s"
            " AND tenant_id = %s AND channel_id = %s",
            (
                channel.account_id,
                channel.platform,
                channel.address,
                tenant_id,
                channel.channel_id,
            ),
        )

    async def take(self, channel: Channel, tenant_id: UUID) -> None:
        """Give the address of the channel to the tenant, unless somebody has it."""
        cursor = await self.connection.execute(
            "INSERT INTO addresses (platform, address, tenant_id, channel_id, account_id)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (platform, address) DO NOTHING",
            (
                channel.platform,
                channel.address,
                tenant_id,
                channel.channel_id,
                channel.account_id,
            ),
        )
        if not cursor.rowcount:
            raise AddressTaken

    async def release(self, channel: Channel, tenant_id: UUID) -> None:
        """Let anybody have the address of a channel that is removed."""
        await self.connection.execute(
            "DELETE FROM addresses WHERE platform = %s AND address = %s"
            " AND tenant_id = %s AND channel_id = %s",
            (channel.platform, channel.address, tenant_id, channel.channel_id),
        )
