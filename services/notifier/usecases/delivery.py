"""Sends what waits in a lane: one message at a time, in order for each recipient.

Three steps, so that no transaction is open across a call: `_take` commits that the call is about
to be made, `Calling.call` makes it, `Settling` stores what it led to and lets the lane go, in one
transaction. A process that ends between them leaves the message in `sending`; whoever claims the
lane next takes it for ambiguous, and waits for its status before anything is sent again.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from services.common import failpoints
from services.common.backoff import Backoff
from services.common.clock import Clock
from services.common.database import Database
from services.common.flags import Flags
from services.common.lanes import Again, Claim, Lanes
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Outcome, Refused, TryAgain
from services.notifier.domain.steps import Patience, Plan, Step, next_step, until_expiry
from services.notifier.providers.channel_health import ChannelHealth
from services.notifier.storage.messages import MessageRepository
from services.notifier.usecases.calling import Calling, Way
from services.notifier.usecases.errand import Errand
from services.notifier.usecases.metrics import count_change
from services.notifier.usecases.settling import UNSETTLED, Settling, finish_first

UNASKED = "notifications"
"""The flag: whether this customer is written to without having asked."""
CHANNEL_FULL = Backoff(timedelta(seconds=0.5), timedelta(seconds=5))
"""How long a message waits where its channel has as many calls under way as it may have."""


class Delivery:
    """Handles the claims of the notifier's lanes. `chance` gives numbers from 0 to 1.

    `per_channel`: so many calls of one channel at once, so that one whose provider hangs does not
    take the room of all others.
    """

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        calling: Calling,
        health: ChannelHealth,
        flags: Flags,
        *,
        patience: Patience,
        per_channel: int,
        now: Clock,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.database = database
        self.lanes = lanes
        self.calling = calling
        self.health = health
        self.flags = flags
        self.settling = Settling(database, lanes, now)
        self.patience = patience
        self.now = now
        self.chance = chance
        self._per_channel = per_channel
        self._under_way: Counter[UUID] = Counter()

    async def handle(self, claim: Claim) -> None:
        """Do what is next for the first message of the claim; the others stay in the lane."""
        tenant_id = claim.tenant_id
        if tenant_id is None:
            raise TypeError("every lane of the notifier has a tenant")
        errand = Errand.unpacked(claim.jobs[0].payload)
        if self._under_way[errand.channel_id] >= self._per_channel:
            raise Again(CHANNEL_FULL.pause(claim.waits))
        self._under_way[errand.channel_id] += 1
        try:
            await self._deliver(claim, tenant_id, errand)
        finally:
            self._under_way[errand.channel_id] -= 1
            self._under_way += Counter()  # forgets those that have none

    async def _deliver(self, claim: Claim, tenant_id: UUID, errand: Errand) -> None:
        wanted = await self._wanted(tenant_id, errand)
        way = await self.calling.way(tenant_id, errand.channel_id) if wanted else None
        message = await self._take(claim, tenant_id, errand.message_id, way)
        if message is not None and isinstance(way, Way):
            failpoints.reach("notifier.message_taken")
            outcome = await self.calling.call(claim, tenant_id, message, way)
            self.health.note(tenant_id, errand.channel_id, outcome)
            failpoints.reach("notifier.provider_answered")
            await self._settle(claim, tenant_id, message, outcome)
            failpoints.reach("notifier.outcome_stored")

    async def _wanted(self, tenant_id: UUID, errand: Errand) -> bool:
        """Whether it may be sent: a reply always, what nobody asked for while the flag is on."""
        if errand.unasked is None:
            return True
        on = await self.flags.on(UNASKED, tenant_id, str(errand.unasked), otherwise=None)
        if on is None:  # nobody could be asked: what is withheld is never sent, so this waits
            raise Again
        return on

    async def _take(
        self, claim: Claim, tenant_id: UUID, message_id: UUID, way: Way | Refused | None
    ) -> Message | None:
        """Commit that the message is being sent; None where nothing is left to send. Without a way
        it is withheld."""
        now = self.now()
        async with self.database.tenant_transaction(tenant_id) as connection:
            messages = MessageRepository(connection, tenant_id)
            before, paused_until = await messages.lock(message_id)
            plan = next_step(before, now, self.patience, paused_until)
            if plan.step is Step.SEND:
                plan = _begun(plan.message, way, now)
            if plan.message != before:
                await messages.save([plan.message])
            if plan.step is Step.DONE:
                await finish_first(self.lanes, connection, claim, plan.message)
        count_change(before, plan.message)
        if plan.step is Step.WAIT:
            raise Again(plan.wait)
        return plan.message if plan.step is Step.SEND else None

    async def _settle(
        self, claim: Claim, tenant_id: UUID, message: Message, outcome: Outcome
    ) -> None:
        """Store what the call led to, and let the lane go: for good, or for a while."""
        wait = self.patience.look
        if isinstance(outcome, TryAgain):
            retries = self.patience.retries
            wait = retries.delay(message.attempts, outcome, self.chance())
        after = await self.settling.settle(claim, tenant_id, message, outcome, wait)
        if after.state in UNSETTLED:
            raise Again(until_expiry(after, self.now(), wait))


def _begun(message: Message, way: Way | Refused | None, now: datetime) -> Plan:
    """The message as it is once its call is about to be made, or cannot be made at all."""
    if way is None:
        return Plan(Step.DONE, message.withheld(now))
    if isinstance(way, Refused):
        return Plan(Step.DONE, message.after(way, now))
    return Plan(Step.SEND, message.sending(way.provider.name, now))
