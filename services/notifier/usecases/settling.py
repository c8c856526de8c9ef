"""Stores what a call led to. The provider cannot be asked a second time, so this does not give up
while the database is away, nor when the lane is lost meanwhile."""

import asyncio
from uuid import UUID

from services.common.clock import Clock
from services.common.database import Database
from services.common.lanes import Claim, LaneLost, Lanes, NewJob
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Accepted, Outcome, Refused
from services.notifier.domain.recovery import after_call
from services.notifier.domain.remedy import Remedy
from services.notifier.domain.states import State
from services.notifier.providers.error_table import why_failed
from services.notifier.storage.attempts import AttemptRepository
from services.notifier.storage.parked import parked
from services.notifier.usecases.calling import Called
from services.notifier.usecases.errand import follow_up_job
from services.notifier.usecases.finishing import finish_first
from services.notifier.usecases.gates import Gates
from services.notifier.usecases.metrics import count_change
from services.notifier.usecases.moment import Moment
from services.notifier.usecases.recovering import Recovering
from services.notifier.usecases.surely import surely

NAME_OURS = frozenset({"meta"})
"""Providers whose statuses name our own id: none of them comes too early to be understood."""

UNSETTLED = frozenset({State.QUEUED, State.AMBIGUOUS})
"""After a call: it is made again later, or its status is waited for. The lane waits with it."""


class Settling:
    """The end of a call: its outcome, what follows from it, and the lane, in one transaction."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        gates: Gates,
        recovering: Recovering,
        *,
        lane_secret: bytes,
        now: Clock,
    ) -> None:
        self.database = database
        self.lanes = lanes
        self.gates = gates
        self.recovering = recovering
        self.lane_secret = lane_secret
        self.now = now
        self._storing: set[asyncio.Task[Message]] = set()

    async def settle(self, claim: Claim, tenant_id: UUID, called: Called) -> Message:
        """The message as it is stored.

        Whoever works on a lost lane is stopped; the storing goes on, for those who have it then.
        """
        storing = asyncio.create_task(surely(lambda: self._once(claim, tenant_id, called)))
        self._storing.add(storing)
        storing.add_done_callback(self._ended)
        return await asyncio.shield(storing)

    def _ended(self, storing: asyncio.Task[Message]) -> None:
        self._storing.discard(storing)
        if not storing.cancelled():
            storing.exception()  # told to whoever waits; nobody does where the lane was lost

    async def _once(self, claim: Claim, tenant_id: UUID, called: Called) -> Message:
        try:
            return await self._stored(claim, tenant_id, called)
        except LaneLost:
            await self._stored(None, tenant_id, called)
            raise

    async def _stored(self, claim: Claim | None, tenant_id: UUID, called: Called) -> Message:
        async with self.database.tenant_transaction(tenant_id) as connection:
            at = Moment(connection, tenant_id, self.now())
            before = await at.messages.lock(called.taken.message.message_id)
            after = await self._told(at, after_call(before, called.outcome, at.now), called)
            attempts = AttemptRepository(connection, tenant_id)
            changed = after if after != before else None
            await attempts.end(after.message_id, called.ended, changed)
            await self._follow(at, after, called)
            if claim is not None and after.state not in UNSETTLED:
                await finish_first(self.lanes, connection, claim, after)
        count_change(before, after)
        return after

    async def _told(self, at: Moment, message: Message, called: Called) -> Message:
        """With the statuses that came before we knew how the provider calls the message."""
        named = message.provider_message_id
        if not (named and isinstance(called.outcome, Accepted)):
            return message
        if called.taken.way.provider.name in NAME_OURS:
            return message
        statuses = await parked(at.connection, at.tenant_id, named)
        for status in sorted(statuses, key=lambda each: each.state is State.FAILED):
            why = why_failed(message.provider, status.error_code)
            message = message.told(status, at.now, why)
        return message

    async def _follow(self, at: Moment, message: Message, called: Called) -> None:
        """Locks in this order, as where a message is taken: a customer's, those of channels, those
        of lanes."""
        outcome, taken = called.outcome, called.taken
        if isinstance(outcome, Refused):
            await self.recovering.follow(at, message, outcome, taken.template)
        sender, name = taken.way.sender, taken.way.provider.name
        await self.gates.note(at.connection, at.tenant_id, message, sender, name, outcome, at.now)
        if jobs := self._follow_ups(at, message, outcome):
            await self.lanes.enqueue(at.connection, jobs)

    def _follow_ups(self, at: Moment, message: Message, outcome: Outcome) -> list[NewJob]:
        """What looks what else helps: the call said so, or a status that came before it ended."""
        if message.state is not State.FAILED:
            return []
        if isinstance(outcome, Accepted):
            return [follow_up_job(message, at.tenant_id, self.lane_secret)]
        elsewhere = isinstance(outcome, Refused) and outcome.remedy is Remedy.NEXT_PROVIDER
        if elsewhere and message.unasked:
            return [follow_up_job(message, at.tenant_id, self.lane_secret, Remedy.NEXT_PROVIDER)]
        return []
