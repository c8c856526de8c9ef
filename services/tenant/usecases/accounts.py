"""Accounts: a platform tells of one, and does not say whose it is."""

from uuid import UUID

from services.common.database import Database
from services.common.texts import has_control
from services.tenant.domain.channel import Channel, Platform
from services.tenant.storage.channels import ChannelRepository
from services.tenant.storage.directories import Addresses

MOST = 1000
"""An account of Meta has 20 numbers, or a few hundred where that was asked for."""


class AccountUseCases:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def get_account_channels(
        self, platform: Platform, account_id: str
    ) -> list[tuple[UUID, Channel]]:
        """The channels of an account with their tenants, by address; none that is deleted.

        What the directory says is looked up: the channel may be of another account by now.
        """
        if has_control(account_id):
            return []
        async with self.database.autocommit() as connection:
            listed = await Addresses(connection).of_account(platform, account_id, MOST)
        found = [(tenant_id, await self._channel(tenant_id, each)) for tenant_id, each in listed]
        return [
            (tenant_id, channel)
            for tenant_id, channel in found
            if channel and channel.account_id == account_id
        ]

    async def _channel(self, tenant_id: UUID, channel_id: UUID) -> Channel | None:
        async with self.database.tenant_transaction(tenant_id) as connection:
            found = await ChannelRepository(connection, tenant_id).with_tenant(channel_id)
        return found[1] if found else None
