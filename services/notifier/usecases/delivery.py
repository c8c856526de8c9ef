"""Sends what waits in a lane: one message at a time, in order for each recipient.

Three steps, so that no transaction is open across a call: `Taking` commits that the call is about
to be made, `Calling` makes it, `Settling` stores what it led to and lets the lane go, in one
transaction. A process that ends between them leaves the message in `sending`; whoever claims the
lane next takes it for ambiguous, and waits for its status before anything is sent again.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from services.common import failpoints
from services.common.backoff import Backoff
from services.common.clock import Clock
from services.common.flags import Flags
from services.common.grpc_errors import UpstreamFailed
from services.common.lanes import Again, Claim
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Outcome, Refused
from services.notifier.domain.recovery import at_once
from services.notifier.domain.sending_rules import UNASKED
from services.notifier.domain.states import State
from services.notifier.domain.steps import Patience, until_expiry
from services.notifier.providers.channel_health import ChannelHealth
from services.notifier.providers.directory import Directory, Person
from services.notifier.usecases.calling import Calling, Taken, Way
from services.notifier.usecases.errand import Errand
from services.notifier.usecases.recovering import Recovering
from services.notifier.usecases.settling import UNSETTLED, Settling
from services.notifier.usecases.stock import Stock, TemplatesUnknown
from services.notifier.usecases.taking import Stuck, Taking

CHANNEL_FULL = Backoff(timedelta(seconds=0.5), timedelta(seconds=5))
"""How long a message waits where its channel has as many calls under way as it may have."""

AT_ONCE = 10
"""Calls for a message that may follow each other without a pause, each as another thing."""


class Delivery:
    """Handles the claims of the notifier's lanes. `chance` gives numbers from 0 to 1.

    `per_channel`: so many calls of one channel at once, so that one whose provider hangs does not
    take the room of all others.
    """

    def __init__(
        self,
        taking: Taking,
        calling: Calling,
        settling: Settling,
        recovering: Recovering,
        *,
        stock: Stock,
        directory: Directory,
        health: ChannelHealth,
        flags: Flags,
        patience: Patience,
        per_channel: int,
        now: Clock,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.taking = taking
        self.calling = calling
        self.settling = settling
        self.recovering = recovering
        self.stock = stock
        self.directory = directory
        self.health = health
        self.flags = flags
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
        if errand.follow_up:
            return await self.recovering.follow_up(claim, tenant_id, errand)
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
        turn = await self._turn(claim, tenant_id, errand, way)
        if isinstance(turn, Stuck):
            recovering, message = self.recovering, turn.message
            if not await recovering.by_next_way(claim, tenant_id, message, turn.reason):
                raise Again(turn.wait)
        elif turn is not None:
            await self._send(claim, tenant_id, turn)

    async def _turn(
        self, claim: Claim, tenant_id: UUID, errand: Errand, way: Way | Refused | None
    ) -> Taken | Stuck | None:
        """What becomes of the message now, once it is known which templates there are."""
        person = await self._person(tenant_id, errand)
        try:
            return await self.taking.take(claim, tenant_id, errand.message_id, way, person)
        except TemplatesUnknown:
            await self.stock.bring_in((tenant_id, errand.channel_id))
        return await self.taking.take(claim, tenant_id, errand.message_id, way, person)

    async def _person(self, tenant_id: UUID, errand: Errand) -> Person | None:
        """The customer who did not ask: an opt-out under any of their ids holds. Where they cannot
        be known the message waits."""
        if errand.unasked is None:
            return None
        try:
            return await self.directory.person(tenant_id, errand.unasked)
        except UpstreamFailed:
            raise Again from None

    async def _wanted(self, tenant_id: UUID, errand: Errand) -> bool:
        """Whether it may be sent: a reply always, what nobody asked for while the flag is on."""
        if errand.unasked is None:
            return True
        on = await self.flags.on(UNASKED, tenant_id, str(errand.unasked), otherwise=None)
        if on is None:  # nobody could be asked: what is withheld is never sent, so this waits
            raise Again
        return on

    async def _send(self, claim: Claim, tenant_id: UUID, taken: Taken) -> None:
        """Call, store what it led to, and let the lane go: for good, or for a while."""
        failpoints.reach("notifier.message_taken")
        called = await self.calling.call(claim, tenant_id, taken)
        self.health.note(tenant_id, taken.message.channel_id, called.outcome)
        failpoints.reach("notifier.provider_answered")
        after = await self.settling.settle(claim, tenant_id, called)
        if after.state in UNSETTLED:
            pause = self._pause(after, called.outcome)
            raise Again(until_expiry(after, self.now(), pause))
        failpoints.reach("notifier.outcome_stored")

    def _pause(self, message: Message, outcome: Outcome) -> timedelta:
        """How long the message waits now, as far as it alone decides that."""
        if message.state is State.AMBIGUOUS:
            return self.patience.look
        calls = message.attempts - message.parts_sent
        if at_once(outcome) and calls < AT_ONCE:
            return timedelta()
        return self.patience.retries.delay(calls, outcome, self.chance())
