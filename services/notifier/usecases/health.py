"""How the channels of a tenant do, as its people and operators ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.common.breaker import Breaker
from services.common.clock import Clock
from services.common.database import Database
from services.common.errors import FailedPrecondition, NotFound
from services.common.flags import OFF, Flags
from services.notifier.domain.health import ProviderHealth, TenantHealth
from services.notifier.domain.sending_rules import UNASKED
from services.notifier.domain.standing import Pauses
from services.notifier.domain.way import Channel, Platform
from services.notifier.providers.directory import Directory
from services.notifier.providers.provider import Provider, Providers
from services.notifier.providers.tenant import Senders
from services.notifier.storage.breakers import Account, Breakers
from services.notifier.storage.health import HealthRepository
from services.notifier.storage.senders import SenderRepository

STRETCH = timedelta(hours=24)

_FIRST = list(Platform)


@dataclass(frozen=True)
class _Called:
    """A channel, and who is called for it."""

    channel_id: UUID
    account: Account


class HealthUseCases:
    """How the channels of all tenants do."""

    def __init__(
        self,
        database: Database,
        directory: Directory,
        senders: Senders,
        providers: Providers,
        flags: Flags,
        *,
        now: Clock,
    ) -> None:
        self.database = database
        self.directory = directory
        self.senders = senders
        self.providers = providers
        self.flags = flags
        self.now = now

    async def get_provider_health(self, tenant_id: UUID) -> TenantHealth:
        """Raises TENANT_NOT_FOUND as the tenant service does."""
        business = await self.directory.business(tenant_id)
        channels = sorted(business.channels, key=lambda each: _FIRST.index(each.platform))
        called = [
            await self._called(tenant_id, each, provider)
            for each in channels
            if (provider := self.providers.get(each.platform))
        ]
        flag = await self.flags.setting(UNASKED, tenant_id) or OFF
        providers = await self._health(tenant_id, called)
        return TenantHealth(flag.enabled, flag.percentage, tuple(providers))

    async def _called(self, tenant_id: UUID, channel: Channel, provider: Provider) -> _Called:
        try:
            sender = await self.senders.of((tenant_id, channel.channel_id))
        except (NotFound, FailedPrecondition):  # it has no credential, so no account is called
            return _Called(channel.channel_id, Account(provider.name, ""))
        return _Called(channel.channel_id, Account(provider.name, sender.account))

    async def _health(self, tenant_id: UUID, called: Sequence[_Called]) -> list[ProviderHealth]:
        now, ids = self.now(), [each.channel_id for each in called]
        async with self.database.tenant_transaction(tenant_id) as connection:
            # First: of a breaker that is open the calls that opened it are counted.
            breakers = await Breakers(connection, tenant_id).all()
            counts = await HealthRepository(connection, tenant_id).counts(ids, now - STRETCH, now)
            pauses = await SenderRepository(connection, tenant_id).pauses(ids)
        return [
            ProviderHealth(
                channel_id=each.channel_id,
                provider=each.account.provider,
                account=each.account.account,
                counts=counts[each.channel_id],
                breaker=breakers.get(each.account, Breaker()),
                pauses=pauses.get(each.channel_id, Pauses()),
            )
            for each in called
        ]
