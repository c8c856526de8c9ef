"""What the notifier counts. No tenant, no phone, no id is a label."""

from services.common.breaker import BreakerState
from services.common.metrics import counter, gauge, histogram
from services.notifier.domain.message import Message
from services.notifier.domain.states import TAKEN, State

MESSAGES = counter(
    "outbound_messages_total",
    "Messages by what became of them. Success is counted twice: `accepted` by the provider's API"
    " counts each once, whoever told it; then `delivered` by its status, as are `sent` and `read`."
    " `failed` was never accepted, `undelivered` was and failed then. `expired` was not sent in"
    " time, `disabled` and `suppressed` were not to be, `cancelled` was called back.",
    ["provider", "outcome"],
)
AMBIGUOUS = counter(
    "outbound_ambiguous_total",
    "Calls of which nobody knows whether they sent: `opened`; then `settled` by a status, or"
    " `unsettled` after none came: those messages may reach the customer twice.",
    ["provider", "outcome"],
)
PRICED = counter(
    "outbound_priced_total",
    "Messages whose price a provider told, by what it is charged for.",
    ["provider", "category", "billable"],
)
CALLS = histogram(
    "provider_request_duration_seconds",
    "How long providers took to answer.",
    ["provider", "operation", "outcome"],
)
TRANSITIONS = counter(
    "breaker_transitions_total",
    "How often the breaker of an account came to be `open`, `half_open` or `closed`.",
    ["provider", "to"],
)
BREAKERS = gauge(
    "breaker_state",
    "Accounts of the provider that are not called, in all replicas; 0: all of them are.",
    ["provider"],
)
STOPS = counter(
    "outbound_stops_total",
    "Answers of providers after which a `channel` sends nothing, or no `campaigns`, until a person"
    " acts.",
    ["provider", "kind"],
)
NONE = "none"
"""The label of what no provider was called for."""
PROVIDERS = ("meta", "twilio", "zaptra")

_CATEGORIES = frozenset(
    {"authentication", "marketing", "referral_conversion", "service", "utility"}
)
_COUNTED = {
    State.SENT,
    State.DELIVERED,
    State.READ,
    State.FAILED,
    State.EXPIRED,
    State.DISABLED,
    State.SUPPRESSED,
    State.CANCELLED,
}
_UNDELIVERED = "undelivered"


def begin_at_zero() -> None:
    """Show what alerts look at before anything happened: a series that appears with its first
    event hides that event from `increase`."""
    for provider in (*PROVIDERS, NONE):
        for outcome in (State.ACCEPTED, *sorted(_COUNTED), _UNDELIVERED):
            MESSAGES.labels(provider, outcome)
    for provider in PROVIDERS:
        BREAKERS.labels(provider)
        for state in BreakerState:
            TRANSITIONS.labels(provider, state)
        for kind in ("channel", "campaigns"):
            STOPS.labels(provider, kind)
        for outcome in ("opened", "settled", "unsettled"):
            AMBIGUOUS.labels(provider, outcome)


begin_at_zero()


def count_change(before: Message, after: Message) -> None:
    """Count what a stored change of a message means."""
    provider = after.provider or NONE
    if after.pricing is not None and before.pricing is None:
        category = after.pricing.category.lower()
        known = category if category in _CATEGORIES else "other"
        PRICED.labels(provider, known, str(after.pricing.billable).lower()).inc()
    if before.state is not after.state:
        _count_state(provider, before.state, after.state)


def _count_state(provider: str, before: State, after: State) -> None:
    if after in TAKEN and before not in TAKEN:
        MESSAGES.labels(provider, State.ACCEPTED).inc()
    if after in _COUNTED:
        undelivered = after is State.FAILED and before in TAKEN
        MESSAGES.labels(provider, _UNDELIVERED if undelivered else after).inc()
    if after is State.AMBIGUOUS:
        AMBIGUOUS.labels(provider, "opened").inc()
    if before is State.AMBIGUOUS:
        settled = after in TAKEN | {State.FAILED}
        AMBIGUOUS.labels(provider, "settled" if settled else "unsettled").inc()
