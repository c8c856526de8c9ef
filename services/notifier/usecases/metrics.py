"""What the notifier counts. No tenant, no phone, no id is a label."""

from services.common.metrics import counter, histogram
from services.notifier.domain.message import Message
from services.notifier.domain.states import TAKEN, State

MESSAGES = counter(
    "outbound_messages_total",
    "Messages by what became of them: `accepted` by the provider's API counts each once, whoever"
    " told it; `sent`, `delivered`, `read` by status; `failed`, `expired`.",
    ["provider", "outcome"],
)
AMBIGUOUS = counter(
    "outbound_ambiguous_total",
    "Calls of which nobody knows whether they sent: `opened`; then `settled` by a status, or"
    " `unsettled` after none came: those messages may reach the customer twice.",
    ["provider", "outcome"],
)
CALLS = histogram(
    "provider_request_duration_seconds",
    "How long providers took to answer.",
    ["provider", "operation", "outcome"],
)
NONE = "none"
"""The label of what no provider was called for."""

_LATER = TAKEN - {State.ACCEPTED}


def count_change(before: Message, after: Message) -> None:
    """Count what a stored change of a message means, if its state changed."""
    if before.state is after.state:
        return
    provider = after.provider or NONE
    if after.state in TAKEN and before.state not in TAKEN:
        MESSAGES.labels(provider, State.ACCEPTED).inc()
    if after.state in _LATER | {State.FAILED, State.EXPIRED}:
        MESSAGES.labels(provider, after.state).inc()
    if after.state is State.AMBIGUOUS:
        AMBIGUOUS.labels(provider, "opened").inc()
    if before.state is State.AMBIGUOUS:
        settled = after.state in TAKEN | {State.FAILED}
        AMBIGUOUS.labels(provider, "settled" if settled else "unsettled").inc()
