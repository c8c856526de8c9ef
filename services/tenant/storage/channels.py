"""Every query for channels, each bound to one tenant."""

from typing import Any
from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.channel import Channel, Platform
from services.tenant.domain.errors import AddressUnknown, ChannelNotFound
from services.tenant.domain.tenant import Tenant
from services.tenant.storage.tenants import COLUMNS as TENANT_COLUMNS
from services.tenant.storage.tenants import tenant_of

COLUMNS = (
    "channels.channel_id, channels.platform, channels.address, channels.account_id,"
    " channels.display_address, channels.create_time, channels.update_time, channels.revision"
)


class ChannelRepository:
    """The channels of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def find(self, channel_id: UUID) -> Channel:
        return await self._one(
            f"SELECT {COLUMNS} FROM channels WHERE tenant_id = %s AND channel_id = %s",  # noqa: S608
            channel_id,
        )

    async def lock(self, channel_id: UUID) -> Channel:
        """The channel, held against other changes until the transaction ends."""
        return await self._one(
            f"SELECT {COLUMNS} FROM channels WHERE tenant_id = %s AND channel_id = %s"  # noqa: S608
            " FOR NO KEY UPDATE",
            channel_id,
        )

    async def with_tenant(self, channel_id: UUID) -> tuple[Tenant, Channel]:
        """The tenant and the channel that the directory of addresses named."""
        cursor = await self.connection.execute(
            f"SELECT {COLUMNS}, {TENANT_COLUMNS} FROM channels JOIN tenants USING (tenant_id)"  # noqa: S608
            " WHERE channels.tenant_id = %s AND channels.channel_id = %s",
            (self.tenant_id, channel_id),
        )
        row = await cursor.fetchone()
        if row is None:
            raise AddressUnknown
        return tenant_of(row[8:]), channel_of(row[:8])

    async def page(self, *, after: tuple[str, str], limit: int) -> list[Channel]:
        """The channels that follow a platform and an address, in that order."""
        cursor = await self.connection.execute(
            f"SELECT {COLUMNS} FROM channels WHERE tenant_id = %s"  # noqa: S608
            " AND (platform, address) > (%s, %s) ORDER BY platform, address LIMIT %s",
            (self.tenant_id, *after, limit),
        )
        return [channel_of(row) for row in await cursor.fetchall()]

    async def add(self, channel: Channel) -> None:
        await self.connection.execute(
            "INSERT INTO channels (tenant_id, channel_id, platform, address, account_id,"
            " display_address, create_time, update_time, revision)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                self.tenant_id,
                channel.channel_id,
                channel.platform,
                channel.address,
                channel.account_id,
                channel.display_address,
                channel.create_time,
                channel.update_time,
                channel.revision,
            ),
        )

    async def save(self, channel: Channel) -> None:
        await self.connection.execute(
            "UPDATE channels SET account_id = %s, display_address = %s, update_time = %s,"
            " revision = %s WHERE tenant_id = %s AND channel_id = %s",
            (
                channel.account_id,
                channel.display_address,
                channel.update_time,
                channel.revision,
                self.tenant_id,
                channel.channel_id,
            ),
        )

    async def _one(self, query: str, channel_id: UUID) -> Channel:
        cursor = await self.connection.execute(query.encode(), (self.tenant_id, channel_id))
        row = await cursor.fetchone()
        if row is None:
            raise ChannelNotFound(channel_id)
        return channel_of(row)


def channel_of(row: tuple[Any, ...]) -> Channel:
    """The channel in a row of COLUMNS."""
    channel_id, platform, *others = row
    return Channel(channel_id, Platform(platform), *others)
