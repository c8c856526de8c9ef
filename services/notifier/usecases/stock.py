"""Brings in the templates of a channel of which none are known, when a message first needs one: who
has just set a channel up need not think of it."""

import asyncio
from datetime import datetime, timedelta

from services.common.clock import Clock
from services.common.errors import MeshError, NotFound
from services.common.grpc_errors import UpstreamFailed
from services.common.lanes import Again
from services.notifier.domain.errors import NoProviderAnswered
from services.notifier.providers.tenant import Channel
from services.notifier.usecases.templates import TemplateUseCases

LOOKED_FOR = timedelta(hours=1)
"""So long a channel that has none is believed to have none."""
UNANSWERED_FOR = timedelta(seconds=1)
"""So long nobody looks again where nobody answered: many may wait for the same."""
HAS_NONE = frozenset({"CREDENTIAL_MISSING", "ACCOUNT_MISSING", "PROVIDER_REFUSED"})
"""Why a channel has none until a person does something. All else passes."""
KEPT_AT_MOST = 10_000


class TemplatesUnknown(Exception):
    """Nobody has looked yet which templates the channel has: bring them in, and ask again."""


class Stock:
    """Many messages of a channel that need it at once look once."""

    def __init__(self, templates: TemplateUseCases, now: Clock) -> None:
        self._templates = templates
        self._now = now
        self._looked: dict[Channel, datetime] = {}
        self._unanswered: dict[Channel, datetime] = {}
        self._looking: dict[Channel, asyncio.Task[bool]] = {}

    def may_have(self, channel: Channel) -> bool:
        """Whether nobody has looked lately."""
        return not self._within(LOOKED_FOR, self._looked.get(channel))

    async def bring_in(self, channel: Channel) -> None:
        """Look. Raises Again where nobody answers who knows: what needs them waits for that."""
        if self._within(UNANSWERED_FOR, self._unanswered.get(channel)):
            raise Again
        if channel not in self._looking:
            task = self._looking[channel] = asyncio.create_task(self._look(channel))
            task.add_done_callback(lambda _: self._looking.pop(channel, None))
        # Shielded: who stops waiting must not take it from the others.
        if not await asyncio.shield(self._looking[channel]):
            raise Again

    async def _look(self, channel: Channel) -> bool:
        """Whether it is known by now which ones there are, be it none."""
        known = await self._brought_in(channel)
        kept = self._looked if known else self._unanswered
        if len(kept) >= KEPT_AT_MOST:
            kept.clear()
        kept[channel] = self._now()
        return known

    async def _brought_in(self, channel: Channel) -> bool:
        try:
            await self._templates.sync_templates(*channel)
        except NoProviderAnswered as error:
            return HAS_NONE.issuperset(error.reasons)
        except NotFound:  # there is no such channel
            return True
        except (MeshError, UpstreamFailed):
            return False
        return True

    def _within(self, time: timedelta, since: datetime | None) -> bool:
        return since is not None and self._now() - since < time
