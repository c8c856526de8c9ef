"""Channels: the addresses at which a tenant is reached."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey
from services.tenant.domain.channel import Channel, Platform, check_change, check_channel
from services.tenant.domain.deletion import is_over
from services.tenant.domain.errors import ChannelNotFound, NotDeleted
from services.tenant.domain.revision import chosen, require_etag
from services.tenant.storage.channels import ChannelRepository, due_channels
from services.tenant.storage.directories import Addresses
from services.tenant.storage.tenants import TenantRepository


@dataclass(frozen=True)
class Wanted:
    """What CreateChannel asks for."""

    platform: Platform
    address: str
    account_id: str
    display_address: str

    def channel(self, now: datetime) -> Channel:
        return Channel(
            channel_id=uuid4(),
            platform=self.platform,
            address=self.address,
            account_id=self.account_id,
            display_address=self.display_address,
            create_time=now,
            update_time=now,
        )


class ChannelUseCases:
    def __init__(self, database: Database, now: Clock) -> None:
        self.database = database
        self.now = now

    async def get_channel(self, tenant_id: UUID, channel_id: UUID) -> Channel:
        """The channel, deleted or not."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await ChannelRepository(connection, tenant_id).find(channel_id, deleted_too=True)

    async def list_channels(
        self,
        tenant_id: UUID,
        *,
        after: tuple[str, str],
        limit: int,
        platform: Platform | None,
        deleted_too: bool,
    ) -> list[Channel]:
        """By platform and address."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await ChannelRepository(connection, tenant_id).page(
                after=after, limit=limit, platform=platform, deleted_too=deleted_too
            )

    async def create_channel(self, tenant_id: UUID, key: RequestKey, wanted: Wanted) -> Channel:
        channel = wanted.channel(self.now())
        check_channel(channel)
        async with self.database.tenant_transaction(tenant_id) as connection:
            channels = ChannelRepository(connection, tenant_id)
            earlier = await requests.earlier(connection, tenant_id, key)
            if earlier is not None:
                return await channels.find(UUID(earlier), deleted_too=True)
            await TenantRepository(connection, tenant_id).find()
            await Addresses(connection).take(channel, tenant_id)
            await channels.add(channel)
            await requests.keep(connection, tenant_id, key, str(channel.channel_id))
            return channel

    async def update_channel(
        self,
        tenant_id: UUID,
        key: RequestKey,
        channel_id: UUID,
        *,
        account_id: str,
        display_address: str,
        paths: Sequence[str],
        etag: str,
    ) -> Channel:
        """Change what `paths` name of the two values."""
        new = {"account_id": account_id, "display_address": display_address}
        values = chosen(paths, new)
        async with self.database.tenant_transaction(tenant_id) as connection:
            channels = ChannelRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await channels.find(channel_id, deleted_too=True)
            channel = await channels.lock(channel_id)
            require_etag(etag, channel.etag)
            changed = channel.changed(values, self.now())
            check_change(changed)
            await channels.save(changed)
            await Addresses(connection).note_account(changed, tenant_id)
            await requests.keep(connection, tenant_id, key, str(channel_id))
            return changed

    async def delete_channel(
        self, tenant_id: UUID, key: RequestKey, channel_id: UUID, *, etag: str
    ) -> Channel:
        """Take no more messages and give no more credential for it. One that is deleted stays as
        it is."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            channels = ChannelRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await channels.find(channel_id, deleted_too=True)
            channel = await channels.lock(channel_id, deleted_too=True)
            require_etag(etag, channel.etag)
            if not channel.delete_time:
                channel = channel.deleted(self.now())
                await channels.save(channel)
            await requests.keep(connection, tenant_id, key, str(channel_id))
            return channel

    async def undelete_channel(self, tenant_id: UUID, key: RequestKey, channel_id: UUID) -> Channel:
        """Take a deletion back, until its time is over."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            channels, now = ChannelRepository(connection, tenant_id), self.now()
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await channels.find(channel_id, deleted_too=True)
            channel = await channels.lock(channel_id, deleted_too=True)
            if is_over(channel.purge_time, now):
                raise ChannelNotFound(channel_id)
            if channel.delete_time:
                channel = channel.undeleted(now)
                await channels.save(channel)
            await requests.keep(connection, tenant_id, key, str(channel_id))
            return channel

    async def purge_channel(self, tenant_id: UUID, key: RequestKey, channel_id: UUID) -> None:
        """Remove a deleted channel with its credential; its address is anybody's."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            channels = ChannelRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return
            channel = await channels.lock(channel_id, deleted_too=True)
            if not channel.delete_time:
                raise NotDeleted
            await channels.remove(channel)
            await requests.keep(connection, tenant_id, key, str(channel_id))

    async def purge_due(self, connection: Connection, before: datetime, limit: int) -> int:
        """Remove the channels of all tenants whose time was over by then; how many were due."""
        due = await due_channels(connection, before, limit)
        for tenant_id, channel_id in due:
            async with self.database.tenant_transaction(tenant_id) as transaction:
                channels = ChannelRepository(transaction, tenant_id)
                with contextlib.suppress(ChannelNotFound):  # somebody else was faster
                    channel = await channels.lock(channel_id, deleted_too=True)
                    if is_over(channel.purge_time, before):
                        await channels.remove(channel)
        return len(due)
