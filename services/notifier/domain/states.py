"""Where a message may stand, and what it may become. Ranks never go back; some states are final."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    AMBIGUOUS = "ambiguous"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    EXPIRED = "expired"
    DISABLED = "disabled"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"


TAKEN = frozenset({State.ACCEPTED, State.SENT, State.DELIVERED, State.READ})
"""A provider has the message."""

_TOLD = TAKEN | {State.FAILED}
"""What a status may say. It may skip ranks, and come before we know that a call succeeded."""

UNDER_WAY = frozenset({State.SENDING, State.AMBIGUOUS})
"""A provider was called, and nobody knows yet what became of it."""

_NEXT: Mapping[State, frozenset[State]] = {
    # A message that waits for another try may still be told of by the status of its last one.
    State.QUEUED: _TOLD
    | {State.SENDING, State.EXPIRED, State.DISABLED, State.SUPPRESSED, State.CANCELLED},
    State.SENDING: _TOLD | {State.QUEUED, State.AMBIGUOUS, State.SUPPRESSED, State.CANCELLED},
    State.AMBIGUOUS: _TOLD | {State.QUEUED, State.CANCELLED},
    State.ACCEPTED: frozenset({State.SENT, State.DELIVERED, State.READ, State.FAILED}),
    State.SENT: frozenset({State.DELIVERED, State.READ, State.FAILED}),
    State.DELIVERED: frozenset({State.READ}),
    # A call for it whose end nobody knew may have sent it all the same.
    State.EXPIRED: TAKEN,
}


def may_become(state: State, other: State) -> bool:
    """Whether a message in `state` may be moved to `other`; staying is no move."""
    return other in _NEXT.get(state, frozenset())
