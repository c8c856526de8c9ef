"""One call of a provider: measured, logged, and its outcome as a value."""

import logging
import re
import time
from datetime import timedelta
from typing import Any

from services.common.logs import Phone, event
from services.notifier.domain.attempt import Ended
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Accepted, Outcome, Refused, TryAgain, Unclear
from services.notifier.domain.remedy import Remedy
from services.notifier.providers.provider import Outgoing, Provider, Sender
from services.notifier.usecases.metrics import CALLS

log = logging.getLogger(__name__)

NUMBER = re.compile(r"\d{7,}")
"""What could be a phone in the words of a provider."""


def about(message: Message) -> dict[str, Any]:
    """What every line about a message names."""
    named = {"message_id": str(message.message_id), "to": Phone(message.recipient.value)}
    if message.booking_id:
        named["booking_id"] = str(message.booking_id)
    return named


async def attempt(
    provider: Provider, message: Message, outgoing: Outgoing, sender: Sender, *, details: bool
) -> Ended:
    """Call it once. No transaction may be open: this takes as long as the provider likes.
    `details`: the provider's words are in the log as well."""
    fields = {**about(message), "provider": provider.name, "attempt": outgoing.attempt}
    event(log, "attempt", **fields)
    begun = time.perf_counter()
    outcome = await _outcome(provider, outgoing, sender)
    ended = Ended(outgoing.attempt, outcome, timedelta(seconds=time.perf_counter() - begun))
    CALLS.labels(provider.name, "send", ended.name).observe(ended.duration.total_seconds())
    if details and not isinstance(outcome, Accepted):
        fields["detail"] = NUMBER.sub("***", outcome.detail)
    _tell(ended, {**fields, "duration_ms": round(ended.duration / timedelta(milliseconds=1))})
    return ended


async def _outcome(provider: Provider, outgoing: Outgoing, sender: Sender) -> Outcome:
    try:
        return await provider.send(outgoing, sender)
    except (Refused, TryAgain, Unclear) as outcome:
        return outcome


def _tell(ended: Ended, fields: dict[str, Any]) -> None:
    if isinstance(ended.outcome, Accepted):
        # Not the provider's id: WhatsApp's holds the phone number, readable for anybody.
        event(log, "success", **fields)
        return
    fields |= {"outcome": ended.name, "reason": ended.reason}
    event(log, "failure", level=logging.WARNING, **fields)
    if isinstance(ended.outcome, Refused) and ended.outcome.remedy is Remedy.BUG:
        event(log, "provider_refused_bug", level=logging.ERROR, **fields)
