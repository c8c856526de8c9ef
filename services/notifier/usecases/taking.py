"""Takes a message whose turn it is: one transaction decides whether it is sent now, and as what.

It commits that the call is about to be made. What was wanted a moment ago may not be any more: an
opt-out, the flag, the night, the window, the pace and the breaker are all asked here.
"""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from services.common.clock import Clock
from services.common.database import Database
from services.common.lanes import Again, Claim, Lanes
from services.common.logs import event
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Refused
from services.notifier.domain.quiet_hours import CAN_WAIT, waits_until
from services.notifier.domain.recovery import may_leave_otherwise
from services.notifier.domain.sending_rules import QuietHours
from services.notifier.domain.states import State
from services.notifier.domain.steps import (
    Patience,
    Plan,
    Step,
    longest_wait,
    next_step,
    until_expiry,
)
from services.notifier.providers.directory import Person
from services.notifier.storage.attempts import AttemptRepository
from services.notifier.storage.preferences import Preferences
from services.notifier.storage.sending_rules import quiet_hours
from services.notifier.usecases.attempt import about
from services.notifier.usecases.calling import Taken, Way
from services.notifier.usecases.errand import later_job
from services.notifier.usecases.finishing import finish_first
from services.notifier.usecases.gates import Gates, Wait
from services.notifier.usecases.metrics import count_change
from services.notifier.usecases.moment import Moment
from services.notifier.usecases.showing import Showing

log = logging.getLogger(__name__)

QUIET = "QUIET_HOURS"
WORTH_SAYING = timedelta(seconds=1)
"""What waits no longer than that does not say why."""


@dataclass(frozen=True)
class Stuck:
    """A message that waits because nothing leaves by its channel, which may take long."""

    message: Message
    reason: str
    wait: timedelta


Turn = Taken | Stuck | Plan
"""What becomes of a message whose turn it is."""


class Taking:
    """`quiet`: when it is quiet for tenants that say nothing of it. `lane_secret` hides sender and
    recipient in the keys of lanes."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        gates: Gates,
        showing: Showing,
        *,
        patience: Patience,
        quiet: QuietHours | None,
        lane_secret: bytes,
        now: Clock,
    ) -> None:
        self.database = database
        self.lanes = lanes
        self.gates = gates
        self.showing = showing
        self.patience = patience
        self.quiet = quiet
        self.lane_secret = lane_secret
        self.now = now

    async def take(
        self,
        claim: Claim,
        tenant_id: UUID,
        message_id: UUID,
        way: Way | Refused | None,
        person: Person | None,
    ) -> Taken | Stuck | None:
        """The message, stored as being sent; None where nothing is left to send. Without a way it
        is withheld. `person`: the customer of one that nobody asked for. Raises Again where the
        lane waits with it."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            at = Moment(connection, tenant_id, self.now())
            before = await at.messages.lock(message_id)
            turn = await self._turn(at, before, way, person)
            await self._store(at, claim, before, turn)
        count_change(before, turn.message)
        if turn.message.state is State.DISABLED and before.state is not State.DISABLED:
            event(log, "disabled", **about(turn.message), reason=turn.message.reason)
        if not isinstance(turn, Plan):
            return turn
        if turn.step is Step.WAIT:
            raise Again(turn.wait)
        return None

    async def _turn(
        self, at: Moment, message: Message, way: Way | Refused | None, person: Person | None
    ) -> Turn:
        plan = next_step(message, at.now, self.patience)
        if plan.step is not Step.SEND:
            return plan
        message = plan.message
        person = person or Person((message.customer_id,))
        if message.unasked and (held := await self._held(at, message, way, person)):
            return held
        if way is None:
            return Plan(Step.DONE, message.withheld(at.now))
        if isinstance(way, Refused):
            return Plan(Step.DONE, message.after(way, at.now))
        turn = await self._passed(at, message, way)
        return replace(turn, person=person) if isinstance(turn, Taken) else turn

    async def _held(
        self, at: Moment, message: Message, way: Way | Refused | None, person: Person
    ) -> Plan | None:
        """What becomes of a message that nobody asked for where it is not wanted, or not now."""
        if _is_gone(message, person):
            return Plan(Step.DONE, message.addressee_gone(at.now))
        preferences = Preferences(at.connection, at.tenant_id)
        if await preferences.refuses({message.customer_id, *person.ids}, message.category):
            return Plan(Step.DONE, message.suppressed(at.now))
        if not isinstance(way, Way) or message.purpose not in CAN_WAIT:
            return None
        quiet = await quiet_hours(at.connection, at.tenant_id) or self.quiet
        if (until := waits_until(message, quiet, at.now)) is None:
            return None
        held = replace(message, reason=QUIET, send_time=until)
        return Plan(Step.LATER, held, until - at.now)

    async def _passed(self, at: Moment, message: Message, way: Way) -> Turn:
        """Through the window and the gates."""
        provider, sender = way.provider, way.sender
        shown = await self.showing.shown(at, message, provider.limits)
        if isinstance(shown, Refused):
            return Plan(Step.DONE, message.after(shown, at.now))
        wait = await self.gates.wait(
            at.connection, at.tenant_id, message, sender, provider.name, at.now
        )
        if wait is not None:
            return _waiting(at, message, wait)
        sending = message.sending(provider.name, at.now, shown.template_name)
        sending = replace(sending, content=replace(sending.content, text=shown.text))
        return Taken(sending, way, shown.parts, shown.template)

    async def _store(self, at: Moment, claim: Claim, before: Message, turn: Turn) -> None:
        if isinstance(turn, Taken):
            attempts = AttemptRepository(at.connection, at.tenant_id)
            await attempts.begin(turn.message, turn.way.sender.account, at.now)
            if turn.message.content != before.content:
                await at.messages.reword(turn.message)
            return
        if turn.message != before:
            await at.messages.save([turn.message])
        if turn.message.send_time != before.send_time:
            await at.messages.move(turn.message)
        if isinstance(turn, Stuck) or turn.step is Step.WAIT:
            return
        if turn.step is Step.LATER:
            due_time, instead_of = at.now + turn.wait, claim.jobs[0].job_id
            job = later_job(turn.message, at.tenant_id, self.lane_secret, due_time, instead_of)
            await self.lanes.enqueue(at.connection, [job])
        await finish_first(self.lanes, at.connection, claim, turn.message)


def _is_gone(message: Message, person: Person) -> bool:
    """Whether there is nobody any more to write to. Who gives an address may name a customer that
    nobody knows; of one that was written down for later it is believed that there was one."""
    for_later = message.send_time is not None and message.reason != QUIET
    believed = for_later and message.follows_id is None
    return person.deleted or (person.missing and believed)


def _waiting(at: Moment, message: Message, wait: Wait) -> Stuck | Plan:
    """The message as it waits for a gate. What a provider said of it stays its reason."""
    if message.attempts == 0 and wait.after >= WORTH_SAYING:
        message = replace(message, reason=wait.reason)
    pause = until_expiry(message, at.now, min(wait.after, longest_wait(message)))
    if may_leave_otherwise(message, wait.reason, at.now):
        return Stuck(message, wait.reason, pause)
    return Plan(Step.WAIT, message, pause)
