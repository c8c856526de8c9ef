"""What else is done for a message that a provider did not take: it stays, or another follows it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from services.notifier.domain.message import Message, Purpose, Recipient
from services.notifier.domain.outcomes import NO_TEMPLATE, Outcome, Refused, TryAgain
from services.notifier.domain.remedy import Remedy
from services.notifier.domain.states import State
from services.notifier.domain.template import TemplateState
from services.notifier.domain.way import Way

_HELD_AS = {
    "TEMPLATE_PAUSED": TemplateState.PAUSED,
    "TEMPLATE_DISABLED": TemplateState.DISABLED,
}
NOTHING_LEAVES = frozenset(
    {"PROVIDER_DOWN", "CREDENTIAL_REFUSED", "PERMISSION_MISSING", "SENDER_BLOCKED", "RESTRICTED"}
)
"""Why a channel stands still: its provider is away, or a person has to act."""
LONG = timedelta(seconds=60)
AGAIN_AFTER = timedelta(seconds=15)
"""After a status that says that a message failed for now; four times as long each time."""
MOST_FOLLOWED = 3
"""Messages one after the other, each instead of one that failed."""


def after_call(message: Message, outcome: Outcome, now: datetime) -> Message:
    """The message after a call, with what else helps where it was refused."""
    if not isinstance(outcome, Refused):
        return message.after(outcome, now)
    if _helps(outcome.remedy, message):
        again = message.after(TryAgain(outcome.reason, outcome.detail), now)
        as_template = message.as_template or outcome.remedy is Remedy.USE_TEMPLATE
        return replace(again, as_template=as_template)
    if outcome.remedy is Remedy.OPT_OUT and message.purpose is Purpose.CAMPAIGN:
        return message.suppressed(now, outcome.detail)
    if outcome.remedy is Remedy.USE_TEMPLATE:
        return message.after(Refused(NO_TEMPLATE, outcome.detail), now)
    return message.after(outcome, now)


def _helps(remedy: Remedy, message: Message) -> bool:
    """Whether the message itself may be sent again."""
    match remedy:
        case Remedy.STOP_CHANNEL | Remedy.PAUSE_CAMPAIGNS:
            return True
        case Remedy.HOLD_TEMPLATE:
            return has_other_templates(message)
        case Remedy.USE_TEMPLATE:
            return not message.template_name
    return False


def has_other_templates(message: Message) -> bool:
    """Whether it was sent as a template of our choice: another one may do."""
    return bool(message.template_name) and message.content.template is None


def at_once(outcome: Outcome) -> bool:
    """Whether what is sent again is sent without a pause: it will be another thing."""
    another = {Remedy.USE_TEMPLATE, Remedy.HOLD_TEMPLATE}
    return isinstance(outcome, Refused) and outcome.remedy in another


def held_as(reason: str) -> TemplateState:
    """What the template is for now that was refused for this reason."""
    return _HELD_AS.get(reason, TemplateState.PENDING)


def code_of(message: Message) -> str:
    """The provider's error code: it begins what the provider said."""
    return message.provider_detail.split(":", 1)[0].strip()


@dataclass(frozen=True)
class Successor:
    """Where and how the message goes that follows a failed one."""

    channel_id: UUID
    recipient: Recipient
    as_template: bool = False
    send_time: datetime | None = None
    """Not before; None: at once."""


def the_same_later(message: Message, followed_before: int, now: datetime) -> Successor | None:
    """Once more by the same channel, in a while: none where that happened often enough, or would
    come too late."""
    send_time = now + AGAIN_AFTER * 4**followed_before
    if followed_before >= MOST_FOLLOWED or send_time >= message.expire_time:
        return None
    return Successor(message.channel_id, message.recipient, message.as_template, send_time)


def next_ways(message: Message, ways: Iterable[Way]) -> Iterator[Successor]:
    """Those by channels that were not tried yet, the best first."""
    tried = {*message.tried, message.channel_id}
    for channel, recipient in ways:
        if channel.channel_id not in tried:
            yield Successor(channel.channel_id, recipient)


def followed(message: Message, by: Successor, now: datetime) -> Message:
    """The message that is sent instead of one that failed: always the same one."""
    name = f"{by.channel_id}/{by.as_template}"
    tried = message.tried
    if by.channel_id != message.channel_id:
        tried = (*tried, message.channel_id)
    return Message(
        message_id=uuid5(message.message_id, name),
        channel_id=by.channel_id,
        customer_id=message.customer_id,
        recipient=by.recipient,
        content=message.content,
        purpose=message.purpose,
        create_time=now,
        expire_time=message.expire_time,
        update_time=now,
        event=message.event,
        send_time=by.send_time,
        booking_id=message.booking_id,
        zone=message.zone,
        as_template=by.as_template,
        follows_id=message.message_id,
        # The same way it would read the same; a status is about the last part alone.
        parts_sent=message.parts_sent if by.send_time else 0,
        tried=tried,
    )


def may_leave_otherwise(message: Message, reason: str, now: datetime) -> bool:
    """Whether what waits for this reason is better sent by another channel: nothing has left by its
    own for a while, and nobody asked for it on this one."""
    since = max(message.create_time, message.send_time or message.create_time)
    return message.unasked and reason in NOTHING_LEAVES and now - since >= LONG


def may_be_followed(message: Message, now: datetime) -> bool:
    """Whether it failed, nobody asked for it, and it is still worth sending."""
    wanted = message.unasked and not message.cancel_wanted and now < message.expire_time
    return wanted and message.state is State.FAILED
