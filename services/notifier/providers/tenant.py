"""The tenant service, as the notifier asks it: with which credential to call a provider."""

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.tenant.v1 import channel_service_pb2 as tenant_pb

from services.common.clock import Clock
from services.common.logs import Secret
from services.notifier.providers.provider import Platform, Sender

if TYPE_CHECKING:
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub

KEPT_FOR = timedelta(seconds=30)
KEPT_AT_MOST = 10_000

_PLATFORMS = {
    tenant_pb.PLATFORM_WHATSAPP: Platform.WHATSAPP,
    tenant_pb.PLATFORM_TWILIO: Platform.TWILIO,
    tenant_pb.PLATFORM_INSTAGRAM: Platform.INSTAGRAM,
    tenant_pb.PLATFORM_CHATWOOT: Platform.CHATWOOT,
    tenant_pb.PLATFORM_ZAPTRA: Platform.ZAPTRA,
    tenant_pb.PLATFORM_WEB_CHAT: Platform.WEB_CHAT,
}

Channel = tuple[UUID, UUID]
"""A tenant and a channel of it."""


class Senders:
    """Channels with their credentials, kept for half a minute. Many who ask at once ask once."""

    def __init__(self, tenant: "ChannelServiceAsyncStub", now: Clock) -> None:
        self._tenant = tenant
        self._now = now
        self._kept: dict[Channel, tuple[datetime, Sender]] = {}
        self._asked: dict[Channel, asyncio.Task[Sender]] = {}

    async def of(self, channel: Channel) -> Sender:
        """The sender. Raises what the tenant service says: CHANNEL_NOT_FOUND, CREDENTIAL_MISSING,
        or that it is away."""
        until, sender = self._kept.get(channel, (None, None))
        if sender is not None and until is not None and self._now() < until:
            return sender
        if channel not in self._asked:
            task = self._asked[channel] = asyncio.create_task(self._ask(channel))
            task.add_done_callback(lambda _: self._asked.pop(channel, None))
        # Shielded: who stops waiting must not take the answer from the others.
        return await asyncio.shield(self._asked[channel])

    async def another(self, channel: Channel, refused: Sender) -> Sender | None:
        """The sender with a token other than the one refused; None where there is none yet."""
        kept = self._kept.get(channel)
        if kept is not None and kept[1] == refused:
            del self._kept[channel]
        sender = await self.of(channel)
        return None if sender.token == refused.token else sender

    async def _ask(self, channel: Channel) -> Sender:
        tenant_id, channel_id = map(str, channel)
        request = tenant_pb.GetCredentialRequest(tenant_id=tenant_id, channel_id=channel_id)
        given = await self._tenant.GetCredential(request)
        sender = Sender(
            _PLATFORMS[given.channel.platform],
            given.channel.address,
            Secret(given.access_token),
            account_id=given.channel.account_id,
        )
        if len(self._kept) >= KEPT_AT_MOST:
            self._kept.clear()
        self._kept[channel] = (self._now() + KEPT_FOR, sender)
        return sender
