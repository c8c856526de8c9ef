"""The templates of a tenant's channels: brought in from their providers, and listed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.common.clock import Clock
from services.common.database import Database
from services.common.errors import FailedPrecondition, Later
from services.notifier.domain.errors import NoProviderAnswered
from services.notifier.domain.outcomes import Refused, TryAgain, Unclear
from services.notifier.domain.template import Template, TemplateState
from services.notifier.providers.directory import Directory
from services.notifier.providers.provider import Platform, Providers
from services.notifier.providers.tenant import Channel, Senders
from services.notifier.storage.templates import Key, TemplateRepository


@dataclass(frozen=True)
class Synced:
    """What came of asking for a channel's templates. `reason`, UPPER_SNAKE: why nothing did; it
    has what it had."""

    channel_id: UUID
    templates: int = 0
    approved: int = 0
    reason: str = ""


class TemplateUseCases:
    """Templates are brought in channel by channel: one whose provider is away keeps its own."""

    def __init__(
        self,
        database: Database,
        directory: Directory,
        senders: Senders,
        providers: Providers,
        now: Clock,
    ) -> None:
        self.database = database
        self.directory = directory
        self.senders = senders
        self.providers = providers
        self.now = now

    async def list_templates(
        self, tenant_id: UUID, channel_id: UUID | None, *, after: Key | None, limit: int
    ) -> list[Template]:
        async with self.database.tenant_transaction(tenant_id) as connection:
            templates = TemplateRepository(connection, tenant_id)
            return await templates.listed(channel_id, after=after, limit=limit)

    async def sync_templates(self, tenant_id: UUID, channel_id: UUID | None) -> list[Synced]:
        """Bring them in; what came of each channel that has any."""
        channels = await self._channels(tenant_id, channel_id)
        synced = await asyncio.gather(*(self._synced(each) for each in channels))
        known = [each for each in synced if each is not None]
        if known and all(each.reason for each in known):
            raise NoProviderAnswered([each.reason for each in known])
        return known

    async def _channels(self, tenant_id: UUID, channel_id: UUID | None) -> list[Channel]:
        if channel_id is not None:
            return [(tenant_id, channel_id)]
        business = await self.directory.business(tenant_id)
        return [
            (tenant_id, each.channel_id)
            for each in business.channels
            if self._has_any(each.platform)
        ]

    def _has_any(self, platform: Platform) -> bool:
        provider = self.providers.get(platform)
        return provider is not None and provider.limits.templates

    async def _synced(self, channel: Channel) -> Synced | None:
        """What came of it; None: its provider has no templates. Raises CHANNEL_NOT_FOUND."""
        _, channel_id = channel
        try:
            found = await self._fetched(channel)
        except (Refused, TryAgain, Unclear) as error:
            return Synced(channel_id, reason=error.reason)
        except (FailedPrecondition, Later) as error:  # no credential, or the tenant service is away
            return Synced(channel_id, reason=error.reason)
        if found is None:
            return None
        await self._replace(channel, found)
        approved = sum(each.state is TemplateState.APPROVED for each in found)
        return Synced(channel_id, len(found), approved)

    async def _fetched(self, channel: Channel) -> Sequence[Template] | None:
        """As the provider has them now, asked again with a newer token where that is refused."""
        sender = await self.senders.of(channel)
        provider = self.providers.get(sender.platform)
        if provider is None or not provider.limits.templates:
            return None
        try:
            return _distinct(await provider.templates(sender, channel[1]))
        except Refused as refused:
            newer = await self.senders.another(channel, sender) if refused.token else None
            if newer is None:
                raise
            return _distinct(await provider.templates(newer, channel[1]))

    async def _replace(self, channel: Channel, found: Sequence[Template]) -> None:
        tenant_id, channel_id = channel
        async with self.database.tenant_transaction(tenant_id) as connection:
            templates = TemplateRepository(connection, tenant_id)
            await templates.replace(channel_id, found, self.now())


def _distinct(found: Sequence[Template]) -> list[Template]:
    """Each name once in a language, whatever the pages of the provider repeat."""
    return list({(each.name, each.language): each for each in found}.values())
