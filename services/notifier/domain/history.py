"""What happened to a message, told from its beginning."""

from dataclasses import dataclass
from datetime import datetime

from services.notifier.domain.attempt import Attempt
from services.notifier.domain.message import Message
from services.notifier.domain.states import State


@dataclass(frozen=True)
class Change:
    """A state that the message came to be in."""

    state: State
    change_time: datetime
    reason: str = ""


@dataclass(frozen=True)
class History:
    """A message with all its states and calls, the oldest first."""

    message: Message
    changes: tuple[Change, ...]
    attempts: tuple[Attempt, ...]
