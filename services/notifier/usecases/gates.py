"""Whether a message may leave now: pauses, breaker and pace; and what each call teaches them.

`wait` is asked in the transaction that marks a message as being sent, and takes its place in all
of them; `note` is told in the one that stores what the call led to. Both are shared by all
replicas through the database. Two things stay in the process, because a write for each message
would cost more than they are worth: calls that ended well, told with the next failure, and the
tenth of a second of a number's time that it took in advance.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.common.breaker import BreakerRules, BreakerState, Successes
from services.common.database import Connection
from services.common.logs import event
from services.notifier.domain.message import Message, Purpose
from services.notifier.domain.outcomes import Accepted, Outcome, Refused, TryAgain, is_fault
from services.notifier.domain.pace import PAIR, Line, NumberPace, Rank, rank_of
from services.notifier.domain.remedy import Remedy
from services.notifier.domain.standing import Held, Standing
from services.notifier.providers.provider import Sender
from services.notifier.storage.breakers import Account, Breakers
from services.notifier.storage.recipients import Recipients
from services.notifier.storage.senders import SenderRepository
from services.notifier.usecases.account_events import note_outcome
from services.notifier.usecases.metrics import STOPS, TRANSITIONS
from services.notifier.usecases.portions import Portions

log = logging.getLogger(__name__)

WINDOW = timedelta(hours=24)
"""How long after a customer wrote they may be answered in free text."""
STOPPED = timedelta(seconds=60)
CAMPAIGNS_PAUSED = timedelta(hours=24)
LONGEST_PAIR = timedelta(hours=1)
LONGEST_NUMBER = timedelta(minutes=1)
SOON = timedelta(seconds=1)
"""Who waits for a call that is made to see looks again."""
KEPT_AT_MOST = 10_000


@dataclass(frozen=True)
class Wait:
    """It may not leave now: ask again after so long."""

    after: timedelta
    reason: str


@dataclass(frozen=True)
class _Call:
    """A call that is about to be made, or was."""

    connection: Connection
    tenant_id: UUID
    message: Message
    account: Account
    now: datetime

    @property
    def key(self) -> tuple[UUID, UUID]:
        return self.tenant_id, self.message.message_id

    @property
    def rank(self) -> Rank:
        return rank_of(self.message.purpose)

    @property
    def senders(self) -> SenderRepository:
        return SenderRepository(self.connection, self.tenant_id)

    @property
    def recipients(self) -> Recipients:
        return Recipients(self.connection, self.tenant_id)

    @property
    def breakers(self) -> Breakers:
        return Breakers(self.connection, self.tenant_id)


class Gates:
    """One for a process. `rate`: messages a second of one number, 0: no pace is kept at all."""

    def __init__(self, *, rate: float, rules: BreakerRules) -> None:
        self.rules = rules
        self.pace = NumberPace(rate) if rate else None
        self._portions = Portions()
        self._lines: dict[tuple[UUID, Rank, str], Line] = {}
        self._successes: dict[tuple[UUID, Account], Successes] = {}
        self._looking: set[tuple[UUID, UUID]] = set()
        self._probing: set[tuple[UUID, UUID]] = set()

    async def wait(  # noqa: PLR0917 (asked as `note` is told)
        self,
        connection: Connection,
        tenant_id: UUID,
        message: Message,
        sender: Sender,
        provider: str,
        now: datetime,
    ) -> Wait | None:
        """None: it leaves, and has taken its place. The caller has the message locked."""
        call = _Call(connection, tenant_id, message, Account(provider, sender.account), now)
        standing = await call.breakers.standing(message, call.account)
        held = standing.holds(message, now, PAIR if self.pace else None)
        # The rows in this order, as all take them: sender, recipient, breaker.
        held = held or await self._paced(call, standing) or await self._looks(call, standing)
        if held is None and self.pace:
            recipient = message.recipient
            await call.recipients.take(message.channel_id, recipient, now, PAIR.every)
        held = held or await self._probes(call, standing)
        return Wait(self._in_line(call, held) - now, held.reason) if held else None

    async def _paced(self, call: _Call, standing: Standing) -> Held | None:
        """Take a place in the number's time, or say when there is one."""
        if self.pace is None:
            return None
        now, channel_id = call.now, call.message.channel_id
        async with self._portions.locked(channel_id) as portion:
            if portion.take(now):
                return None
            if wait := self.pace.wait(call.rank, standing.number_time, now):
                return Held(now + wait, "NUMBER_PACED")
            size = portion.size(now, self.pace.places)
            taken, latest = size * self.pace.one, self.pace.latest(call.rank, now)
            if await call.senders.draw(channel_id, now, taken, latest):
                portion.fill(size, now)
                return None
        return Held(now + taken, "NUMBER_PACED")

    async def _looks(self, call: _Call, standing: Standing) -> Held | None:
        """Be the one call that is made to see whether a stopped sender may go on; or wait for the
        one that is."""
        self._looking.discard(call.key)
        if not standing.looks():
            return None
        now, until = call.now, call.now + self.rules.probe
        if not await call.senders.look(call.message.channel_id, now, until):
            return Held(now + SOON, standing.pauses.reason)
        _remember(self._looking, call.key)
        return None

    async def _probes(self, call: _Call, standing: Standing) -> Held | None:
        """The same to see whether a provider that was away is back."""
        self._probing.discard(call.key)
        if not standing.probes(call.now):
            return None
        now, until = call.now, call.now + self.rules.probe
        if not await call.breakers.probe(call.account, now, until):
            return Held(now + SOON, "PROVIDER_DOWN")
        _remember(self._probing, call.key)
        _moved(call.account, BreakerState.HALF_OPEN)
        return None

    def _in_line(self, call: _Call, held: Held) -> datetime:
        """When to ask again: not all who wait for the same at the same moment."""
        if not (held.shared and self.pace):
            return held.until
        if len(self._lines) >= KEPT_AT_MOST:
            self._lines.clear()
        key = (call.message.channel_id, call.rank, held.reason)
        return self._lines.setdefault(key, Line()).place(held.until, self.pace.every(call.rank))

    async def note(  # noqa: PLR0917 (told as `wait` is asked)
        self,
        connection: Connection,
        tenant_id: UUID,
        message: Message,
        sender: Sender,
        provider: str,
        outcome: Outcome,
        now: datetime,
    ) -> None:
        """Pause who has to, and count for the breaker. Writes nothing where all is well."""
        call = _Call(connection, tenant_id, message, Account(provider, sender.account), now)
        if isinstance(outcome, Refused | TryAgain):
            await note_outcome(connection, tenant_id, message, outcome, now)
        await self._looked(call, outcome)
        if isinstance(outcome, Refused | TryAgain):
            await _pause(call, outcome)
        await self._count(call, outcome)

    async def _looked(self, call: _Call, outcome: Outcome) -> None:
        """A stopped sender goes on once its provider took a message, or refused that one alone."""
        if call.key not in self._looking:
            return
        alone = isinstance(outcome, Refused) and outcome.remedy is not Remedy.STOP_CHANNEL
        if alone or isinstance(outcome, Accepted):
            await call.senders.lift(call.message.channel_id, call.now)
            self._looking.discard(call.key)

    async def _count(self, call: _Call, outcome: Outcome) -> None:
        if len(self._successes) >= KEPT_AT_MOST:
            self._successes.clear()
        successes = self._successes.setdefault((call.tenant_id, call.account), Successes())
        probed, fault = call.key in self._probing, is_fault(outcome)
        if not (probed or fault):
            successes.count(call.now, self.rules)
            return
        before = await call.breakers.lock(call.account)
        # Told once more, or of a status later on, it is a call like any other.
        if not (probed and before.state(call.now) is BreakerState.HALF_OPEN):
            if not fault:
                return
            after = before.failed(call.now, self.rules, successes.told())
        else:
            after = before.opened(call.now, self.rules) if fault else before.closed()
        await call.breakers.save(call.account, after)
        if before.open_until != after.open_until:
            _moved(call.account, after.state(call.now))

    async def window_open(
        self, connection: Connection, tenant_id: UUID, message: Message, now: datetime
    ) -> bool:
        """Whether the recipient wrote to the channel within 24 hours."""
        recipients = Recipients(connection, tenant_id)
        wrote = await recipients.wrote_time(message.channel_id, message.recipient)
        return wrote is not None and now < wrote + WINDOW

    def every(self, purpose: Purpose) -> timedelta:
        """How far apart those of a purpose stand in line; nothing: they stand in none."""
        rank = rank_of(purpose)
        return self.pace.every(rank) if self.pace and rank is not Rank.REPLY else timedelta()

    async def place(  # noqa: PLR0917 (what is to be placed, and when)
        self,
        connection: Connection,
        tenant_id: UUID,
        channel_id: UUID,
        purpose: Purpose,
        count: int,
        now: datetime,
    ) -> list[datetime]:
        """When each of so many messages of a purpose is due, so that what nobody asked for comes
        at a pace that leaves room to replies: one that comes alone is due at once."""
        rank = rank_of(purpose)
        if self.pace is None or rank is Rank.REPLY:
            return [now] * count
        every = self.every(purpose)
        senders = SenderRepository(connection, tenant_id)
        end = await senders.place(channel_id, rank, now, count * every)
        return [max(end - left * every, now) for left in range(count, 0, -1)]


async def _pause(call: _Call, outcome: Refused | TryAgain) -> None:
    """Do what the outcome says of others than its message."""
    senders, channel_id, now = call.senders, call.message.channel_id, call.now
    named = outcome.after if isinstance(outcome, TryAgain) else None
    match outcome.remedy:
        case Remedy.WAIT_PAIR:
            until = now + (named or _grown(4, call.message, LONGEST_PAIR))
            await call.recipients.pause(channel_id, call.message.recipient, until)
        case Remedy.WAIT_NUMBER:
            until = now + (named or _grown(2, call.message, LONGEST_NUMBER))
            await senders.pause(channel_id, until, outcome.reason)
        case Remedy.STOP_CHANNEL:
            await senders.stop(channel_id, now + (named or STOPPED), outcome.reason)
            STOPS.labels(call.account.provider, "channel").inc()
        case Remedy.PAUSE_CAMPAIGNS:
            await senders.pause_campaigns(channel_id, now + CAMPAIGNS_PAUSED, outcome.reason)
            STOPS.labels(call.account.provider, "campaigns").inc()


def _remember(calls: set[tuple[UUID, UUID]], key: tuple[UUID, UUID]) -> None:
    if len(calls) >= KEPT_AT_MOST:
        calls.clear()
    calls.add(key)


def _grown(base: int, message: Message, longest: timedelta) -> timedelta:
    """Longer after each call for the message: base^calls seconds."""
    return min(timedelta(seconds=base ** min(max(message.attempts, 1), 10)), longest)


def _moved(account: Account, to: BreakerState) -> None:
    TRANSITIONS.labels(account.provider, to).inc()
    level = logging.WARNING if to is BreakerState.OPEN else logging.INFO
    event(log, "breaker", level=level, to=to, provider=account.provider)
