"""What a catalog says of a booking that is made already."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from services.booking.domain.booking import State, first_state
from services.booking.domain.catalog import Approval
from services.booking.domain.errors import ChangedTooLate
from services.booking.domain.hours import Rules

HOLD = timedelta(minutes=10)
"""For how long a slot is kept for a customer who decides."""


@dataclass(frozen=True)
class Terms:
    """The rules, and of all its offerings the strictest."""

    rules: Rules = field(default_factory=Rules)
    approval: Approval = Approval.AUTOMATIC
    cancel_notice: timedelta = timedelta()
    move_notice: timedelta = timedelta()


class Beginning(NamedTuple):
    """In which state a booking begins, and when it expires."""

    state: State
    expire_time: datetime | None = None


def held(now: datetime) -> Beginning:
    """How a hold begins."""
    return Beginning(State.HELD, now + HOLD)


def booked(approval: Approval, rules: Rules, start: datetime, now: datetime) -> Beginning:
    """How a booking begins that is made now."""
    state = first_state(approval)
    return Beginning(state, pending_until(rules, start, now) if state is State.PENDING else None)


def pending_until(rules: Rules, start: datetime, asked: datetime) -> datetime:
    """When a request expires that nobody approved."""
    return start if rules.pending_expiry is None else min(asked + rules.pending_expiry, start)


def check_notice(notice: timedelta, start: datetime, now: datetime) -> None:
    """Refuse a customer's change that comes too late."""
    if now > start - notice:
        raise ChangedTooLate(notice)
