"""Stores what a call led to. The provider cannot be asked a second time, so this does not give up
while the database is away, nor when the lane is lost meanwhile."""

import asyncio
from datetime import timedelta
from itertools import chain, repeat
from uuid import UUID

from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.errors import Unavailable
from services.common.lanes import Claim, LaneLost, Lanes
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Outcome, TryAgain
from services.notifier.domain.states import State
from services.notifier.storage.messages import MessageRepository
from services.notifier.storage.senders import SenderRepository
from services.notifier.usecases.metrics import count_change

PAUSES = (0.1, 0.2, 0.5, 1.0)
"""Seconds between tries while the database does not answer, the last of them again and again.
Where the process ends before it does, the message's status decides."""

UNSETTLED = frozenset({State.QUEUED, State.AMBIGUOUS})
"""After a call: it is made again later, or its status is waited for. The lane waits with it."""


class Settling:
    """The end of a call: outcome and lane in one transaction."""

    def __init__(self, database: Database, lanes: Lanes, now: Clock) -> None:
        self.database = database
        self.lanes = lanes
        self.now = now
        self._storing: set[asyncio.Task[Message]] = set()

    async def settle(
        self, claim: Claim, tenant_id: UUID, message: Message, outcome: Outcome, wait: timedelta
    ) -> Message:
        """The message as it is stored. `wait` is how long it waits where it is to be sent again.

        Whoever works on a lost lane is stopped; the storing goes on, for those who have it then.
        """
        storing = asyncio.create_task(self._surely(claim, tenant_id, message, outcome, wait))
        self._storing.add(storing)
        storing.add_done_callback(self._ended)
        return await asyncio.shield(storing)

    def _ended(self, storing: asyncio.Task[Message]) -> None:
        self._storing.discard(storing)
        if not storing.cancelled():
            storing.exception()  # told to whoever waits; nobody does where the lane was lost

    async def _surely(
        self, claim: Claim, tenant_id: UUID, message: Message, outcome: Outcome, wait: timedelta
    ) -> Message:
        pauses = chain(PAUSES, repeat(PAUSES[-1]))
        while True:
            try:
                return await self._once(claim, tenant_id, message, outcome, wait)
            except Unavailable:
                await asyncio.sleep(next(pauses))

    async def _once(
        self, claim: Claim, tenant_id: UUID, message: Message, outcome: Outcome, wait: timedelta
    ) -> Message:
        try:
            return await self._stored(claim, tenant_id, message, outcome, wait)
        except LaneLost:
            await self._stored(None, tenant_id, message, outcome, wait)
            raise

    async def _stored(
        self,
        claim: Claim | None,
        tenant_id: UUID,
        message: Message,
        outcome: Outcome,
        wait: timedelta,
    ) -> Message:
        now = self.now()
        async with self.database.tenant_transaction(tenant_id) as connection:
            messages = MessageRepository(connection, tenant_id)
            before, _ = await messages.lock(message.message_id)
            after = before.after(outcome, now)
            if after != before:
                await messages.save([after])
            if isinstance(outcome, TryAgain) and outcome.whole_channel:
                senders = SenderRepository(connection, tenant_id)
                await senders.pause(after.channel_id, now + wait)
            if claim is not None and after.state not in UNSETTLED:
                await finish_first(self.lanes, connection, claim, after)
        count_change(before, after)
        return after


async def finish_first(
    lanes: Lanes, connection: Connection, claim: Claim, message: Message
) -> None:
    """The first job of the claim is done, in the state of its message; others stay in the lane."""
    others = [job.job_id for job in claim.jobs[1:]]
    await lanes.finish(connection, claim, message.state, keep=others)
