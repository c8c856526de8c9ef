"""Credentials: written encrypted, given only to the services that call a provider."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.envelope import KeyRing
from services.common.fields import RequestKey
from services.common.logs import Secret
from services.tenant.domain.channel import Channel, Platform, check_access_token
from services.tenant.domain.default_token import DefaultToken
from services.tenant.domain.errors import ChannelNotFound, CredentialMissing
from services.tenant.storage.channels import ChannelRepository
from services.tenant.storage.credentials import CredentialRepository
from services.tenant.usecases.access import Pepper


class CredentialUseCases:
    """`defaults` are the installation's: for channels that have no token of their own. `pepper`
    keeps who has the database from trying out what a stored request held."""

    def __init__(
        self,
        database: Database,
        keys: KeyRing,
        pepper: Pepper,
        defaults: Mapping[Platform, DefaultToken],
        now: Clock,
    ) -> None:
        self.database = database
        self.keys = keys
        self.pepper = pepper
        self.defaults = defaults
        self.now = now

    async def set_credential(
        self, tenant_id: UUID, key: RequestKey, channel_id: UUID, token: Secret
    ) -> None:
        check_access_token(token.reveal())
        key = replace(key, digest=self.pepper.digest(key.digest.hex()))
        async with self.database.tenant_transaction(tenant_id) as connection:
            if await requests.earlier(connection, tenant_id, key) is not None:
                return
            channels = ChannelRepository(connection, tenant_id)
            await channels.lock(channel_id)
            if await channels.with_tenant(channel_id) is None:
                raise ChannelNotFound(channel_id)
            credentials = CredentialRepository(connection, tenant_id, self.keys)
            await credentials.store(channel_id, token, self.now())
            await requests.keep(connection, tenant_id, key, str(channel_id))

    async def get_credential(self, tenant_id: UUID, channel_id: UUID) -> tuple[Channel, Secret]:
        """The channel and its token, or the installation's where it has none; ChannelNotFound where
        the channel or its tenant is deleted."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            reached = await ChannelRepository(connection, tenant_id).with_tenant(channel_id)
            if reached is None:
                raise ChannelNotFound(channel_id)
            own = await CredentialRepository(connection, tenant_id, self.keys).find(channel_id)
        _, channel = reached
        if own is not None:
            return channel, own
        default = self.defaults.get(channel.platform)
        if default is None:
            raise CredentialMissing(channel_id)
        return replace(channel, account_id=channel.account_id or default.account_id), default.token
