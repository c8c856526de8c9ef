"""That a customer wrote: for a day they may be written to freely."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.common.clock import Clock
from services.common.database import Database
from services.common.errors import MeshError
from services.common.grpc_errors import UpstreamFailed
from services.common.logs import event
from services.notifier.domain.message import Recipient
from services.notifier.domain.outcomes import Refused, TryAgain, Unclear
from services.notifier.providers.provider import Providers
from services.notifier.providers.tenant import Senders
from services.notifier.storage.recipients import Recipients

log = logging.getLogger(__name__)

SHOWN_AT_ONCE = 100
"""More are not shown as read: it is a courtesy, and takes the room of messages."""


@dataclass(frozen=True)
class Inbound:
    """Who wrote, by which channel, and what they are to be shown of it."""

    channel_id: UUID
    recipient: Recipient
    wrote_time: datetime
    provider_message_id: str = ""
    show_read: bool = False
    show_typing: bool = False

    @property
    def shows(self) -> bool:
        return bool(self.provider_message_id) and (self.show_read or self.show_typing)


class InboundUseCases:
    """Remembers when customers wrote; shows them that it was read, which nobody waits for."""

    def __init__(
        self, database: Database, senders: Senders, providers: Providers, now: Clock
    ) -> None:
        self.database = database
        self.senders = senders
        self.providers = providers
        self.now = now
        self._showing: set[asyncio.Task[None]] = set()

    async def record_inbound(self, tenant_id: UUID, inbound: Inbound) -> None:
        """They wrote then, but not later than now: a platform's clock may be ahead."""
        wrote_time = min(inbound.wrote_time, self.now())
        async with self.database.tenant_transaction(tenant_id) as connection:
            recipients = Recipients(connection, tenant_id)
            await recipients.wrote(inbound.channel_id, inbound.recipient, wrote_time)
        if inbound.shows and len(self._showing) < SHOWN_AT_ONCE:
            showing = asyncio.create_task(self._show(tenant_id, inbound))
            self._showing.add(showing)
            showing.add_done_callback(self._showing.discard)

    async def _show(self, tenant_id: UUID, inbound: Inbound) -> None:
        try:
            sender = await self.senders.of((tenant_id, inbound.channel_id))
            if provider := self.providers.get(sender.platform):
                await provider.show_read(
                    inbound.provider_message_id, sender, typing=inbound.show_typing
                )
        except (MeshError, UpstreamFailed, Refused, TryAgain, Unclear) as error:
            reason = getattr(error, "reason", "INTERNAL")
            event(log, "read_not_shown", level=logging.WARNING, reason=reason)
