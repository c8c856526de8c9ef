"""Every query for channels, each bound to one tenant."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.channel import Channel, Platform
from services.tenant.domain.errors import ChannelNotFound
from services.tenant.domain.tenant import Tenant
from services.tenant.storage.directories import Addresses
from services.tenant.storage.tenants import COLUMNS as TENANT_COLUMNS
from services.tenant.storage.tenants import tenant_of

COLUMNS = (
    "channels.channel_id, channels.platform, channels.address, channels.account_id,"
    " channels.display_address, channels.create_time, channels.update_time, channels.revision,"
    " channels.delete_time, channels.purge_time,"
    " EXISTS (SELECT FROM credentials WHERE credentials.tenant_id = channels.tenant_id"
    " AND credentials.channel_id = channels.channel_id)"
)
WIDTH = 11
"""How many they are."""


class ChannelRepository:
    """The channels of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def find(self, channel_id: UUID, *, deleted_too: bool = False) -> Channel:
        """The channel; one that is deleted only where that is said."""
        query = f"SELECT {COLUMNS} FROM channels WHERE tenant_id = %s AND channel_id = %s"  # noqa: S608
        return await self._one(query, channel_id, deleted_too=deleted_too)

    async def lock(self, channel_id: UUID, *, deleted_too: bool = False) -> Channel:
        """The channel, held against other changes until the transaction ends."""
        query = (
            f"SELECT {COLUMNS} FROM channels WHERE tenant_id = %s AND channel_id = %s"  # noqa: S608
            " FOR NO KEY UPDATE"
        )
        return await self._one(query, channel_id, deleted_too=deleted_too)

    async def with_tenant(self, channel_id: UUID) -> tuple[Tenant, Channel] | None:
        """The channel and its tenant, or None: one of them is deleted, or gone."""
        cursor = await self.connection.execute(
            f"SELECT {COLUMNS}, {TENANT_COLUMNS} FROM channels JOIN tenants USING (tenant_id)"  # noqa: S608
            " WHERE channels.tenant_id = %s AND channels.channel_id = %s"
            " AND channels.delete_time IS NULL AND tenants.delete_time IS NULL",
            (self.tenant_id, channel_id),
        )
        row = await cursor.fetchone()
        return (tenant_of(row[WIDTH:]), channel_of(row[:WIDTH])) if row else None

    async def page(
        self,
        *,
        after: tuple[str, str],
        limit: int,
        platform: Platform | None = None,
        deleted_too: bool = False,
    ) -> list[Channel]:
        """The channels that follow a platform and an address, in that order."""
        cursor = await self.connection.execute(
            f"SELECT {COLUMNS} FROM channels WHERE tenant_id = %(tenant_id)s"  # noqa: S608
            " AND (platform, address) > (%(platform)s, %(address)s)"
            " AND (%(only)s::text IS NULL OR platform = %(only)s)"
            " AND (delete_time IS NULL OR %(deleted_too)s)"
            " ORDER BY platform, address LIMIT %(limit)s",
            {
                "tenant_id": self.tenant_id,
                "platform": after[0],
                "address": after[1],
                "only": platform,
                "deleted_too": deleted_too,
                "limit": limit,
            },
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
            " revision = %s, delete_time = %s, purge_time = %s"
            " WHERE tenant_id = %s AND channel_id = %s",
            (
                channel.account_id,
                channel.display_address,
                channel.update_time,
                channel.revision,
                channel.delete_time,
                channel.purge_time,
                self.tenant_id,
                channel.channel_id,
            ),
        )

    async def remove(self, channel: Channel) -> None:
        """Remove a channel with its credential, and free its address."""
        for table in ("credentials", "channels"):  # its problems go with it
            await self.connection.execute(
                f"DELETE FROM {table} WHERE tenant_id = %s AND channel_id = %s".encode(),  # noqa: S608
                (self.tenant_id, channel.channel_id),
            )
        await Addresses(self.connection).release(channel, self.tenant_id)

    async def _one(self, query: str, channel_id: UUID, *, deleted_too: bool) -> Channel:
        cursor = await self.connection.execute(query.encode(), (self.tenant_id, channel_id))
        row = await cursor.fetchone()
        channel = channel_of(row) if row else None
        if channel is None or (channel.delete_time and not deleted_too):
            raise ChannelNotFound(channel_id)
        return channel


async def due_channels(
    connection: Connection, before: datetime, limit: int
) -> list[tuple[UUID, UUID]]:
    """The channels of all tenants that are to be removed by then: tenant and channel."""
    # every tenant: what is over is removed, whoever's it is
    cursor = await connection.execute("SELECT * FROM channels_due(%s, %s)", (before, limit))
    return [(tenant_id, channel_id) for tenant_id, channel_id in await cursor.fetchall()]


def channel_of(row: tuple[Any, ...]) -> Channel:
    """The channel in a row of COLUMNS."""
    channel_id, platform, *others = row
    return Channel(channel_id, Platform(platform), *others)
