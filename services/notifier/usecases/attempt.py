"""One call of a provider: measured, logged, and its outcome as a value."""

import logging
import time
from typing import Any

from services.common.logs import Phone, event
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Accepted, Outcome, Refused, TryAgain, Unclear
from services.notifier.providers.provider import Provider, Sender
from services.notifier.usecases.metrics import CALLS

log = logging.getLogger(__name__)

_NAMES = {
    Accepted: "accepted",
    Refused: "refused",
    TryAgain: "try_again",
    Unclear: "unclear",
}


async def attempt(provider: Provider, message: Message, sender: Sender) -> Outcome:
    """Call it once. No transaction may be open: this takes as long as the provider likes."""
    about: dict[str, Any] = {
        "message_id": str(message.message_id),
        "provider": provider.name,
        "to": Phone(message.recipient.value),
        "attempt": message.attempts,
    }
    event(log, "attempt", **about)
    begun = time.perf_counter()
    outcome = await _outcome(provider, message, sender)
    seconds = time.perf_counter() - begun
    CALLS.labels(provider.name, "send", _NAMES[type(outcome)]).observe(seconds)
    about["duration_ms"] = round(seconds * 1000)
    if isinstance(outcome, Accepted):
        # Not the provider's id: WhatsApp's holds the phone number, readable for anybody.
        event(log, "success", **about)
    else:
        name = _NAMES[type(outcome)]
        event(log, "failure", level=logging.WARNING, outcome=name, reason=outcome.reason, **about)
    return outcome


async def _outcome(provider: Provider, message: Message, sender: Sender) -> Outcome:
    try:
        return await provider.send(message, sender)
    except (Refused, TryAgain, Unclear) as outcome:
        return outcome
