"""What to do next with a message whose turn it is, and when to come back to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from services.notifier.domain.message import Message, Purpose
from services.notifier.domain.outcomes import Outcome, TryAgain
from services.notifier.domain.states import State

LOOKS = {Purpose.REPLY: timedelta(seconds=30), Purpose.CAMPAIGN: timedelta(minutes=10)}
LOOK = timedelta(minutes=2)


@dataclass(frozen=True)
class Retries:
    """How long a message waits before another try: a quick burst, then ever slower."""

    burst: int = 3
    """Attempts that follow each other closely."""
    first: timedelta = timedelta(seconds=1)
    slow: timedelta = timedelta(seconds=15)
    longest: timedelta = timedelta(minutes=5)

    def delay(self, attempts: int, outcome: Outcome, chance: float) -> timedelta:
        """Full jitter: a random part (`chance`, 0 to 1) of a time that grows with the attempts
        made; but never before the time that the provider named."""
        if isinstance(outcome, TryAgain) and outcome.after is not None:
            return outcome.after + chance * self.first
        return chance * self._ceiling(attempts)

    def _ceiling(self, attempts: int) -> timedelta:
        if attempts < self.burst:
            return self.first * (1 << max(attempts - 1, 0))
        return min(self.slow * (1 << min(attempts - self.burst, 10)), self.longest)


@dataclass(frozen=True)
class Patience:
    """How long what is waited for."""

    retries: Retries = field(default_factory=Retries)
    status: timedelta = timedelta(seconds=30)
    """For the status of a call whose end nobody knows; without one it is made again."""
    look: timedelta = timedelta(seconds=1)
    """Between two looks whether that status came."""


class Step(Enum):
    SEND = auto()
    """Call the provider."""
    WAIT = auto()
    """Come back later; the messages behind it wait too."""
    LATER = auto()
    """It is for a later time; the messages behind it may go meanwhile."""
    DONE = auto()
    """Nothing is left to do; the next message of this recipient may go."""


@dataclass(frozen=True)
class Plan:
    step: Step
    message: Message
    """As it is from here on."""
    wait: timedelta = timedelta()


def next_step(message: Message, now: datetime, patience: Patience) -> Plan:
    """What to do at `now`, as far as the message alone decides that."""
    if message.state is State.SENDING:
        return Plan(Step.WAIT, message.interrupted(now), patience.look)
    if message.state is State.AMBIGUOUS:
        if now < message.update_time + patience.status:
            return Plan(Step.WAIT, message, patience.look)
        message = message.given_up_waiting(now)
    if message.state is not State.QUEUED:
        return Plan(Step.DONE, message)
    if now >= message.expire_time:
        return Plan(Step.DONE, message.expired(now))
    if message.send_time is not None and now < message.send_time:
        return Plan(Step.LATER, message, message.send_time - now)
    return Plan(Step.SEND, message)


def until_expiry(message: Message, now: datetime, wait: timedelta) -> timedelta:
    """The wait, but no longer than the message is worth waiting for: it expires in time."""
    return min(wait, max(message.expire_time - now, timedelta()))


def longest_wait(message: Message) -> timedelta:
    """How long the message sleeps at most before it looks again: a pause may end before its time,
    as when there is a new credential."""
    return LOOKS.get(message.purpose, LOOK)
